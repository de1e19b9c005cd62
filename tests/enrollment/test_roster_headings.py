"""Columns are found by their headings, in any order and language; the rest is told."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrollment.roster import headings
from enrollment.roster.headings import FIELD_OF, WORDS, field_of, find_headings
from enrollment.roster.people import person_of
from enrollment.roster.reading import Found, RosterUnreadable
from enrollment.roster.sheets import Roster, roster_of
from enrollment.roster.text_files import read_text


def roster(*rows: tuple) -> Roster:
    """A sheet of these rows; None is an empty cell."""
    lines = [(n, list(row)) for n, row in enumerate(rows, start=1) if any(row)]
    return roster_of(Found(lines, {}))


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Họ và tên", headings.FULL_NAME),
        ("HỌ VÀ TÊN (chữ in hoa)", headings.FULL_NAME),
        ("Họ, tên:", headings.FULL_NAME),
        ("Full name", headings.FULL_NAME),
        ("Họ\nvà tên", headings.FULL_NAME),
        ("Hä vµ tªn", headings.FULL_NAME),
        ("Hoï vaø teân", headings.FULL_NAME),
        ("Ngày, tháng, năm sinh", headings.BIRTH),
        ("Năm sinh", headings.BIRTH),
        ("Date of birth", headings.BIRTH),
        ("Giới tính (Nam/Nữ)", headings.GENDER),
        ("Chức vụ/chức danh", headings.POSITION),
        ("Cơ quan, đơn vị công tác", headings.AGENCY),
        ("E-mail", headings.EMAIL),
        ("Số ĐT", headings.PHONE),
        ("Số CCCD/CMND", headings.IDENTITY),
        ("TT", headings.NUMBER),
        ("Ghi chú", headings.NOTE),
        ("Dân tộc", ""),
        ("", ""),
    ],
)
def test_headings_of_officials_are_known(heading, field):
    assert field_of(heading) == field


def test_no_word_announces_two_fields():
    words = [word for text in WORDS.values() for word in text.split("|")]

    assert len(words) == len(set(words)) == len(FIELD_OF)


ONE_OF_EACH = st.fixed_dictionaries(
    {
        name: st.sampled_from(text.split("|"))
        for name, text in WORDS.items()
        if name not in (headings.FAMILY_NAMES, headings.GIVEN_NAME)
    }
)


@given(ONE_OF_EACH, st.randoms(use_true_random=False), st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_columns_may_stand_in_any_order(words, random, above):
    order = list(words.items())
    random.shuffle(order)
    title = [(n, ["DANH SÁCH"]) for n in range(1, above + 1)]

    found = find_headings([*title, (above + 1, [word.upper() for _f, word in order])])

    assert found is not None
    assert found.fields == {column: name for column, (name, _w) in enumerate(order)}
    assert found.line == above + 1


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=30
)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=1, max_size=8))
@settings(max_examples=80, deadline=None)
def test_csv_comes_back_as_it_was_written(rows):
    text = io.StringIO()
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows([["Name", "x"], *rows])

    sheet, _facts = read_text(text.getvalue())

    back = {number: [cell or "" for cell in cells] for number, cells in sheet.lines}
    for number, row in enumerate(rows, start=2):
        written = [cell if cell.strip() else "" for cell in row]
        while written and not written[-1]:
            written.pop()
        assert back.get(number, []) == written


def test_titles_above_and_signatures_below_are_no_people():
    found = roster(
        ("TỈNH ỦY HÒA BÌNH", None, "ĐẢNG CỘNG SẢN VIỆT NAM"),
        (None, "DANH SÁCH CÁN BỘ THAM GIA LỚP TẬP HUẤN"),
        (None, None),
        ("STT", "Họ và tên", "Năm sinh", "Ghi chú"),
        ("(1)", "(2)", "(3)", "(4)"),
        ("I", "KHỐI ĐẢNG", None, None),
        (None, None, None, "x"),
        ("1", "Lê An", "1980", None),
        ("2", "Hà Ý", "1981", None),
        (None, "Tổng cộng: 2 đồng chí", None, None),
        (None, None, "Hòa Bình, ngày 5 tháng 10 năm 2026", None),
        (None, "NGƯỜI LẬP", None, "THỦ TRƯỞNG"),
        (None, "Nguyễn Văn Ký", None, "Trần Thị Đóng"),
    )

    names = [found.text_at(row, 1) for row in found.rows]
    assert names == ["KHỐI ĐẢNG", "Lê An", "Hà Ý"]
    assert found.heading_line == 4
    assert [line for line, _text in found.ignored] == [7, 10, 11, 12, 13]
    assert any("Tổng cộng" in note for note in found.notes)


def test_two_lines_of_headings_with_years_by_sex():
    found = roster(
        ("TT", "Họ và tên", "Năm sinh", None, "Đơn vị"),
        (None, None, "Nam", "Nữ", None),
        ("1", "Lê Văn An", "1980", None, "Huyện ủy"),
        ("2", "Hà Thị Ý", None, "12/3/1981", "Huyện ủy"),
    )

    people = [person_of(found, row) for row in found.rows]

    assert [(p.birth_text, p.gender) for p in people] == [
        ("1980", "male"),
        ("1981-03-12", "female"),
    ]


def test_sex_as_a_cross_in_one_of_two_columns():
    found = roster(
        ("Họ và tên", "Nam", "Nữ", "Ngày sinh"),
        ("Lê Văn An", "x", None, "1980"),
        ("Hà Thị Ý", None, "X", "1981"),
    )

    people = [person_of(found, row) for row in found.rows]

    assert [(p.gender, p.birth_text) for p in people] == [("male", "1980"), ("female", "1981")]
    assert not any(p.problems for p in people)


@pytest.mark.parametrize(
    "rows",
    [
        [("STT", "Họ đệm", "Tên"), ("1", "Nguyễn Văn", "An")],
        [("STT", "Họ và tên", None), (None, "Họ và đệm", "Tên"), ("1", "Nguyễn Văn", "An")],
        [("STT", "Họ và tên", None, "Năm sinh"), ("1", "Nguyễn Văn", "An", "1980")],
        [("No.", "First name", "Surname"), ("1", "An", "Nguyễn Văn")],
    ],
)
def test_name_in_two_columns_is_one_name(rows):
    found = roster(*rows)

    assert person_of(found, found.rows[0]).full_name == "Nguyễn Văn An"


def test_columns_without_use_are_told_and_kept():
    found = roster(
        ("Họ và tên", "Dân tộc", "Chức vụ", "Chức danh", None),
        ("Lê An", "Mường", "1980", "x", "y"),
    )

    assert found.unmapped == ["Dân tộc", "Chức danh", "E"]
    values = person_of(found, found.rows[0]).values
    assert values == {"Dân tộc": "Mường", "Chức vụ": "1980", "Chức danh": "x", "E": "y"}


def test_single_column_of_names_is_a_roster():
    assert [row.line for row in roster(("Họ và tên",), ("Lê An",)).rows] == [2]


@pytest.mark.parametrize("rows", [[("a", "b"), ("c", "d")], [("Chức vụ", "Đơn vị")]])
def test_without_a_column_of_names_nothing_is_guessed(rows):
    with pytest.raises(RosterUnreadable) as caught:
        roster(*rows)

    assert caught.value.code == "no_heading"
