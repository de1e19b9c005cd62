"""Reads XLS, the workbooks of before 2007, with the fonts that tell their encoding."""

import io
import struct
from typing import Any, Final

import xlrd
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError

from enrollment.roster import formats
from enrollment.roster.formats import Cell, Sheet, Unreadable, number_cell, text_cell
from enrollment.roster.headings import find_headings

# The day that the calendar of 1900 has and no other one.
NO_DAY: Final = 60


def read_xls(body: bytes) -> tuple[Sheet, dict[str, Any]]:
    """Of the sheets that are shown the first with headings, else the first with anything."""
    if "EncryptedPackage".encode("utf-16-le") in body:
        raise Unreadable("encrypted")
    if "WordDocument".encode("utf-16-le") in body:
        raise Unreadable("not_a_sheet")
    try:
        book = xlrd.open_workbook(
            file_contents=body, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
    except XLRDError as error:
        raise Unreadable("encrypted" if "encrypt" in str(error) else "damaged") from error
    except (CompDocError, struct.error, LookupError, ValueError, AssertionError) as error:
        raise Unreadable("damaged") from error
    shown = [sheet for sheet in book.sheets() if sheet.visibility == 0]
    first: tuple[Sheet, str] | None = None
    for worksheet in shown:
        sheet = _read(book, worksheet)
        if find_headings(sheet.lines):
            return sheet, {"sheet": worksheet.name, "other_sheets": len(shown) - 1}
        if sheet.lines and first is None:
            first = sheet, worksheet.name
    if first is None:
        raise Unreadable("empty")
    return first[0], {"sheet": first[1], "other_sheets": len(shown) - 1}


def _read(book: Any, worksheet: Any) -> Sheet:
    sheet = Sheet()
    for number in range(worksheet.nrows):
        length = worksheet.row_len(number)
        sheet.add(number + 1, [_cell(book, worksheet, number, x) for x in range(length)])
    return sheet


def _cell(book: Any, worksheet: Any, row: int, column: int) -> Cell:
    cell = worksheet.cell(row, column)
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return text_cell(cell.value, _style(book, cell)[0])
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return number_cell(cell.value, _style(book, cell)[1])
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _date(cell.value, book.datemode)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return [formats.TRUTH, "TRUE" if cell.value else "FALSE"]
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return [formats.ERROR, xlrd.error_text_from_code.get(cell.value, "#N/A")]
    return None


def _style(book: Any, cell: Any) -> tuple[str, str]:
    """Font and number format."""
    if cell.xf_index is None or cell.xf_index >= len(book.xf_list):
        return "", ""
    style = book.xf_list[cell.xf_index]
    font = book.font_list[style.font_index].name if style.font_index < len(book.font_list) else ""
    number_format = book.format_map.get(style.format_key)
    return font or "", number_format.format_str if number_format else ""


def _date(value: float, datemode: int) -> Cell:
    if datemode == 0 and int(value) == NO_DAY:
        return "29/02/1900"
    try:
        moment = xlrd.xldate.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError):
        return [formats.ERROR, "#VALUE!"]
    return [formats.DATE, moment.replace(microsecond=0).isoformat(sep=" ")]
