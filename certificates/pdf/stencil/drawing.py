"""The operators of a page as WeasyPrint draws it: which runs of text it shows, and where."""

import dataclasses
import re
from collections.abc import Mapping, Sequence

import pydyf

_MATRIX = re.compile(rb"1 0 0 -1 (-?[\d.]+) (-?[\d.]+) Tm")
_FONT = re.compile(rb"/(\w+) ([\d.]+) Tf")
_GLYPHS = re.compile(rb"<([0-9a-f]*)>")
_DIGITS_OF_GLYPH = 4

# Stands for all operators of a QR code, so that those behind it have the same numbers in any draft.
CODE = b"%code"

Operators = tuple[bytes, ...]


@dataclasses.dataclass(frozen=True)
class Run:
    """One stretch of text: operators `matrix` and `show` set its place and its glyphs."""

    matrix: int
    show: int
    x: float
    y: bytes
    font: str
    size: float
    text: str


def operators_of(stream: pydyf.Stream) -> Operators:
    """As they stand in the file, one a line."""
    return tuple(pydyf._to_bytes(item) for item in stream.stream)


def fold_code(operators: Operators, code: Operators) -> Operators:
    """The same page with one sign for the code, wherever it is drawn."""
    folded, place = [], 0
    while place < len(operators):
        if operators[place] == code[0] and operators[place : place + len(code)] == code:
            folded.append(CODE)
            place += len(code)
        else:
            folded.append(operators[place])
            place += 1
    return tuple(folded)


def matrix_operator(x: float, y: bytes) -> bytes:
    return b"1 0 0 -1 %b %b Tm" % (pydyf._to_bytes(x), y)


def find_runs(operators: Sequence[bytes], letters: Mapping[str, Mapping[int, str]]) -> list[Run]:
    """All texts of one face and one piece; others cannot be slots and are left alone."""
    runs = []
    for place in range(len(operators) - 4):
        if operators[place] != b"BT" or operators[place + 4] != b"ET":
            continue
        matrix = _MATRIX.fullmatch(operators[place + 1])
        font = _FONT.fullmatch(operators[place + 2])
        if not matrix or not font or not operators[place + 3].endswith(b"] TJ"):
            continue
        name = font[1].decode()
        text = _read(operators[place + 3], letters[name])
        x, size = float(matrix[1]), float(font[2])
        runs.append(Run(place + 1, place + 3, x, matrix[2], name, size, text))
    return runs


def _read(show: bytes, letters: Mapping[int, str]) -> str:
    return "".join(
        letters.get(int(glyphs[start : start + _DIGITS_OF_GLYPH], 16), "")
        for glyphs in _GLYPHS.findall(show)
        for start in range(0, len(glyphs), _DIGITS_OF_GLYPH)
    )
