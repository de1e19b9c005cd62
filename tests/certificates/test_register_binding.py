import re

import pytest

from django.utils import timezone

from certificates.models import Register
from certificates.papers import register_copy, register_pages
from certificates.papers.register_book import note_of
from certificates.pdf import bookbinding
from certificates.pdf.refusals import RenderRefused
from certificates.pdf.render import render_document
from certificates.register.copies import give_copy
from certificates.register.handing_over import hand_over
from certificates.register.issuing import issue_certificates
from certificates.register.reissuing import reissue
from certificates.runs import binding as register_binding
from tests.certificates import papers
from tests.certificates.classes import body_with_signatory, held_class, revoked

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return body_with_signatory(serial_prefix="CN")


@pytest.mark.pdf
def test_pieces_are_cut_at_page_ends_and_numbered_through(body, monkeypatch):
    """Every line once and in order, and no page but the last is short."""
    names = [f"Bùi Văn {number:03}" for number in range(60)]
    certificates = issue_certificates(held_class(names, issuing_body=body, capacity=80), by=None)
    monkeypatch.setattr(register_binding, "LINES_PER_PIECE", 25)
    monkeypatch.setattr(register_binding, "NUMBERS_PER_PIECE", 2)
    steps = []

    book = register_binding.bind_register(
        certificates[0].register, step=lambda done, total: steps.append((done, total))
    )

    cover, *pages = papers.pages_of(book)
    total = len(pages) + 1
    lines = [re.findall(r"Bùi Văn ([0-9]{3})", page) for page in pages]
    assert f"Sổ này có {total:02} trang, được đánh số từ 01 đến {total:02}" in cover
    assert [int(number) for page in lines for number in page] == list(range(60))
    assert len({len(page) for page in lines[:-1]}) == 1
    assert [page.count(f"{place}/{total}") for place, page in enumerate(pages, start=2)] == [1] * (
        total - 1
    )
    assert len(steps) >= 3
    assert steps[-1] == (60, 60)


@pytest.mark.pdf
def test_a_book_without_lines_is_still_a_book(body):
    empty = Register.objects.create(issuing_body=body, year=1999)

    assert len(papers.pages_of(register_binding.bind_register(empty))) == 2


def test_hand_over_and_remarks_stand_in_the_book(body, organizer):
    certificates = issue_certificates(
        held_class(["Bùi Văn An", "Bùi Văn Bình", "Bùi Văn Cao"], issuing_body=body), by=None
    )
    today = timezone.localdate()
    hand_over(certificates[:1], on=today, by=organizer, to="Chị Văn thư")
    give_copy(certificates[0], by=organizer)
    revoked(certificates[1], reason="Cấp nhầm")
    reissue(certificates[2], by=organizer, reason="In sai")
    register = certificates[0].register
    lines = register.certificates.select_related("replaced_by").order_by("number")

    paper = register_pages(register, list(lines), expected=4, closing_total=4)

    first, second, third, fourth = paper.entries
    assert "Chị Văn thư" in first.received
    assert second.received == ""
    assert "12/QĐ-VP" in second.note
    assert "Cấp nhầm" in second.note
    assert lines[3].serial in third.note
    assert (second.is_revoked, third.is_revoked, fourth.is_revoked) == (True, True, False)
    assert note_of(lines[3])


@pytest.mark.pdf
def test_a_copy_from_the_register_is_one_page_with_its_code(body):
    [certificate] = issue_certificates(
        held_class(["Nguyễn Phước Quý Hoàng Thiên Bảo Long Vân"], issuing_body=body), by=None
    )

    pages = papers.pages_of(render_document(register_copy(give_copy(certificate, by=None))))

    assert len(pages) == 1
    assert "Nguyễn Phước Quý Hoàng Thiên Bảo Long Vân" in pages[0]
    assert certificate.serial in pages[0]
    assert "/verify/" in pages[0]


def test_a_piece_that_took_too_long_is_tried_again_with_half_its_lines(tmp_path, monkeypatch):
    tried = []

    def draw(first, last, page):
        tried.append((first, last))
        if last - first > 30:
            raise RenderRefused("too_complex", "timed out")
        return b"%PDF"

    monkeypatch.setattr(bookbinding, "page_count", lambda _pdf: 1)
    steps = []
    pieces = bookbinding.draw_pieces(
        draw, 70, per_piece=50, folder=tmp_path, step=lambda done, _total: steps.append(done)
    )

    assert len(list(pieces)) == 3
    assert tried == [(0, 50), (0, 25), (25, 70), (25, 47), (47, 70)]
    assert steps == [25, 47, 70]


@pytest.mark.parametrize(("code", "attempts"), [("missing_letter", 1), ("too_complex", 4)])
def test_what_is_at_fault_itself_is_not_tried_for_ever(code, attempts, tmp_path):
    tried = []

    def draw(first, last, page):
        tried.append(last)
        raise RenderRefused(code, "x")

    with pytest.raises(RenderRefused):
        list(
            bookbinding.draw_pieces(
                draw, 10, per_piece=50, folder=tmp_path, step=lambda done, total: None
            )
        )
    assert tried == [10] * attempts
