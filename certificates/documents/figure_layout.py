"""How a table of figures lies on a landscape page: which columns, how wide, in which size."""

import itertools
from collections.abc import Mapping, Sequence

from django.utils.translation import pgettext, pgettext_lazy

from certificates.documents.figures import ClassRow, FigureColumn, FigureRow, FigureTable
from certificates.documents.shared import css_lengths, roman
from courses.dates import short_date
from courses.paper_fonts import text_width

# Texts of a class beside its name: heading, and millimeters in an airy and in a dense table.
# A column nobody fills is left out.
_TEXTS: Mapping[str, tuple[object, tuple[float, float]]] = {
    "audience": (pgettext_lazy("paper", "For whom"), (24.0, 18.0)),
    "held": (pgettext_lazy("paper", "Held"), (22.0, 19.0)),
    "venue": (pgettext_lazy("paper", "Venue"), (30.0, 23.0)),
    "host": (pgettext_lazy("paper", "Host"), (30.0, 23.0)),
}
_PAGE_WIDTH = 262.0
_NUMBER_WIDTH = 9.0
_NAME_WIDTH = 50.0  # at least this for the name of a class or agency
_FIGURE_WIDTH, _DENSE_FIGURE_WIDTH = 15.0, 8.6
_CELL_PADDING = 1.9
_AIRY_COLUMNS = 8  # with more columns of figures a table is set smaller
_HEAD_SIZES = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5)


def lay_out(table: FigureTable, name_heading: str, total_label: str) -> dict[str, object]:
    """What the template prints: numbered rows of texts and figures, in numbered groups."""
    rows = [row for group in table.groups for row in group.rows]
    keys = [key for key in _TEXTS if any(_text(row, key) for row in rows)]
    is_dense = len(table.columns) > _AIRY_COLUMNS
    text_widths = [_TEXTS[key][1][is_dense] for key in keys]
    left = _PAGE_WIDTH - _NUMBER_WIDTH - sum(text_widths)
    figure_widths, head_size = _figure_widths(table.columns, left - _NAME_WIDTH, is_dense=is_dense)
    widths = [_NUMBER_WIDTH, left - sum(figure_widths), *text_widths, *figure_widths]
    return {
        "text_heads": [
            pgettext("paper", "No."),
            name_heading,
            *(_TEXTS[key][0] for key in keys),
        ],
        "widths": css_lengths(widths, "mm"),
        "head_size": css_lengths([head_size], "pt")[0],
        "is_dense": is_dense,
        "heads": table.column_heads(),
        "has_groups": any(column.group for column in table.columns),
        "groups": _groups(table, keys),
        "total": table.printed(table.total),
        "total_label": total_label,
        "label_span": 1 + len(keys),
    }


def _figure_widths(
    columns: Sequence[FigureColumn], space: float, *, is_dense: bool
) -> tuple[list[float], float]:
    """Wide enough for the longest word of each heading, in the largest size that leaves room."""
    least = _DENSE_FIGURE_WIDTH if is_dense else _FIGURE_WIDTH
    for size in _HEAD_SIZES:
        widths = [max(least, _longest_word(column, size) + _CELL_PADDING) for column in columns]
        if sum(widths) <= space:
            return widths, size
    return [width * space / sum(widths) for width in widths], size


def _longest_word(column: FigureColumn, size: float) -> float:
    words = str(column.heading).split()
    return max((text_width(word, "serif-bold", size) for word in words), default=0.0)


def _groups(table: FigureTable, keys: Sequence[str]) -> list[dict[str, object]]:
    numbers = itertools.count(1)
    return [
        {
            "roman": roman(place),
            "name": group.name,
            "subtotal": table.printed(group.subtotal),
            "rows": [
                (_cells(next(numbers), row, keys), table.printed(row.figures)) for row in group.rows
            ],
        }
        for place, group in enumerate(table.groups, 1)
    ]


def _cells(number: int, row: FigureRow, keys: Sequence[str]) -> list[tuple[str, bool]]:
    return [
        (str(number), True),
        (row.name, False),
        *((_text(row, key), key == "held") for key in keys),
    ]


def _text(row: FigureRow, key: str) -> str:
    if key != "held":
        return str(getattr(row, key, ""))
    if not isinstance(row, ClassRow):
        return ""
    # "09/03" or "16/03–18/03": the year stands in the title.
    first, last = short_date(row.starts_on)[:5], short_date(row.ends_on)[:5]
    return first if first == last else f"{first}–{last}"
