"""Many sheets by the door: in order, alone or together, with and without the fast path."""

import logging

import pikepdf
import pytest

from certificates.checks import check_stencils
from certificates.pdf import sheet_run
from certificates.pdf.refusals import RenderRefused
from certificates.pdf.render import merge_sheets, render_html, render_sheets
from certificates.pdf.stencil import versions
from tests.certificates import papers, sheets
from tests.certificates.equality import differences

pytestmark = pytest.mark.pdf


@pytest.fixture
def reasons(caplog):
    caplog.set_level(logging.INFO, logger=sheet_run.__name__)
    return lambda: " ".join(record.getMessage() for record in caplog.records)


@pytest.fixture
def without_stencils(monkeypatch):
    monkeypatch.setattr(versions, "PROVEN", {**versions.PROVEN, "uharfbuzz": "0.0"})
    versions.unproven.cache_clear()
    yield
    versions.unproven.cache_clear()


def test_files_come_in_order_and_those_given_up_are_drawn(reasons):
    people = [*sheets.people(4), sheets.sheet(name="Ama H'Ơ\u0306n"), sheets.sheet(name="An")]

    files = list(render_sheets(people))

    for sheet, file in zip(people, files, strict=True):
        assert sheet.slots[0].text in papers.text_of(file)
    assert "1 of 6 sheets not from a stencil (letter: 1)" in reasons()
    assert "Ama" not in reasons()


def test_sheet_that_is_alone_is_drawn_plainly(reasons):
    alone = sheets.sheet(sheets.SKELETON.replace("GIẤY CHỨNG NHẬN", "CHỨNG CHỈ"))

    (file,) = render_sheets([alone])

    assert file == render_html(alone.html())
    assert "alone: 1" in reasons()


def test_letter_that_no_face_has_is_refused_at_its_place():
    files = render_sheets([*sheets.people(2), sheets.sheet(name="An 漢")])

    assert next(files)
    assert next(files)
    with pytest.raises(RenderRefused) as caught:
        next(files)
    assert caught.value.code == "missing_letter"


def test_hostile_skeleton_is_refused_as_alone_so_among_many():
    hostile = sheets.SKELETON.replace("<section", '<img alt="x" src="file:///x"><section')

    with pytest.raises(RenderRefused) as caught:
        list(render_sheets([sheets.sheet(hostile), sheets.sheet(hostile, name="An")]))

    assert caught.value.code == "address"
    assert len(list(render_sheets(sheets.people(2)))) == 2


def test_all_works_without_the_library_and_the_check_says_so(without_stencils, reasons):
    people = list(sheets.people(2))

    files = list(render_sheets(people))

    assert files == [render_html(sheet.html()) for sheet in people]
    assert "no stencil: 2" in reasons()
    assert [warning.id for warning in check_stencils()] == ["certificates.W001"]


def test_proven_versions_are_those_installed():
    assert check_stencils() == []


def test_merged_file_has_all_sheets_in_order_and_shares_their_fonts(tmp_path):
    people = [*sheets.people(20), sheets.sheet(name="Ama H'Ơ\u0306n"), *sheets.people(2)]
    path = tmp_path / "all.pdf"
    path.write_bytes(merge_sheets(people))

    pages = papers.pages_of(path.read_bytes())
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        titles = [entry.title for entry in outline.root]

    assert len(pages) == len(people)
    for sheet, page in zip(people, pages, strict=True):
        assert sheet.slots[0].text in page
    assert titles == [sheet.title for sheet in people]
    assert path.stat().st_size < 20_000 * len(people) + 150_000


def test_files_of_the_child_equal_those_of_weasyprint_in_the_archive_form():
    people = list(sheets.people(2))

    for sheet, file in zip(people, render_sheets(people, variant="pdf/a-3a"), strict=True):
        assert differences(file, render_html(sheet.html(), variant="pdf/a-3a")) == []
