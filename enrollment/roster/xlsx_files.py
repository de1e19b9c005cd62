"""Reads XLSX: values as they were stored, with the kind of each; nothing is computed."""

import datetime as dt
import functools
import io
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils.datetime import WINDOWS_EPOCH
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.functions import iterparse

from enrollment.roster import formats
from enrollment.roster.formats import Cell, Sheet, Unreadable, number_cell, text_cell
from enrollment.roster.headings import find_headings

# The day that the calendar of 1900 has and no other one.
NO_DAY: Final = 60
# What a cell with something in it needs, and the end of its row.
CONTENTS: Final = re.compile(rb"<(?:\w+:)?(?:v|is|f)[\s/>]")
END_OF_ROW: Final = re.compile(rb"</(?:\w+:)?row\s*>")
ROWS: Final = re.compile(rb"<((?:\w+:)?)sheetData[\s>]")
SHEET: Final = re.compile(rb"<((?:\w+:)?)worksheet[\s>]")
# A carriage return within a cell is written as _x000D_.
ESCAPED: Final = re.compile("_x00([01][0-9A-Fa-f])_")


# The library would read a whole sheet for the size that it claims, which nobody here asks for.
ReadOnlyWorksheet._get_size = lambda _worksheet: None


def read_xlsx(body: bytes) -> tuple[Sheet, dict[str, Any]]:
    """Of the sheets that are shown the first with headings, else the first with anything."""
    book = load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
    shown = [one for one in book.worksheets if one.sheet_state == "visible"]
    first: tuple[Sheet, str] | None = None
    for worksheet in shown:
        sheet = _read(worksheet)
        if find_headings(sheet.lines):
            return sheet, {"sheet": worksheet.title, "other_sheets": len(shown) - 1}
        if sheet.lines and first is None:
            first = sheet, worksheet.title
    if first is None:
        raise Unreadable("empty")
    return first[0], {"sheet": first[1], "other_sheets": len(shown) - 1}


def _read(worksheet: Any) -> Sheet:
    """What is there, whatever size the file claims."""
    sheet, cells, last = Sheet(), _Cells(worksheet), 0
    for number, row in _rows(worksheet):
        if number <= last:
            raise Unreadable("damaged")
        last = number
        found = {cell["column"]: cells.read(cell) for cell in row}
        columns = [column for column, cell in found.items() if cell is not None]
        if not columns:
            continue
        if number > formats.LAST_LINE:
            raise Unreadable("too_many_rows", most=formats.MOST_ROWS)
        if max(columns) > formats.MOST_COLUMNS:
            raise Unreadable("too_many_columns", most=formats.MOST_COLUMNS, line=number)
        sheet.add(number, [found.get(column) for column in range(1, max(columns) + 1)])
    return sheet


def _rows(worksheet: Any) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    book = worksheet.parent
    with book._archive.open(worksheet._worksheet_path) as stream:
        source = io.BytesIO(_without_empty_end(stream.read()))
    parser = _Parser(
        source,
        worksheet._shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )
    return parser.parse()


def _without_empty_end(xml: bytes) -> bytes:
    """The sheet up to its last row with contents: a million empty ones may follow."""
    last = max((found.end() for found in CONTENTS.finditer(xml)), default=len(xml))
    end = END_OF_ROW.search(xml, last)
    rows, sheet = ROWS.search(xml), SHEET.search(xml)
    if end is None or rows is None or sheet is None:
        return xml
    closing = b"</%ssheetData></%sworksheet>" % (rows.group(1), sheet.group(1))
    return xml[: end.end()] + closing


class _Parser(WorkSheetParser):
    """Rows alone; values with their formulas, so that a formula without a value is seen."""

    def parse(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        for _event, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                row = self.parse_row(element)
                element.clear()
                yield row

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            # Text that is empty is a value, too.
            is_text = cell["data_type"] == "str" and element.find(VALUE_TAG) is not None
            cell["data_type"] = "str" if is_text else "f"
        elif cell["data_type"] == "d" and self.epoch == WINDOWS_EPOCH:
            raw = element.findtext(VALUE_TAG, "")
            if raw.partition(".")[0] == str(NO_DAY):
                cell["data_type"], cell["value"] = "s", "29/02/1900"
        return cell


class _Cells:
    """Turns cells of openpyxl into ours."""

    def __init__(self, worksheet: Any) -> None:
        self._worksheet = worksheet
        self._style: Callable[[Any], tuple[str, str]] = functools.cache(_style_of)

    def read(self, cell: dict[str, Any]) -> Cell:
        value, kind = cell["value"], cell["data_type"]
        if kind == "f":
            return [formats.FORMULA, ""]
        if value is None:
            return None
        if kind == "e":
            return [formats.ERROR, str(value)]
        if isinstance(value, bool):
            return [formats.TRUTH, "TRUE" if value else "FALSE"]
        if isinstance(value, dt.date | dt.time | dt.timedelta):
            return _moment(value)
        font, number_format = self._style(_StyleKey(ReadOnlyCell(self._worksheet, **cell)))
        if isinstance(value, int | float):
            return number_cell(value, number_format)
        text = ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), str(value))
        return text_cell(text, font)


class _StyleKey:
    """A cell that equals all others of the same style, so that each style is looked up once."""

    def __init__(self, cell: Any) -> None:
        self.cell, self.style = cell, getattr(cell, "_style_id", 0)

    def __hash__(self) -> int:
        return hash(self.style)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _StyleKey) and other.style == self.style


def _style_of(key: _StyleKey) -> tuple[str, str]:
    font = key.cell.font
    return (font.name or "") if font else "", key.cell.number_format or ""


def _moment(value: Any) -> Cell:
    if isinstance(value, dt.datetime):
        return [formats.DATE, value.replace(microsecond=0).isoformat(sep=" ")]
    if isinstance(value, dt.date):
        return [formats.DATE, f"{value.isoformat()} 00:00:00"]
    return str(value)
