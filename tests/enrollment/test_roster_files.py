"""Files that are no roster are refused in words, whatever they do; those that are, are read."""

import datetime as dt
import io
import time
import unicodedata
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from courses.limited_process import ChildEnded, Cost, run_limited
from enrollment.roster import formats, reading
from enrollment.roster.formats import MOST_BYTES, MOST_ROWS
from enrollment.roster.reading import RosterUnreadable, read_file, read_pasted
from enrollment.roster.sheets import roster_of
from tests.enrollment import sheets

NAME = "Quách Thị Ước"
ROWS = [("STT", "Họ và tên"), ("1", NAME)]
LINES = [(1, ["STT", "Họ và tên"]), (2, ["1", NAME])]
CSV = "STT,Họ và tên\n1,Quách Thị Ước\n"
GOOD = sheets.xlsx(ROWS)
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><worksheet>&c;</worksheet>'
)
READS_FILES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b"<worksheet>&a;</worksheet>"
)


def refused(body: bytes) -> str:
    """The code of the refusal, whose words name what is accepted."""
    with pytest.raises(RosterUnreadable) as caught:
        read_file(body)
    if caught.value.code not in reading.ABOUT_SIZE:
        for known in ("XLSX", "XLS", "ODS", "CSV"):
            assert known in caught.value.text
    return caught.value.code


@pytest.mark.parametrize(
    "body",
    [
        GOOD,
        sheets.xls(ROWS),
        sheets.ods(ROWS),
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.encode("utf-16"),
        b"\xfe\xff" + CSV.encode("utf-16-be"),
        CSV.encode("utf-16-le"),
        unicodedata.normalize("NFD", CSV).encode(),
        CSV.replace(",", ";").encode(),
        CSV.replace(",", "\t").encode(),
        CSV.replace("\n", "\r\n").encode(),
        CSV.replace("\n", "\r").encode(),
        f"sep=;\n{CSV.replace(',', ';')}".encode(),
    ],
    ids=[
        "xlsx",
        "xls",
        "ods",
        "utf8",
        "bom",
        "utf16le",
        "utf16be",
        "utf16-bare",
        "nfd",
        "semicolon",
        "tab",
        "crlf",
        "cr",
        "sep",
    ],
)
def test_every_accepted_form_gives_the_same_rows(body):
    roster = roster_of(read_file(body))

    assert [roster.text_at(row, 1) for row in roster.rows] == [NAME]


def test_lines_are_those_of_the_sheet():
    book = Workbook()
    book.active["B3"], book.active["B5"] = "Họ và tên", NAME

    assert read_file(sheets.saved(book)).lines == [(3, [None, "Họ và tên"]), (5, [None, NAME])]
    assert [line for line, _cells in read_file(b"\n\nName\n\nAn\n").lines] == [3, 5]
    assert [line for line, _cells in read_pasted('Name\n"An\nBinh"\nYen').lines] == [1, 2, 3]


def test_windows_1258_is_recognized():
    text = "STT,Họ và tên\n1,Nguyễn Đức Ánh\n2,Trần Thị Hường\n"
    # This code page has letters with hats and hooks, and the tones as marks behind them.
    parts = unicodedata.normalize("NFD", text)
    for letter in "âăêôơưđÂĂÊÔƠƯĐ":
        parts = parts.replace(unicodedata.normalize("NFD", letter), letter)
    body = parts.encode("cp1258")

    roster = roster_of(read_file(body))

    assert [roster.text_at(row, 1) for row in roster.rows] == ["Nguyễn Đức Ánh", "Trần Thị Hường"]
    assert roster.facts["encoding"] == "Windows-1258"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (sheets.xlsx([]), "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(400), "not_a_sheet"),
        (b"\xff\xd8\xff\xe0" + bytes(400), "not_a_sheet"),
        (b"%PDF-1.7\n", "not_a_sheet"),
        (b"<html><body><table><tr><td>An</td></tr></table></body></html>", "markup"),
        (b"\xef\xbb\xbf\r\n<?xml version='1.0'?><Workbook/>", "markup"),
        (bytes(range(256)), "binary"),
        (b"Name\nAn\0Binh\n", "binary"),
        (b"Name\n\xff\xfe\xf7\x80\x81\n", "unknown_encoding"),
        (b'STT,Name\n1,"An\n2,Binh\n', "quotes"),
        (b'STT,Name\n1,"An" x\n', "quotes"),
        (b"Name," + b"x" * 300_000, "line_too_long"),
        (b"Name\n" + b"x" * 3_000, "cell_too_long"),
        (b"x" * (MOST_BYTES + 1), "too_large"),
        (b"PK\x03\x04 and no more", "damaged"),
        (GOOD[:-200], "damaged"),
        (GOOD[:300] + b"\0" * 60 + GOOD[360:], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "damaged"),
        (sheets.zipped({"word/document.xml": b"<w/>"}), "not_a_sheet"),
        (sheets.zipped({"Index/Document.iwa": b"x"}), "numbers"),
        (
            sheets.zipped({"xl/workbook.bin": b"x", "[Content_Types].xml": b"<x/>"}),
            "binary_workbook",
        ),
        (sheets.with_part(GOOD, "xl/vbaProject.bin", b"x"), "macro"),
    ],
)
def test_what_is_no_plain_list_is_refused(body, code):
    assert refused(body) == code


def test_password_is_told_apart_from_damage():
    wrapped = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    manifest = b"<manifest><encryption-data/></manifest>"
    locked = sheets.with_part(sheets.ods(ROWS), "META-INF/manifest.xml", manifest)
    flagged = bytearray(GOOD)
    flagged[flagged.index(b"PK\x01\x02") + 8] |= 1

    assert refused(wrapped) == "encrypted"
    assert refused(locked) == "encrypted"
    assert refused(bytes(flagged)) == "encrypted"


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("xml", [LAUGHS, READS_FILES, LAUGHS.decode().encode("utf-16")], ids=len)
def test_entities_are_refused_in_every_part(part, xml):
    assert refused(sheets.with_part(GOOD, part, xml)) == "not_plain"


def test_entities_are_refused_in_ods():
    body = sheets.ods(ROWS, head='<!DOCTYPE x [<!ENTITY a "ha">]>', inner="&a;")

    assert refused(body) == "not_plain"


def test_bomb_is_refused_before_it_is_unpacked():
    bomb = sheets.with_part(GOOD, SHEET, b" " * 60_000_000)
    started = time.monotonic()

    assert len(bomb) < 100_000
    assert refused(bomb) == "bomb"
    assert time.monotonic() - started < 10


def test_high_ratio_and_many_entries_are_bombs():
    assert refused(sheets.with_part(GOOD, "xl/a", b" " * 20_000_000)) == "bomb"
    assert refused(sheets.zipped({f"xl/{n}": b"x" for n in range(201)})) == "bomb"
    assert refused(sheets.overlapping()) == "bomb"


def test_entry_is_never_read_beyond_its_promised_size():
    body = sheets.lying_about_size(GOOD, SHEET, 100)

    assert refused(body) == "damaged"


def test_zip_in_a_zip_stays_closed():
    inner = sheets.zipped({"x": b" " * 10_000_000})

    assert read_file(sheets.with_part(GOOD, "xl/media/inner.zip", inner)).lines == LINES


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "..\\evil", "C:evil"])
def test_entry_names_never_become_files(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert refused(sheets.with_part(GOOD, name, b"x")) == "not_plain"
    assert list(Path(tmp_path).iterdir()) == []


def test_link_in_the_archive_is_refused():
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a") as archive:
        link = zipfile.ZipInfo("xl/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")

    assert refused(stream.getvalue()) == "not_plain"


def test_claimed_dimension_is_not_believed():
    sheet = sheets.part_of(GOOD, SHEET)
    claimed = sheet.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert claimed != sheet

    assert read_file(sheets.with_part(GOOD, SHEET, claimed)).lines == LINES


def test_cell_at_the_end_of_the_sheet_is_too_far():
    book = Workbook()
    book.active["A1"], book.active["A1048576"] = "Name", "An"

    assert refused(sheets.saved(book)) == "too_many_rows"


@pytest.mark.parametrize("make", [sheets.xlsx, sheets.xls, sheets.ods])
def test_fifty_columns_and_no_more(make):
    wide = [[f"c{n}" for n in range(50)]]

    assert len(read_file(make(wide)).lines[0][1]) == 50
    assert refused(make([[*wide[0], "one more"]])) == "too_many_columns"


def test_five_thousand_rows_and_no_more():
    rows = [f"An {number}" for number in range(MOST_ROWS)]

    assert len(roster_of(read_file("\n".join(["Name", *rows]).encode())).rows) == MOST_ROWS
    with pytest.raises(RosterUnreadable) as caught:
        roster_of(read_file("\n".join(["Name", *rows, "Binh"]).encode()))
    assert caught.value.code == "too_many_rows"


def test_repeated_rows_of_ods_are_counted():
    row = f'<table:table-row table:number-rows-repeated="60000">{sheets.ods_text("An")}'

    assert refused(sheets.ods(ROWS, inner=f"{row}</table:table-row>")) == "too_many_rows"


@pytest.mark.parametrize("make", [sheets.xlsx, sheets.xls])
def test_kinds_of_cells_are_kept(make):
    rows = [("Name", "a", "b"), ("An", 17080001234, dt.date(1980, 3, 16)), ("Yến", True, 0.5)]

    lines = dict(read_file(make(rows)).lines)

    assert lines[2][2] == [formats.DATE, "1980-03-16 00:00:00"]
    assert lines[3][1] == [formats.TRUTH, "TRUE"]
    if make is sheets.xlsx:
        assert lines[2][1] == [formats.NUMBER, "17080001234"]


def test_days_of_both_epochs_are_the_same_day():
    book = Workbook()
    book.epoch = dt.datetime(1904, 1, 1)  # noqa: DTZ001  as openpyxl wants it
    book.active.append(["Name", dt.date(1980, 3, 16)])

    assert read_file(sheets.saved(book)).lines[0][1][1] == [formats.DATE, "1980-03-16 00:00:00"]


def test_formula_counts_by_the_value_it_had_when_saved():
    body = sheets.xlsx([("Name", "Year"), ("An", "=1900+80"), ("Yến", "=1/0"), ("Bình", "=A1")])
    sheet = sheets.part_of(body, SHEET)
    sheet = sheet.replace(b"<f>1900+80</f><v></v>", b"<f>1900+80</f><v>1980</v>")
    sheet = sheet.replace(b"<f>1900+80</f><v />", b"<f>1900+80</f><v>1980</v>")
    assert b"<v>1980</v>" in sheet

    lines = dict(read_file(sheets.with_part(body, SHEET, sheet)).lines)

    assert lines[2][1] == [formats.NUMBER, "1980"]
    assert lines[4][1] == [formats.FORMULA, ""]


def test_formula_of_ods_without_value_is_told():
    cell = '<table:table-cell table:formula="of:=1"/>'

    assert read_file(sheets.ods([("Name", cell)])).lines[0][1][1] == [formats.FORMULA, ""]


def test_number_shown_with_leading_zeros_keeps_them():
    book = Workbook()
    book.active.append(["Name", 17080001234])
    book.active["B1"].number_format = "000000000000"

    assert read_file(sheets.saved(book)).lines == [(1, ["Name", "017080001234"])]


def test_hidden_sheet_is_passed_over():
    book = Workbook()
    book.active.append(["secret"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Shown").append(["Name"])

    found = read_file(sheets.saved(book))

    assert found.lines == [(1, ["Name"])]
    assert found.facts["sheet"] == "Shown"


def test_fonts_of_old_encodings_are_kept():
    body = sheets.xlsx([("Hä vµ tªn",)], font=Font(name=".VnTimeH"))

    assert read_file(body).lines == [(1, [[formats.TEXT, "Hä vµ tªn", ".VnTimeH"]])]
    assert read_file(sheets.xls([("Hä vµ tªn",)], ".VnTime")).lines == [
        (1, [[formats.TEXT, "Hä vµ tªn", ".VnTime"]])
    ]


def test_child_is_ended_when_it_takes_too_long_or_too_much(monkeypatch):
    monkeypatch.setattr(reading, "COST", Cost(wall_seconds=0.05))
    assert refused(GOOD) == "too_complex"

    monkeypatch.setattr(reading, "COST", Cost(memory_bytes=30 * 1024 * 1024))
    with pytest.raises(RosterUnreadable):
        read_file(b"Name\n" + b"An,\n" * 2_000_000)

    with pytest.raises(ChildEnded):
        run_limited("enrollment.roster.nowhere", b"", {}, Cost())


def test_limits_are_those_of_the_house():
    assert Cost().wall_seconds < 20
    assert Cost().memory_bytes == 512 * 1024 * 1024
