"""Certificates for screen readers (PDF/UA-1) and for the archive (PDF/A-3a): what can be checked.

No validator is at hand here, so no conformance is claimed; these are the marks that the standards
ask for and that signing or filling a stencil could lose.
"""

import io
import subprocess
from typing import Any

import pikepdf
import pytest

from certificates.pdf.render import render_sheets
from certificates.signing.judging import answer
from certificates.signing.keys import fingerprint, known_certificates
from certificates.signing.pades import sign_pdf
from tests.certificates import papers

pytestmark = pytest.mark.pdf

UA, A3 = "pdf/ua-1", "pdf/a-3a"
MARKS = {
    UA: {"{http://www.aiim.org/pdfua/ns/id/}part": "1"},
    A3: {
        "{http://www.aiim.org/pdfa/ns/id/}part": "3",
        "{http://www.aiim.org/pdfa/ns/id/}conformance": "A",
    },
}
NAMES = ("Quách Thị Ước", "Nguyễn Văn An")


@pytest.fixture(scope="module")
def drawn():
    """Of each variant: drawn alone, by WeasyPrint, and with another, by the stencil."""
    files = {}
    for variant in (UA, A3):
        sheets = [papers.certificate(full_name=name).sheet() for name in NAMES]
        [alone] = render_sheets(sheets[:1], variant=variant)
        filled, _other = render_sheets(sheets, variant=variant)
        files[variant] = {"alone": alone, "filled": filled}
    return files


@pytest.fixture(params=[(v, w) for v in (UA, A3) for w in ("alone", "filled", "signed")])
def file(request, drawn, signing_on):
    """Variant, bytes, and whether they are signed."""
    variant, way = request.param
    body = drawn[variant]["filled" if way == "signed" else way]
    return variant, sign_pdf(body) if way == "signed" else body


def opened(body: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(body))


def test_the_file_is_sound(file, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(file[1])
    command = ["qpdf", "--check", path]

    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_its_metadata_declare_the_variant_and_the_title(file):
    variant, body = file
    with opened(body) as pdf:
        metadata = pdf.open_metadata()
        assert {name: metadata.get(name) for name in MARKS[variant]} == MARKS[variant]
        assert NAMES[0] in metadata["dc:title"]
        assert len(pdf.trailer.ID) == 2


def test_it_is_marked_and_names_its_language(file):
    variant, body = file
    with opened(body) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "vi"
        if variant == UA:
            assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_the_archive_form_says_what_its_colors_mean(file):
    variant, body = file
    with opened(body) as pdf:
        intents = list(pdf.Root.get("/OutputIntents", []))
        assert len(intents) == (variant == A3)
        for intent in intents:
            assert intent.S == "/GTS_PDFA1"
            assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"


def test_every_font_is_ours_and_in_the_file(file):
    fonts = papers.fonts_of(file[1])

    assert fonts
    assert {embedded for _name, embedded in fonts} == {"yes"}
    assert all(name.startswith("Taphuan") for name, _embedded in fonts)


def test_every_content_id_is_in_the_parent_tree(file):
    with opened(file[1]) as pdf:
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        tree = {int(numbers[n]): numbers[n + 1] for n in range(0, len(numbers), 2)}
        for page in pdf.pages:
            ids = sorted(_ids_in(page))
            assert ids == list(range(len(tree[int(page.StructParents)])))
            assert not any(_ids_in(form) for form in _forms_of(page))


def _ids_in(drawing: Any) -> list[int]:
    found = []
    for operands, operator in pikepdf.parse_content_stream(drawing):
        if str(operator) == "BDC" and "/MCID" in (marks := operands[1]):
            found.append(int(marks.MCID))
    return found


def _forms_of(page: pikepdf.Page) -> list[Any]:
    objects = page.Resources.get("/XObject", {})
    return [one for _name, one in objects.items() if one.Subtype == "/Form"]


def test_nothing_of_it_runs_or_is_encrypted(file):
    with opened(file[1]) as pdf:
        assert not pdf.is_encrypted
        for name in ("/OpenAction", "/AA"):
            assert name not in pdf.Root
        assert "/JavaScript" not in pdf.Root.get("/Names", {})


@pytest.mark.parametrize("variant", [UA, A3])
def test_a_signature_takes_nothing_away(variant, drawn, signing_on):
    before = drawn[variant]["filled"]
    after = sign_pdf(before)

    with opened(before) as one, opened(after) as other:
        assert one.Root.Metadata.read_bytes() == other.Root.Metadata.read_bytes()
        assert one.docinfo == other.docinfo
    assert papers.text_of(before) == papers.text_of(after)
    ours = {fingerprint(one) for one in known_certificates()}
    assert answer(after, ours)["verdict"] == "genuine"


@pytest.mark.parametrize("variant", [UA, A3])
def test_the_field_of_the_signature_is_allowed_by_both_standards(variant, drawn, signing_on):
    with opened(sign_pdf(drawn[variant]["filled"])) as pdf:
        page, [field] = pdf.pages[0], list(pdf.Root.AcroForm.Fields)
        left, bottom, right, top = (float(side) for side in field.Rect)
        box = page.get("/CropBox", page.MediaBox)
        # PDF/A-3: printable, not hidden, without appearance only if it has no size.
        assert int(field.F) & 0b100111 == 0b100
        assert (left, bottom) == (right, top)
        # PDF/UA-1: outside the page it needs no tag; the order of tabs follows the structure.
        assert left < float(box[0])
        assert page.Tabs == "/S"
        assert "/NeedAppearances" not in pdf.Root.AcroForm
