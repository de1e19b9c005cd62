"""How the figures of a year differ from what is known of it: each cell of each table compared.

Names, titles and days are words of the day and not compared, only counts and money are. A row that
is missing counts as zero, so that agencies that sent nobody may come and go.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple, Self

Amount = int | str | None
Form = Mapping[str, Any]

# In the order in which people read them; "" stands for the year as a whole.
TABLES: Final = ("by_class", "by_agency", "by_category", "by_level", "by_month")
# Numbers that name a row or the year and count nothing.
_NAMES: Final = frozenset({"year", "month"})


class Cell(NamedTuple):
    """`row` is "" in the totals of the year, whose `table` is "", too."""

    table: str
    row: str
    figure: str


@dataclass(frozen=True)
class Change:
    """One figure before and after; money as text."""

    table: str
    row: str
    name: str
    figure: str
    before: Amount
    after: Amount

    @classmethod
    def from_json(cls, form: Form) -> Self:
        return cls(**form)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def row_key(table: str, row: Form) -> str:
    """What names a row of a table, also when agencies change their level in the year."""
    if table == "by_agency":
        return f"{row['code']}/{row['level_code']}"
    return str(row["month"] if table == "by_month" else row["code"])


def changes_between(
    before: Form, after: Form, *, amended: Iterable[Iterable[Form]] = ()
) -> list[Change]:
    """What differs between two summaries in JSON, the first of them with its amendments."""
    known, names = _cells(before), _names(before) | _names(after)
    for changes in amended:
        for form in changes:
            known[Cell(form["table"], form["row"], form["figure"])] = form["after"]
    now = _cells(after)
    return [
        Change(cell.table, cell.row, names.get(cell[:2], cell.row), cell.figure, was, became)
        for cell in _in_order(known, now)
        if not _same(was := known.get(cell), became := now.get(cell))
    ]


def _cells(form: Form) -> dict[Cell, Amount]:
    cells = {Cell("", "", figure): amount for figure, amount in _amounts(form)}
    for times, persons in form["attended"]:
        cells[Cell("", "", f"attended.{times}")] = persons
    for table in TABLES:
        for row in form[table]:
            key = row_key(table, row)
            cells |= {Cell(table, key, figure): amount for figure, amount in _amounts(row)}
    return cells


def _amounts(row: Form) -> Iterator[tuple[str, Amount]]:
    """All figures of one row, those of its parts by name: ("rankings.Giỏi", 12)."""
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{part}", count) for part, count in value.items())
        elif name == "spent" or (isinstance(value, int) and name not in _NAMES):
            yield name, value


def _names(form: Form) -> dict[tuple[str, str], str]:
    return {
        (table, row_key(table, row)): row.get("title") or row.get("name") or ""
        for table in TABLES
        for row in form[table]
    }


def _in_order(known: Iterable[Cell], now: Iterable[Cell]) -> list[Cell]:
    """By table and row as they stand in the figures."""
    places = {"": 0} | {table: place for place, table in enumerate(TABLES, 1)}
    cells = dict.fromkeys([*now, *known])
    rows = {key: place for place, key in enumerate(dict.fromkeys(cell[:2] for cell in cells))}
    return sorted(cells, key=lambda cell: (places[cell.table], rows[cell[:2]]))


def _same(one: Amount, other: Amount) -> bool:
    return Decimal(one or 0) == Decimal(other or 0)
