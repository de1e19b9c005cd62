"""Reads ODS: the first table of `content.xml`, one row at a time."""

import zipfile
from collections.abc import Iterator
from typing import Any, Final

from defusedxml.ElementTree import iterparse

from enrollment.roster import formats
from enrollment.roster.formats import Cell, Sheet, Unreadable, number_cell, text_cell
from enrollment.roster.headings import find_headings

TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CALC_EXT: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
CELLS: Final = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


def read_ods(archive: zipfile.ZipFile) -> tuple[Sheet, dict[str, Any]]:
    """The first table with headings, else the first that is not empty."""
    sheet, name, number = Sheet(), "", 0
    kept: tuple[Sheet, str] | None = None
    tables, is_found = 0, False
    with archive.open("content.xml") as stream:
        # No entities, no document type: what a plain table never needs.
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            if event == "start" and element.tag == f"{TABLE}table":
                tables, number, sheet = tables + 1, 0, Sheet()
                name = element.get(f"{TABLE}name", "")
            elif event == "end" and element.tag == f"{TABLE}table-row":
                if not is_found:
                    number = _add_row(sheet, number, element)
                element.clear()
            elif event == "end" and element.tag == f"{TABLE}table":
                if not is_found and find_headings(sheet.lines):
                    kept, is_found = (sheet, name), True
                elif sheet.lines and kept is None:
                    kept = sheet, name
                element.clear()
    if kept is None:
        raise Unreadable("empty")
    return kept[0], {"sheet": kept[1], "other_sheets": tables - 1}


def _add_row(sheet: Sheet, before: int, element: Any) -> int:
    """The number of the last row that this element stands for."""
    repeated = _times(element, "number-rows-repeated")
    cells = list(_cells(element))
    if any(cell is not None for cell in cells):
        if before + repeated > formats.LAST_LINE:
            raise Unreadable("too_many_rows", most=formats.MOST_ROWS)
        for number in range(before + 1, before + repeated + 1):
            sheet.add(number, cells)
    return before + repeated


def _cells(row: Any) -> Iterator[Cell]:
    """Cells without the empty ones at the end, which are repeated to the edge of the sheet."""
    gap = 0
    for element in row:
        if element.tag not in CELLS:
            continue
        times, cell = _times(element, "number-columns-repeated"), _cell(element)
        if cell is None:
            gap += times
            continue
        if gap + times > formats.MOST_COLUMNS:
            raise Unreadable("too_many_columns", most=formats.MOST_COLUMNS, line=0)
        yield from [None] * gap
        yield from [cell] * times
        gap = 0


def _times(element: Any, name: str) -> int:
    text = element.get(f"{TABLE}{name}", "1")
    if not (text.isdecimal() and len(text) < 9 and int(text)):
        raise Unreadable("not_plain")
    return int(text)


def _cell(element: Any) -> Cell:
    if element.tag == f"{TABLE}covered-table-cell":
        return None
    kind = element.get(f"{OFFICE}value-type", "")
    text = "\n".join("".join(line.itertext()) for line in element.findall(f"{TEXT}p"))
    if element.get(f"{CALC_EXT}value-type") == "error":
        return [formats.ERROR, text or "#N/A"]
    if not kind:
        return [formats.FORMULA, ""] if element.get(f"{TABLE}formula") else text_cell(text)
    if kind in ("float", "percentage", "currency"):
        return _number(element.get(f"{OFFICE}value", ""), text)
    if kind == "date":
        day = element.get(f"{OFFICE}date-value", "")
        return [formats.DATE, day.replace("T", " ")[:19] if "T" in day else f"{day} 00:00:00"]
    if kind == "boolean":
        return [formats.TRUTH, element.get(f"{OFFICE}boolean-value", "").upper()]
    return text_cell(text)


def _number(value: str, shown: str) -> Cell:
    try:
        number = float(value)
    except ValueError:
        return [formats.ERROR, value[:40]]
    if shown.isdecimal() and shown.startswith("0") and int(shown) == number:
        return text_cell(shown)  # shown with its leading zeros
    return number_cell(number)
