"""The QR code as WeasyPrint draws its SVG path: one closed rectangle for each dark stretch."""

import functools
import itertools
import re

from certificates.qr_code import DARK, QUIET_ZONE, qr_rows

# Longer stretches are too rare to be kept.
_LONGEST_KEPT = 12


def qr_operators(text: str) -> bytes:
    """All of them, one a line; hundreds for each sheet, so no line of ours runs for each."""
    rows = (
        map(_rectangles_of(number).__getitem__, map(re.Match.span, DARK.finditer(row)))
        for number, row in enumerate(qr_rows(text))
    )
    return b"\n".join(itertools.chain.from_iterable(rows))


class _Rectangles(dict[tuple[int, int], bytes]):
    """Those of one row by (first column, column after the last), made when they are asked for."""

    def __init__(self, row: int) -> None:
        super().__init__()
        self._row = row

    def __missing__(self, stretch: tuple[int, int]) -> bytes:
        rectangle = _rectangle(self._row, *stretch)
        if stretch[1] - stretch[0] <= _LONGEST_KEPT:
            self[stretch] = rectangle
        return rectangle


@functools.cache
def _rectangles_of(row: int) -> _Rectangles:
    return _Rectangles(row)


def _rectangle(row: int, start: int, end: int) -> bytes:
    left, right = start + QUIET_ZONE, end + QUIET_ZONE
    top, bottom = row + QUIET_ZONE, row + QUIET_ZONE + 1
    lines = f"{left} {top} m\n{right} {top} l\n{right} {bottom} l\n{left} {bottom} l\nh"
    return lines.encode()


# What a probe shows in place of its code.
ONE_MODULE = tuple(_rectangle(0, 0, 1).split(b"\n"))
