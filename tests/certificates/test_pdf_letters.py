"""Letters and nominations as they come out: layout of Party and State, pages, heads, numbers."""

import pytest

from certificates.pdf.render import render_document
from certificates.sums import TotalsDisagree
from tests.certificates import papers

pytestmark = pytest.mark.pdf

LONG_AGENCY = "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện Yên Thủy, tỉnh Hòa Bình (cũ)"


def english_pages(paper):
    return papers.pages_of(render_document(paper), "-layout")


def test_letter_of_the_party_stands_on_its_first_page_with_the_list_behind():
    [letter, behind] = english_pages(papers.call_letters(language="en"))

    for words in ("ĐẢNG CỘNG SẢN VIỆT NAM", "T/L BAN THƯỜNG VỤ", "Lưu Văn phòng.", "02 people"):
        assert words in letter
    assert "No. ……-L/……" in letter
    assert "Khái niệm và giá trị pháp lý" in letter
    assert "Quách Thị Ước" not in letter
    assert "Quách Thị Ước" in behind


def test_letter_of_a_state_body_has_its_heading_and_number():
    paper = papers.call_letters(heading=papers.STATE, number="05/SNV-ĐT", language="en")

    [letter, _behind] = english_pages(paper)

    assert "Độc lập - Tự do - Hạnh phúc" in letter
    assert "No.: 05/SNV-ĐT" in letter
    assert "Như trên;" in letter


def test_few_people_stand_in_a_letter_without_timetable():
    [letter] = english_pages(papers.call_letters(sessions=(), language="en"))

    assert "Quách Thị Ước" in letter


def test_each_letter_begins_on_a_page_of_its_own_numbered_anew():
    calls = [papers.call(count, addressee=f"Cơ quan {count}") for count in (2, 0, 60)]

    pages = english_pages(papers.call_letters(*calls, language="en"))

    numbers = [page.strip().split()[0] for page in pages]
    begins = [n for n, page in enumerate(pages) if "To: Cơ quan" in page]
    assert begins == [0, 2, 3]
    assert numbers[1] == "2"
    assert numbers[4:6] == ["2", "3"]
    assert all(not numbers[n].isdigit() for n in begins)


@pytest.mark.parametrize("heading", [papers.PARTY, papers.STATE])
def test_letter_to_an_agency_with_a_long_name_still_fits_one_page(heading):
    call = papers.call(0, addressee=LONG_AGENCY)
    paper = papers.call_letters(call, heading=heading, bring="Máy tính xách tay.", language="en")

    assert len(english_pages(paper)) == 1


def test_letters_with_a_lost_person_are_refused():
    call = papers.call(2)
    short = type(call)(call.addressee, call.seats, call.people[:1], call.count)

    with pytest.raises(TotalsDisagree):
        render_document(papers.call_letters(short))


def test_forty_people_are_signed_for_on_two_pages_with_repeated_head():
    pages = english_pages(papers.nomination_list(40, language="en"))

    assert len(pages) == 2
    assert all("Full name" in page for page in pages)
    assert "Head of the agency".upper() in pages[1]
    assert pages[1].strip().startswith("2")


def test_birth_year_stands_below_the_sex_or_across_both():
    words = papers.words_with_places(render_document(papers.nomination_list(3, language="en")))
    left_of = {word: x for word, x, *_rest in words}

    assert left_of["1971"] < left_of["1972"] < left_of["1970"]  # man, not noted, woman


def test_long_texts_turn_the_page():
    rows = papers.people(3, LONG_AGENCY)

    information = papers.information_of(render_document(papers.nomination_list(rows=rows)))

    assert information["Page size"].startswith("841.89 x 595.276")


def test_receipt_says_the_reference_and_the_states():
    [page] = english_pages(papers.nomination_receipt(language="en"))

    for words in ("7F3K9XWD", "88-CV/HU of 06/07/2010", "09:05 on 20/06/2010", "đã duyệt: 3"):
        assert words in page


@pytest.mark.parametrize(
    "make", [papers.call_letters, papers.nomination_list, papers.nomination_receipt]
)
def test_papers_are_tagged_and_say_their_language(make):
    pdf = render_document(make())

    assert papers.information_of(pdf)["Tagged"] == "yes"
    assert b"/Lang (vi" in papers.objects_of(pdf) or b"(vi)" in papers.objects_of(pdf)
