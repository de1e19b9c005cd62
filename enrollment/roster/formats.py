"""What a sheet is once it is read, how large it may be, and why a file is not read at all."""

import re
from collections.abc import Iterable
from typing import Any, Final

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 50
# Titles, headings and signatures around the rows of people.
ROWS_AROUND: Final = 60
# Empty lines between them are no rows, but somebody has to pass them.
LAST_LINE: Final = 20_000
LONGEST_CELL: Final = 2_000

# A cell is text, nothing, or a pair of kind and text; a third member is an old font.
TEXT: Final = "s"
NUMBER: Final = "n"
DATE: Final = "d"
TRUTH: Final = "b"
ERROR: Final = "e"
FORMULA: Final = "f"

Cell = Any
Line = tuple[int, list[Cell]]

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_ZEROS = re.compile(r"0{2,30}")


class Unreadable(Exception):
    """No roster can be made of this; `code` finds the words for it."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class Sheet:
    """Rows with something in them, each with its number in the sheet; refuses what is too much."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def add(self, number: int, cells: Iterable[Cell]) -> None:
        row = list(cells)
        while row and row[-1] is None:
            row.pop()
        if not row:
            return
        if len(row) > MOST_COLUMNS:
            raise Unreadable("too_many_columns", most=MOST_COLUMNS, line=number)
        if len(self.lines) >= MOST_ROWS + ROWS_AROUND:
            raise Unreadable("too_many_rows", most=MOST_ROWS)
        self.lines.append((number, row))


def text_cell(text: str, font: str = "") -> Cell:
    """Text with what no database takes replaced; empty is nothing."""
    if len(text) > LONGEST_CELL:
        raise Unreadable("cell_too_long", most=LONGEST_CELL)
    stored = _UNSTORABLE.sub("\ufffd", text)
    if not stored.strip():
        return None
    return [TEXT, stored, font] if is_old_font(font) else stored


def number_cell(value: float, number_format: str = "") -> Cell:
    """A number as people read it; one shown with leading zeros is text with these zeros."""
    text = str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)
    if _ZEROS.fullmatch(number_format) and text.isdecimal():
        return text.zfill(len(number_format))
    return [NUMBER, text]


def is_old_font(name: str) -> bool:
    """Fonts of the time before Unicode, whose letters are others than they say."""
    return name.startswith((".Vn", "VNI-"))
