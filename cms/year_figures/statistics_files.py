"""The public figures of a year as data: codes that stay, a line for each figure."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, Final

from cms.year_figures.public_figures import Figure, PublicYear, Row
from courses.spreadsheets import as_cell

FORM: Final = "year-statistics-1"
# Without it a spreadsheet reads UTF-8 as something else.
BYTE_ORDER_MARK: Final = "\ufeff"
HEADS: Final = ("year", "table", "code", "name", "figure", "value", "hidden", "amended_on")


def as_json(year: PublicYear) -> str:
    """Hidden figures are null, and named with the reason beside them."""
    form = {
        "form": FORM,
        "year": year.year,
        "state": state_of(year),
        "as_of": year.as_of.isoformat(),
        "closed_on": year.closed_on.isoformat() if year.closed_on else None,
        "totals": _figures(year.totals),
        "amendments": {
            name: {"on": one.on.isoformat(), **_figures({"value": one.figure})}
            for name, one in year.amendments.items()
        },
        "tables": {f"by_{table.code}": [_row(row) for row in table.rows] for table in year.tables},
    }
    return json.dumps(form, ensure_ascii=False, indent=1) + "\n"


def state_of(year: PublicYear) -> str:
    if year.closed_on:
        return "closed"
    return "over" if year.is_over else "so_far"


def _row(row: Row) -> dict[str, Any]:
    level = {"level": row.level} if row.level else {}
    return {"code": row.code, "name": row.name, **level, **_figures(row.figures)}


def _figures(figures: Any) -> dict[str, Any]:
    values: dict[str, Any] = {name: figure.value for name, figure in figures.items()}
    marks = {name: figure.mark.value for name, figure in figures.items() if figure.mark}
    return values | ({"hidden": marks} if marks else {})


def as_csv(year: PublicYear) -> str:
    """Figures as they were closed; what one has become is a line of its own, in "amendments"."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADS)
    for table, code, name, figure, count in _lines(year):
        begin = [year.year, table, as_cell(code), as_cell(name), figure]
        writer.writerow([*begin, *_value(count), ""])
    for figure, one in year.amendments.items():
        begin = [year.year, "amendments", "", "", figure]
        writer.writerow([*begin, *_value(one.figure), one.on.isoformat()])
    return BYTE_ORDER_MARK + text.getvalue()


def _value(count: Figure) -> list[Any]:
    mark = count.mark.value if count.mark else ""
    return ["" if count.value is None else count.value, mark]


def _lines(year: PublicYear) -> Iterator[tuple[str, str, str, str, Figure]]:
    for name, figure in year.totals.items():
        yield "total", "", "", name, figure
    for table in year.tables:
        for row in table.rows:
            for name, figure in row.figures.items():
                yield f"by_{table.code}", row.code, row.name, name, figure
