"""A filled sheet equals what WeasyPrint draws of the same row, and the proof of it can fail."""

import dataclasses
import random
import shutil
import subprocess
import sys
import unicodedata
import zlib

import pytest

from certificates import qr_code
from certificates.documents.sheet import Sheet
from certificates.pdf import skeletons
from certificates.pdf.assets import read_style, shipped_assets
from certificates.pdf.press import Press
from certificates.pdf.stencil import deflating, drafting
from certificates.pdf.stencil.alphabet import ALPHABET
from certificates.pdf.stencil.qr_operators import qr_operators
from certificates.pdf.stencil.refusals import GivenUp, Unfit
from certificates.pdf.stencil.stencil import Stencil
from courses.paper_fonts import missing_letters
from tests.certificates import sheets
from tests.certificates.equality import differences, look_the_same

pytestmark = pytest.mark.pdf

QPDF = shutil.which("qpdf") or "qpdf"
VARIANTS = (None, "pdf/ua-1", "pdf/a-3a")
TORTURE = {
    "one word": {"name": "Ngân"},
    "decomposed": {"name": unicodedata.normalize("NFD", "Nguyễn Thị Ước")},
    "tone placed the old way": {"agency": "Tỉnh uỷ Hoà Bình", "name": "Hoàng Thuý Hoà"},
    "small letters": {"agency": ALPHABET[:60], "class": ALPHABET[60:97]},
    "capitals and digits": {
        "agency": ALPHABET[97:140],
        "class": ALPHABET[140:170],
        "name": ALPHABET[170:194],
    },
    "printed signs": {"agency": ALPHABET[194:].strip()},
    "signs": {"name": "Y'Nuê & Bjă-Dap (\\)", "agency": 'Báo <Hòa Bình> "Số 1" – “B”…'},
    "digits": {"name": "1119171 111", "birth": "11/11/1971"},
    "joined letters": {"class": "Office fine flow affine"},
    "sample of the stencil": {"name": "zqa", "agency": "wjb WM", "serial": "zq zq"},
    "same text twice": {"agency": "Tin học", "class": "Tin học", "name": "Tin học"},
    "constant text": {"agency": "Cơ quan:", "position": "(chính)", "name": "GIẤY CHỨNG NHẬN"},
    "numbers at their ends": {"periods": "0", "birth": "1979"},
    "a large number": {"periods": "9.999.999"},
    "capitals": {"name": "CÔNG TẰNG TÔN NỮ THỊ PHƯƠNG THẢO"},
    "kerned": {"name": "AVATAR Tỵ Vỹ WAY LTY", "agency": "Từ Vũ Yên Phong Tây Tự"},
}
GIVEN_UP = {
    "look-alike of Đ": ("letter", {"name": "Ðinh Công Sơn"}),
    "combining sign": ("letter", {"name": "Ama H'Ơ\u0306n"}),
    "another script": ("letter", {"name": "An 漢"}),
    "emoji": ("letter", {"name": "An 🙂"}),
    "right to left": ("letter", {"name": "An \u200f\u05e9\u05dc"}),
    "zero width": ("letter", {"name": "An\u200b Bình"}),
    "soft hyphen": ("letter", {"name": "An\u00adBình"}),
    "no-break space": ("letter", {"name": "An\u00a0Bình"}),
    "nothing": ("space", {"position": ""}),
    "two spaces": ("space", {"name": "An  Bình"}),
    "space in front": ("space", {"name": " An"}),
    "line break": ("letter", {"name": "An\nBình"}),
    "too wide": ("width", {"name": "Ư" * 60}),
}
UNFIT = {
    "spaced letters": ".name { letter-spacing: 2pt }",
    "capitals by style": ".name { text-transform: uppercase }",
    "line below a text": ".name { text-decoration: underline }",
    "box around a text": "b { border: 1pt solid }",
    "page numbers": '@page { @top-left { content: counter(page) "/" counter(pages) } }',
    "box that shrinks": ".name { display: table; border: 1pt solid; margin: auto }",
    "no code": ".qr { display: none }",
    "code behind a veil": ".qr { opacity: .5 }",
    "justified in a narrow line": ".middle { text-align: justify; text-align-last: justify }",
}


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(read_style(), shipped_assets())


@pytest.fixture(scope="module")
def stencil(press) -> Stencil:
    return make(press, sheets.sheet())


def make(press: Press, sheet: Sheet, variant: str | None = None) -> Stencil:
    skeleton = skeletons.make_skeleton(sheet)
    assert skeleton is not None
    return press.make_stencil(skeleton, variant)


def fill(stencil: Stencil, sheet: Sheet) -> bytes:
    return stencil.shared.head + stencil.ending(skeletons.row_of(sheet))


def draw(press: Press, sheet: Sheet, variant: str | None = None) -> bytes:
    return press.print_document(unicodedata.normalize("NFC", sheet.html()), {}, variant)


# WeasyPrint leaves the color profile of PDF/A open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("variant", VARIANTS)
def test_filled_sheets_equal_those_of_weasyprint(press, variant):
    stencil = make(press, sheets.sheet(), variant)
    rows = list(sheets.people(300))[::100]

    for sheet in rows:
        ours, theirs = fill(stencil, sheet), draw(press, sheet, variant)
        assert differences(ours, theirs) == []
        assert look_the_same(ours, theirs)


@pytest.mark.parametrize("texts", TORTURE.values(), ids=TORTURE)
def test_hard_rows_are_equal_too(press, stencil, texts):
    sheet = sheets.sheet(**texts)

    assert differences(fill(stencil, sheet), draw(press, sheet)) == []


@pytest.mark.parametrize(("reason", "texts"), GIVEN_UP.values(), ids=GIVEN_UP)
def test_rows_in_doubt_are_given_up(stencil, reason, texts):
    with pytest.raises(GivenUp, match=reason):
        fill(stencil, sheets.sheet(**texts))


def test_widest_text_fits_and_one_letter_more_is_given_up(press, stencil):
    name = "i" * next(n for n in range(1000) if not fits(stencil, "i" * (n + 1)))
    sheet = sheets.sheet(name=name)

    assert len(name) > 30
    assert differences(fill(stencil, sheet), draw(press, sheet)) == []
    with pytest.raises(GivenUp, match="width"):
        fill(stencil, sheets.sheet(name=f"{name}i"))


def fits(stencil: Stencil, name: str) -> bool:
    try:
        return bool(fill(stencil, sheets.sheet(name=name)))
    except GivenUp:
        return False


@pytest.mark.parametrize("style", UNFIT.values(), ids=UNFIT)
def test_design_that_is_not_understood_gets_no_stencil(press, style):
    skeleton = sheets.SKELETON.replace("</style>", f"{style}</style>")

    with pytest.raises(Unfit):
        make(press, sheets.sheet(skeleton))


def test_sheet_of_two_pages_is_filled_on_both(press):
    back = '<p style="break-before: page">Mặt sau: \ue000name\ue001, \ue000serial\ue001</p></body>'
    skeleton = sheets.SKELETON.replace("</body>", back)
    stencil = make(press, sheets.sheet(skeleton), "pdf/ua-1")
    sheet = sheets.sheet(skeleton, name="Bùi Thị Ngọc Ánh")

    assert len(stencil.pages) == 2
    assert differences(fill(stencil, sheet), draw(press, sheet, "pdf/ua-1")) == []


def test_code_of_another_size_is_given_up(stencil):
    with pytest.raises(GivenUp, match="code"):
        fill(stencil, sheets.sheet(record="x" * 20))


def test_code_of_nearly_the_same_length_is_equal(press, stencil):
    sheet = sheets.sheet(record="x" * 176)

    assert differences(fill(stencil, sheet), draw(press, sheet)) == []


def test_same_row_gives_the_same_bytes_and_a_whole_file(press, stencil, tmp_path):
    again = make(Press(read_style(), shipped_assets()), next(sheets.people(1)))
    path = tmp_path / "sheet.pdf"

    for sheet in sheets.people(3):
        path.write_bytes(fill(stencil, sheet))
        assert fill(again, sheet) == fill(stencil, sheet)
        subprocess.run([QPDF, "--check", path], check=True, capture_output=True)


# Twins: what the proof must find.


def test_proof_finds_an_advance_of_one_unit(press):
    stencil = make(press, sheets.sheet())
    for text in stencil.texts:
        glyph = next(glyph for glyph, letter in text.face._letters.items() if letter == "h")
        text.face._widths[glyph] += 1
        text.face.shape.cache_clear()

    assert differences(fill(stencil, sheets.sheet()), draw(press, sheets.sheet()))


def test_proof_finds_a_text_one_unit_aside(press, stencil):
    first, *others = stencil.texts
    moved = dataclasses.replace(first, first_width=first.first_width + 1 / 1024)
    twin = dataclasses.replace(stencil, texts=(moved, *others))

    assert differences(fill(twin, sheets.sheet()), draw(press, sheets.sheet()))


def test_proof_finds_a_wrong_mask(press, stencil, monkeypatch):
    theirs = draw(press, sheets.sheet())
    monkeypatch.setattr(qr_code, "MASK", 3)
    qr_code._form.cache_clear()
    try:
        ours = fill(stencil, sheets.sheet())
    finally:
        qr_code._form.cache_clear()

    assert differences(ours, theirs)


def test_proof_finds_swapped_rows(press, stencil):
    one, other = sheets.sheet(name="Hà Thị An"), sheets.sheet(name="Hà Thị Na")

    assert differences(fill(stencil, one), draw(press, other))


def test_proof_finds_another_title(press, stencil):
    other = dataclasses.replace(sheets.sheet(), title="Giấy khen")

    assert differences(fill(stencil, other), draw(press, sheets.sheet())) == ["information"]


def test_proof_finds_a_glyph_that_is_not_embedded(press, monkeypatch):
    whole = make(press, sheets.sheet())
    monkeypatch.setattr(drafting, "ALPHABET", ALPHABET.replace("Ỷ", ""))
    twin = make(press, sheets.sheet())
    sheet = sheets.sheet(name="Xỷ Ỷ")
    with pytest.raises(GivenUp, match="glyph"):
        fill(twin, sheet)
    for text, model in zip(twin.texts, whole.texts, strict=True):
        text.face._letters.update(model.face._letters)
        text.face._widths.update(model.face._widths)

    found = differences(fill(twin, sheet), draw(press, sheet))

    assert [line.split()[0] for line in found] == ["glyph"]


# What the stencil is built of.


def test_pieces_join_to_one_stream_that_any_reader_unpacks():
    luck = random.Random(4)
    kinds = (deflating.constant_piece, deflating.fresh_piece, deflating.stored_piece)
    for _ in range(50):
        plain = [luck.randbytes(luck.choice((0, 1, 70, 5000, 70_000))) for _ in range(6)]
        pieces = [luck.choice(kinds)(body) for body in plain]

        assert zlib.decompress(deflating.join_pieces(pieces)) == b"".join(plain)


def test_every_face_has_every_letter_of_the_alphabet():
    assert missing_letters(ALPHABET) == ""
    assert len(set(ALPHABET)) == len(ALPHABET)


def test_code_is_drawn_operator_by_operator():
    operators = qr_operators("https://example.org").split(b"\n")

    assert operators[:5] == [b"4 4 m", b"11 4 l", b"11 5 l", b"4 5 l", b"h"]


def test_printing_child_starts_without_django():
    program = "import certificates.pdf.child, sys; sys.exit('django' in sys.modules)"

    subprocess.run([sys.executable, "-c", program], check=True)
