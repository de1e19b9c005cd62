"""What all workbooks have in common: text that looks like a formula stays text."""

import io
from typing import Any, Final

from openpyxl import Workbook

from courses import vietnamese

# What a spreadsheet would run, and the mark itself: reading back removes exactly one.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "'")


def as_cell(value: Any) -> Any:
    """Text in one line, with a `'` where it would be a formula; numbers and days as they are."""
    if not isinstance(value, str):
        return value
    line = vietnamese.clean_text(value)
    return f"'{line}" if line.startswith(FORMULA_STARTS) else line


def file_of(book: Workbook) -> bytes:
    """The workbook as the file that is sent."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
