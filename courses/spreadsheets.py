"""What all workbooks have in common: text that looks like a formula stays text."""

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from courses import vietnamese

# What a spreadsheet would run, and the mark itself: reading back removes exactly one.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "'")


def as_cell(value: Any) -> Any:
    """Text in one line, with a `'` where it would be a formula; numbers and days as they are."""
    if not isinstance(value, str):
        return value
    line = vietnamese.clean_text(value)
    return f"'{line}" if line.startswith(FORMULA_STARTS) else line


def from_cell(text: str) -> str:
    """What `as_cell` was given: exactly one mark is taken away."""
    return text[1:] if text.startswith("'") and len(text) > 1 else text


def file_of(book: Workbook) -> bytes:
    """The workbook as the file that is sent."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_sheet(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    widths: Sequence[int] = (),
    formats: Sequence[str] = (),
    book: Workbook | None = None,
) -> Workbook:
    """A workbook with one more sheet, whose headings stay in sight when its rows are scrolled.

    `formats` say how a spreadsheet shows numbers and days, one for each column, "" for its own.
    """
    if book is None:
        book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for number in range(len(headings)):
        width = widths[number] if number < len(widths) else 13
        sheet.column_dimensions[get_column_letter(number + 1)].width = width
    sheet.append([_heading(sheet, text) for text in headings])
    for row in rows:
        cells = zip(row, [*formats, *[""] * len(row)], strict=False)
        sheet.append([_cell(sheet, as_cell(value), form) for value, form in cells])
    return book


def _cell(sheet: Any, value: Any, form: str) -> Any:
    if not form or value is None:
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = form
    return cell


def _heading(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=as_cell(text))
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
    return cell
