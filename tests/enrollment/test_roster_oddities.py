"""Files as agencies really send them: dates in three columns, two languages, untidy workbooks."""

import datetime as dt
import os
from pathlib import Path

import pytest
from openpyxl import Workbook

from courses.refusals import Refusal
from enrollment.management.commands.import_roster import _body
from enrollment.roster import formats, reading
from enrollment.roster.people import person_of
from enrollment.roster.reading import RosterUnreadable, read_file
from enrollment.roster.sheets import roster_of
from tests.enrollment import sheets

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ABOVE = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'


def people(*rows):
    roster = roster_of(read_file(sheets.xlsx(rows)))
    return [person_of(roster, row) for row in roster.rows]


def by_hand(rows: str) -> bytes:
    """A sheet as no spreadsheet program would write it."""
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{ABOVE}{rows}</sheetData></worksheet>'
    return sheets.with_part(sheets.xlsx([("x",)]), SHEET, xml.encode())


def named(row: int, name: str) -> str:
    return f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{name}</t></is></c></row>'


def refused(body: bytes) -> str:
    with pytest.raises(RosterUnreadable) as caught:
        roster_of(read_file(body))
    return caught.value.code


@pytest.mark.parametrize(
    "headings",
    [
        [("Họ và tên", "Ngày", "Tháng", "Năm")],
        [("HO VA TEN", "NGAY", "THANG", "NAM")],
        [("Họ và tên", "Ngày sinh", "Tháng sinh", "Năm sinh")],
        [("Full name", "Day", "Month", "Year")],
        [("Họ và tên", "Ngày sinh", None, None), (None, "Ngày", "Tháng", "Năm")],
    ],
)
def test_birth_in_three_columns_is_one_day(headings):
    found = people(*headings, ("Lê An", "16", 3, 1980), ("Vì A Páo", None, None, "1975"))

    assert [person.birth_text for person in found] == ["1980-03-16", "1975"]
    assert [person.gender for person in found] == ["", ""]


def test_day_that_does_not_exist_is_refused_from_three_columns_too():
    (person,) = people(("Họ và tên", "Ngày", "Tháng", "Năm"), ("Lê An", 31, 4, 1980))

    assert [field for field, _heading, _why in person.problems] == ["birth"]


def test_day_of_joining_is_no_birth():
    headings = [
        ("Họ và tên", "Ngày vào Đảng", None, None, "Năm sinh"),
        (None, "Ngày", "Tháng", "Năm", None),
    ]

    (person,) = people(*headings, ("Lê An", 3, 2, 2005, 1980))

    assert person.birth_text == "1980"


@pytest.mark.parametrize("headings", [("Năm sinh", "Ngày sinh"), ("Ngày sinh", "Năm sinh")])
def test_year_counts_where_the_day_is_not_known(headings):
    (person,) = people(
        ("Họ và tên", *headings),
        ("Lê An", *("1980" if h == "Năm sinh" else None for h in headings)),
    )

    assert person.birth_text == "1980"


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (("Họ", "Tên đệm", "Tên"), ("Nguyễn", "Thị", "Hòa")),
        (("Last name", "Middle name", "First name"), ("Nguyễn", "Thị", "Hòa")),
        (("Họ và tên", "Tên"), ("Nguyễn Thị", "Hòa")),
        (("Họ và tên", "Tên"), ("Nguyễn Thị Hòa", "Hòa")),
        (("Surname", "Name"), ("Nguyễn", "Thị Hòa")),
        (("Họ và tên / Full name",), ("Nguyễn Thị Hòa",)),
        (("Họ và tên\nFull name", "Mã số"), ("Nguyễn Thị Hòa", "7")),
        (("fullName", "x"), ("Nguyễn Thị Hòa", "y")),
        (("Họ và tên cán bộ, công chức", "Xã"), ("Nguyễn Thị Hòa", "y")),
    ],
)
def test_no_part_of_a_name_is_lost(headings, cells):
    assert [person.full_name for person in people(headings, cells)] == ["Nguyễn Thị Hòa"]


def test_second_line_of_headings_may_divide_what_nobody_knows():
    headings = [
        ("STT", "Họ và tên", "Trình độ", None),
        (None, None, "Chuyên môn", "Lý luận chính trị"),
    ]

    (person,) = people(*headings, (1, "Lê An", "Đại học", "Cao cấp"))

    assert person.values["Trình độ – Chuyên môn"] == "Đại học"


@pytest.mark.parametrize("name", ["Tống Văn Nam", "Công Tằng Tôn Nữ Hoa", "An Đình Bình"])
def test_surnames_like_words_below_a_list_end_no_list(name):
    found = people(("Họ và tên", "Chức vụ"), (name, "Chuyên viên"), ("Lê An", "Trưởng phòng"))

    assert [person.full_name for person in found] == [name, "Lê An"]


def test_birth_without_a_name_is_a_row_to_be_mended():
    roster = roster_of(read_file("Họ và tên,Năm sinh\nLê An,1980\n\u00a0,1981\n".encode()))

    assert [row.line for row in roster.rows] == [2, 3]
    assert person_of(roster, roster.rows[1]).problems


@pytest.mark.parametrize("name", ["123", "0912345678"])
def test_digits_are_no_name(name):
    (person,) = people(("Họ và tên",), (name,))

    assert [field for field, _heading, _why in person.problems] == ["full_name"]


@pytest.mark.parametrize("birth", ["16/03/1980 00:00", "1980-03-16T00:00:00", "1980/3/16"])
def test_days_as_other_programs_export_them(birth):
    (person,) = people(("Họ và tên", "Ngày sinh"), ("Lê An", birth))

    assert person.birth_text == "1980-03-16"


@pytest.mark.parametrize("serial", [60, 1980])
def test_serial_numbers_of_no_day_of_birth_are_refused(serial):
    book = Workbook()
    book.active.append(["Họ và tên", "Ngày sinh"])
    book.active.append(["Lê An", serial])
    book.active["B2"].number_format = "dd/mm/yyyy"

    roster = roster_of(read_file(sheets.saved(book)))

    assert [field for field, *_why in person_of(roster, roster.rows[0]).problems] == ["birth"]


def test_staff_number_typed_as_a_number_is_flagged_and_so_is_a_cut_telephone_of_csv():
    (person,) = people(("Họ và tên", "Mã nhân viên"), ("Lê An", 123))
    roster = roster_of(read_file("Họ và tên,SĐT\nLê An,912345678\n".encode()))

    assert person.values == {"Mã nhân viên": "123"}
    assert len(person.notes) == 1
    assert person_of(roster, roster.rows[0]).values == {"SĐT": "0912345678"}


@pytest.mark.parametrize(("code", "is_refused"), [("12E5", False), ("1.2E+11", True)])
def test_code_with_an_e_is_no_shortened_number(code, is_refused):
    (person,) = people(("Họ và tên", "Mã nhân viên"), ("Lê An", code))

    assert bool(person.problems) is is_refused


def test_empty_text_is_a_value_of_a_formula():
    cells = '<c r="A2" t="str"><f>IF(1,"An")</f><v>An</v></c>'
    body = by_hand(
        f'<row r="2">{cells}<c r="B2" t="str"><f>""</f><v></v></c></row>'
        '<row r="3"><c r="A3" t="str"><f>""</f></c></row>'
    )

    assert read_file(body).lines[1:] == [(2, ["An"]), (3, [[formats.FORMULA, ""]])]


@pytest.mark.parametrize(
    "rows",
    [
        named(3, "An") + named(2, "Binh"),
        named(2, "An") + named(2, "Binh"),
        '<row r="0"><c r="A1"><v>1</v></c></row>',
        '<row r="-2"><c r="A1"><v>1</v></c></row>',
    ],
    ids=["backwards", "twice", "zero", "negative"],
)
def test_no_row_is_passed_over_because_of_its_number(rows):
    assert refused(by_hand(rows)) == "damaged"


@pytest.mark.parametrize("column", ["AY", "XFD"])
def test_column_far_to_the_right_is_seen(column):
    far = f'<c r="{column}2" t="inlineStr"><is><t>x</t></is></c>'

    assert refused(by_hand(f'<row r="2">{far}</row>')) == "too_many_columns"


def test_million_empty_rows_and_a_row_beyond_the_sheet_cost_no_time(monkeypatch):
    monkeypatch.setattr(reading, "COST", reading.Cost(cpu_seconds=8, wall_seconds=18.0))
    empty = "".join(f'<row r="{n}"/>' for n in range(3, 1_048_577))

    assert [line for line, _cells in read_file(by_hand(named(2, "An") + empty)).lines] == [1, 2]
    assert refused(by_hand(named(99_999_999_999, "An"))) == "too_many_rows"


def test_break_within_a_cell_is_a_space():
    assert read_file(by_hand(named(2, "An_x000D_\nBinh"))).lines[1] == (2, ["An\r\nBinh"])


def _two_sheets(kind: str) -> bytes:
    if kind == "ods":
        second = f"{sheets.ods_text('Họ và tên')}</table:table-row>"
        rows = f"<table:table-row>{second}<table:table-row>{sheets.ods_text('Lê An')}"
        inner = f'</table:table><table:table table:name="B">{rows}</table:table-row>'
        return sheets.ods([("Công văn số 1",)], inner=inner)
    book = Workbook()
    book.active["A1"] = "Công văn số 1"
    second = book.create_sheet("B")
    second.append(["Họ và tên"])
    second.append(["Lê An"])
    return sheets.saved(book)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_sheet_with_headings_goes_before_a_cover(kind):
    roster = roster_of(read_file(_two_sheets(kind)))

    assert [person_of(roster, row).full_name for row in roster.rows] == ["Lê An"]
    assert roster.facts["sheet"] == "B"


def test_headings_without_anybody_are_told():
    assert refused("STT,Họ và tên\n".encode()) == "nobody"


@pytest.mark.parametrize(
    "body",
    [
        "<html><table>".encode("utf-16"),
        b"<!-- saved --><html>",
        b"MIME-Version: 1.0\nContent-Type: multipart/related\n",
    ],
)
def test_web_pages_are_told_whatever_they_begin_with(body):
    assert refused(body) == "markup"


def test_whatever_has_no_headings_is_told_what_is_accepted():
    with pytest.raises(RosterUnreadable) as caught:
        roster_of(read_file(b'[{"name": "An"}]'))

    assert "XLSX" in caught.value.text


def test_day_of_xls_that_never_was_is_refused():
    body = sheets.xls([("Họ và tên", "Ngày sinh"), ("Lê An", 60)])

    assert read_file(body).lines[1][1][1] == "29/02/1900"
    assert read_file(sheets.xls([("Name", "Born"), ("An", dt.date(1980, 3, 16))])).lines[1]


def test_command_waits_for_nothing_that_has_no_end(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    for endless in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        with pytest.raises(Refusal) as caught:
            _body(endless)
        assert caught.value.code == "no_file"
