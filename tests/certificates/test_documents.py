"""Papers before they are printed: sums that must agree, sizes that must fit, words by language."""

import dataclasses
import datetime as dt
from decimal import Decimal
from functools import partial

import pytest

from django.utils import translation

from certificates.checks import check_print_fonts
from certificates.documents import (
    RosterGroup,
    RosterRow,
    RowGroup,
)
from certificates.documents.cells import Kind, printed
from certificates.documents.figure_layout import lay_out
from certificates.documents.shared import figure, percent, roman
from certificates.sums import TotalsDisagree, must_add_up
from courses.paper_fonts import missing_letters, text_width
from tests.certificates import papers
from tests.certificates.made_up_years import made_up_paper

LONG_NAME = "Nguyễn Hoàng Phương Thảo Vy Trần Đặng Thị Ngọc Bích Quách Đinh Bùi Hà Lò Xa Khà Vì"
LONG_TITLE = "Cơ sở dữ liệu Văn kiện Đảng: số hóa, biên mục, gắn tệp toàn văn " * 4


def _changed(cells, place, figure):
    return tuple(figure if at == place else old for at, old in enumerate(cells))


def _summary(**changes):
    """The paper of the tests with another table A."""
    paper = papers.yearly_summary()
    classes = dataclasses.replace(papers.class_table(), **changes)
    return dataclasses.replace(paper, tables=(classes, paper.tables[1]))


def _summary_with_wrong_subtotal():
    first, second = papers.class_table().groups
    wrong = RowGroup(first.name, first.rows, _changed(first.subtotal, 4, 36))
    return _summary(groups=(wrong, second))


def _summary_with_wrong_levels():
    first, second = papers.class_table().groups
    row = _changed(second.rows[0], 5, 4)
    return _summary(groups=(first, RowGroup(second.name, (row,), second.subtotal)))


def _summary_with_wrong_agencies():
    paper = papers.yearly_summary()
    classes, agencies = paper.tables
    wrong = dataclasses.replace(agencies, total=_changed(agencies.total, 3, 41))
    return dataclasses.replace(paper, tables=(classes, wrong))


def _summary_with_wrong_costs():
    total = _changed(papers.class_table().total, 8, Decimal("2501.5"))
    return _summary(total=total)


@pytest.mark.parametrize(
    ("make", "rows", "total"),
    [
        (partial(papers.sign_in_sheet, 3, trainee_count=4), 3, 4),
        (partial(papers.roster, 4, total=5), 4, 5),
        (partial(papers.roster, 4, women=3), 2, 3),
        (partial(papers.register_book, 3, total=4), 3, 4),
        (partial(papers.yearly_summary, class_count=4), 3, 4),
        (partial(papers.yearly_summary, participations=41), 40, 41),
        (partial(papers.yearly_summary, persons=28), 27, 28),
        (_summary_with_wrong_costs, Decimal(2501), Decimal("2501.5")),
        (_summary_with_wrong_subtotal, 35, 36),
        (_summary_with_wrong_levels, 4, 5),
        (_summary_with_wrong_agencies, 40, 41),
    ],
)
def test_paper_that_contradicts_itself_is_refused(make, rows, total):
    with pytest.raises(TotalsDisagree) as caught:
        make().check()

    assert caught.value.code == "totals_disagree"
    assert (caught.value.params["rows"], caught.value.params["total"]) == (rows, total)


def test_roster_group_that_lost_a_row_is_refused_and_named():
    group = RosterGroup("Các cơ quan của tỉnh", (RosterRow("Bùi Văn Mẫu"),), 2)

    with pytest.raises(TotalsDisagree) as caught:
        papers.roster(groups=(group,), total=2, women=None).check()

    assert caught.value.params["where"] == "Các cơ quan của tỉnh"


@pytest.mark.parametrize(
    "make",
    [
        papers.certificate,
        papers.sign_in_sheet,
        papers.roster,
        papers.register_book,
        papers.yearly_summary,
    ],
)
def test_paper_whose_sums_agree_passes(make):
    make().check()


def test_totals_disagree_says_both_sums_in_the_language_of_the_reader():
    with translation.override("vi"), pytest.raises(TotalsDisagree) as caught:
        must_add_up("Theo lớp", [500, 36], 537)

    with translation.override("vi"):
        assert caught.value.text == (
            "Số liệu chưa khớp (Theo lớp): tổng các dòng 536, tổng cộng 537."
        )


def numbers_of(sheet) -> list[int]:
    return [number for _row, number, _marks in sheet.sheets()[0]["rows"]]


def test_rows_bear_their_own_numbers_and_count_along_without():
    plain = papers.sign_in_sheet(rows=2)
    rows = tuple(
        dataclasses.replace(row, number=number)
        for row, number in zip(plain.rows, (1, 7), strict=True)
    )
    numbered = dataclasses.replace(
        plain, rows=rows, version=2, entry_url="https://example.org/?sheet=2"
    )

    assert (numbers_of(numbered), numbers_of(plain)) == ([1, 7], [1, 2])
    assert "svg" in numbered.words()["qr"]


def test_sheet_of_seven_days_becomes_five_days_and_two():
    sheets = papers.sign_in_sheet(days=7).sheets()

    assert [len(sheet["days"]) for sheet in sheets] == [5, 2]
    assert [len(marks) for _row, _number, marks in sheets[1]["rows"]] == [4, 4, 4]


def test_sheet_without_sessions_is_still_one_sheet():
    sheets = papers.sign_in_sheet(sessions=(), is_filled=False).sheets()

    assert [(sheet["days"], sheet["present"]) for sheet in sheets] == [([], [])]


@pytest.mark.parametrize(("days", "is_portrait"), [(2, True), (3, False)])
def test_sheet_stands_upright_up_to_four_half_days(days, is_portrait):
    assert papers.sign_in_sheet(days=days).is_portrait is is_portrait


def test_late_and_early_leaving_count_as_present_and_absence_does_not():
    sheet = papers.sign_in_sheet(rows=2)
    marked = (
        dataclasses.replace(sheet.rows[0], marks=("late", "absent")),
        dataclasses.replace(sheet.rows[1], marks=("left_early", "excused")),
    )

    (printed,) = dataclasses.replace(sheet, rows=marked).sheets()

    assert printed["present"] == [2, 0]


def test_letters_of_marks_follow_the_language_of_the_paper():
    sheet = papers.sign_in_sheet(rows=1)
    row = dataclasses.replace(sheet.rows[0], marks=("excused", "absent"))
    sheet = dataclasses.replace(sheet, rows=(row,))

    with translation.override("vi"):
        vietnamese = sheet.sheets()[0]["rows"][0][2]
    with translation.override("en"):
        english = sheet.sheets()[0]["rows"][0][2]

    assert (vietnamese, english) == (["P", "K"], ["E", "A"])


def test_roster_lies_down_when_its_columns_do_not_fit():
    wide = ("full_name", "birth", "sex", "position", "agency", "result", "register_number", "note")

    assert not papers.roster().is_landscape
    assert papers.roster(columns=wide).is_landscape


@pytest.mark.parametrize(
    ("number", "text"), [(1, "I"), (4, "IV"), (9, "IX"), (18, "XVIII"), (40, "XL"), (89, "LXXXIX")]
)
def test_groups_have_roman_numbers(number, text):
    assert roman(number) == text


def test_figures_and_shares_follow_the_language():
    with translation.override("vi"):
        printed = figure(74292), figure(0), figure(None), percent(82, 210), percent(0, 0)
    with translation.override("en"):
        english = figure(74292), percent(82, 210)

    assert printed == ("74.292", "–", "", "39,0 %", "–")
    assert english == ("74,292", "39.0 %")


def test_place_is_left_to_be_dated_by_hand_when_no_date_is_known():
    with translation.override("vi"):
        assert papers.PARTY.place_and_date(None) == "Hòa Bình, ngày …… tháng …… năm 20……"
        assert papers.PARTY.place_and_date(dt.date(2010, 7, 16)) == (
            "Hòa Bình, ngày 16 tháng 7 năm 2010"
        )


def test_fonts_have_the_letters_of_vietnamese_and_of_other_peoples():
    assert missing_letters("Ằ Ẵ Ữ Ỵ đ Đ ₫ č ŏ Ơ\u0306 – … “”") == ""


def test_letters_no_font_has_are_named():
    assert missing_letters("An 漢 字 漢") == "字漢"


def test_check_is_silent_when_every_font_is_there():
    assert check_print_fonts() == []


def test_check_names_each_font_that_is_missing(settings, tmp_path):
    settings.PDF_FONT_DIR = tmp_path

    errors = check_print_fonts()

    assert [error.id for error in errors] == ["certificates.E001"] * 6
    assert "LiberationSerif-Regular.ttf cannot be read" in errors[0].msg


@pytest.mark.parametrize(
    ("make", "where"),
    [
        (_summary_with_wrong_subtotal, "A. Kết quả theo lớp, Tin học: Lượt học viên: Tổng"),
        (_summary_with_wrong_levels, "A, Văn thư: Theo cấp"),
        (_summary_with_wrong_agencies, "B. Kết quả theo cơ quan: Lượt học viên"),
        (_summary_with_wrong_costs, "A. Kết quả theo lớp: Kinh phí (nghìn đồng)"),
    ],
)
def test_a_table_that_contradicts_itself_names_the_row_and_the_column(make, where):
    with pytest.raises(TotalsDisagree) as caught:
        make().check()

    assert caught.value.params["where"] == where


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("classes", [3, 60])
def test_no_word_of_a_heading_and_no_figure_is_wider_than_its_column(language, classes):
    with translation.override(language):
        table = made_up_paper(classes, 20).tables[0]
        page = lay_out(table)
        size, head_size = (
            float(length.removesuffix("pt")) for length in (page.size, page.head_size)
        )
        widths = [float(width.removesuffix("mm")) for width in page.widths]

        assert sum(widths) == pytest.approx(262.0, abs=0.2)
        assert size >= 7.5
        for place, (column, width) in enumerate(zip(table.columns, widths, strict=True)):
            words = [(word, head_size) for word in str(column.heading).split()]
            if column.kind is not Kind.TEXT:
                words += [(printed(column, line.cells[place]), size) for line in table.lines]
            assert all(text_width(word, "serif-bold", of) < width for word, of in words)
