"""Reads XLSX: values as they were stored, with the kind of each; nothing is computed."""

import datetime as dt
import functools
import io
from collections.abc import Callable
from typing import Any

from openpyxl import load_workbook

from enrollment.roster import formats
from enrollment.roster.formats import Cell, Sheet, Unreadable, number_cell, text_cell

# One more than allowed, so that a sheet that is too wide is seen to be.
WIDEST = 256


def read_xlsx(body: bytes) -> tuple[Sheet, dict[str, Any]]:
    """The first sheet that is shown and not empty."""
    book = _open(body, values_only=False)
    for worksheet in book.worksheets:
        if worksheet.sheet_state != "visible":
            continue
        sheet, formulas = _read(worksheet, _Cells())
        if formulas:
            # What the formulas came to when the file was last saved lies in the same cells.
            values = _open(body, values_only=True)[worksheet.title]
            sheet, _formulas = _read(values, _Cells(formulas))
        if sheet.lines:
            shown = [one for one in book.worksheets if one.sheet_state == "visible"]
            return sheet, {"sheet": worksheet.title, "other_sheets": len(shown) - 1}
    raise Unreadable("empty")


def _open(body: bytes, *, values_only: bool) -> Any:
    return load_workbook(io.BytesIO(body), read_only=True, data_only=values_only, keep_links=False)


def _read(worksheet: Any, cells: "_Cells") -> tuple[Sheet, set[tuple[int, int]]]:
    # The file may claim any size; only what is there counts.
    worksheet.reset_dimensions()
    sheet = Sheet()
    gap: Any = None
    for number, row in enumerate(worksheet.iter_rows(max_col=WIDEST), start=1):
        # Between two rows that are far apart the library repeats one and the same empty row.
        if row is gap:
            continue
        if all(cell.value is None for cell in row) and not cells.known:
            gap = row
            continue
        if number > formats.LAST_LINE:
            raise Unreadable("too_many_rows", most=formats.MOST_ROWS)
        sheet.add(number, [cells.read(number, cell) for cell in row])
    return sheet, cells.formulas


class _Cells:
    """Turns cells of openpyxl into ours; `known` are places that hold formulas."""

    def __init__(self, known: set[tuple[int, int]] | None = None) -> None:
        self.known = known or set()
        self.formulas: set[tuple[int, int]] = set()
        self._style: Callable[[Any], tuple[str, str]] = functools.cache(_style_of)

    def read(self, number: int, cell: Any) -> Cell:
        value = cell.value
        if value is None:
            # An empty cell knows not where it lies, unless it once held a formula.
            place = (number, getattr(cell, "column", 0) or 0)
            return [formats.FORMULA, ""] if place in self.known else None
        kind = cell.data_type
        if kind == "f":
            self.formulas.add((number, cell.column))
            return [formats.FORMULA, ""]
        if kind == "e":
            return [formats.ERROR, str(value)]
        if isinstance(value, bool):
            return [formats.TRUTH, "TRUE" if value else "FALSE"]
        if isinstance(value, dt.date | dt.time | dt.timedelta):
            return _moment(value)
        font, number_format = self._style(_StyleKey(cell))
        if isinstance(value, int | float):
            return number_cell(value, number_format)
        return text_cell(str(value), font)


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
