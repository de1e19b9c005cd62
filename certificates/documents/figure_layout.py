"""How a table of figures lies on a landscape page: how wide each column is, in which size."""

import dataclasses
import itertools
from collections.abc import Iterable, Mapping
from typing import Final

from certificates.documents.cells import FIGURES, MIDDLE, Column, Kind, printed
from certificates.documents.figures import ColumnHead, Line, PrintedCell, YearTable
from certificates.documents.shared import css_lengths
from courses.paper_fonts import text_width

PAGE_WIDTH: Final = 262.0
WIDTH_BESIDE_CHART: Final = 142.0
_DENSE_SIZE: Final = 9.0  # of a table of many columns, at most
_SIZES: Final = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
_HEAD_SIZES_BELOW: Final = (0.0, 0.5, 1.0, 1.5)  # heads may be smaller than rows by so much
_SMALLEST_HEAD: Final = 6.5
_PADDING: Final = 2.1  # left and right together
# Texts: at least so many millimeters at 10 points, and which part of what is left.
_TEXT_ROOM: Final[Mapping[str, tuple[float, float]]] = {
    "name": (50.0, 3.0),
    "audience": (20.0, 1.0),
    "venue": (21.0, 1.2),
    "host": (21.0, 1.2),
    "remark": (26.0, 1.0),
    "reason": (60.0, 2.0),
}
_USUAL_ROOM: Final = (24.0, 1.0)
_WIDEST_FIGURE: Final = 24.0  # in a table of few columns; in one of many the texts need the room
_MANY_COLUMNS: Final = 13


@dataclasses.dataclass(frozen=True)
class Layout:
    """The same for every piece of a table that is printed in pieces."""

    table: YearTable
    widths: list[str]
    size: str
    head_size: str

    @property
    def heads(self) -> list[ColumnHead]:
        return self.table.column_heads()

    def starts_of_blocks(self) -> list[int]:
        """Lines with which groups begin, where each has a chart beside it; else the first."""
        starts = [0]
        if self.table.charts:
            lines = enumerate(self.table.lines)
            starts += [place for place, line in lines if place and line.kind == "group"]
        return starts

    def printed(self, first: int, last: int) -> list[tuple[str, list[tuple[PrintedCell, str]]]]:
        """Some lines: kind of the line, and each cell with the class it is set by."""
        return [
            (line.kind, [(cell, _css_class(cell)) for cell in self.table.printed(line)])
            for line in self.table.lines[first:last]
        ]


def lay_out(table: YearTable) -> Layout:
    """In the largest size in which every figure and every word of a heading has room."""
    page = WIDTH_BESIDE_CHART if table.charts else PAGE_WIDTH
    longest = [_longest(column, place, table.lines) for place, column in enumerate(table.columns)]
    most = _DENSE_SIZE if len(table.columns) >= _MANY_COLUMNS else _SIZES[0]
    sizes = [size for size in _SIZES if size <= most]
    for size, below in itertools.product(sizes, _HEAD_SIZES_BELOW):
        head_size = max(size - below, _SMALLEST_HEAD)
        least = [
            _least(column, text, size, head_size)
            for column, text in zip(table.columns, longest, strict=True)
        ]
        if sum(least) <= page:
            break
    widths = _spread(table.columns, least, page)
    return Layout(
        table,
        widths=css_lengths(widths, "mm"),
        size=css_lengths([size], "pt")[0],
        head_size=css_lengths([head_size], "pt")[0],
    )


def _longest(column: Column, place: int, lines: Iterable[Line]) -> str:
    """The widest figure; of texts the widest word. All digits have one width."""
    cells = (printed(column, line.cells[place]) for line in lines)
    if column.kind is Kind.TEXT:
        return ""
    return max(cells, key=len, default="")


def _least(column: Column, longest: str, size: float, head_size: float) -> float:
    words = str(column.heading).split()
    heading = max((text_width(word, "serif-bold", head_size) for word in words), default=0.0)
    if column.kind is Kind.TEXT:
        room, _part = _TEXT_ROOM.get(column.key, _USUAL_ROOM)
        return max(room * size / 10, heading + _PADDING)
    return max(heading, text_width(longest, "serif-bold", size)) + _PADDING


def _spread(columns: tuple[Column, ...], least: list[float], page: float) -> list[float]:
    """What is left goes to the texts; in a table of few columns half of it to the figures."""
    widths = list(least)
    if len(columns) < _MANY_COLUMNS:
        widths = _with_wider_figures(columns, least, page)
    parts = [
        _TEXT_ROOM.get(column.key, _USUAL_ROOM)[1] if column.kind is Kind.TEXT else 0.0
        for column in columns
    ]
    left = page - sum(widths)
    if left < 0 or not any(parts):
        return [width * page / sum(widths) for width in widths]
    return [width + left * part / sum(parts) for width, part in zip(widths, parts, strict=True)]


def _with_wider_figures(
    columns: tuple[Column, ...], least: list[float], page: float
) -> list[float]:
    room = [
        max(_WIDEST_FIGURE - width, 0.0) if column.is_figure else 0.0
        for column, width in zip(columns, least, strict=True)
    ]
    left = max(page - sum(least), 0.0)
    share = min(left / 2 / sum(room), 1.0) if any(room) else 0.0
    return [width + more * share for width, more in zip(least, room, strict=True)]


def _css_class(cell: PrintedCell) -> str:
    if cell.kind in MIDDLE:
        return "middle"
    return "figure" if cell.kind in FIGURES else ""
