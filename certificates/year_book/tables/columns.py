"""What the tables of a year are made of: columns, each with how its figure is read from a row."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import pgettext_lazy

from certificates.documents.cells import Cells, Column, Kind, Value
from certificates.documents.figures import LINE_NUMBER
from certificates.year_book.figures import YearlySummary

Reader = Callable[[Any], Value]
Spec = tuple[Column, Reader]

TRAINEES = pgettext_lazy("summary column", "Participations")
CLASSES = Column("classes", pgettext_lazy("summary column", "Classes"))
CERTIFICATES = Column(
    "certificates", pgettext_lazy("summary column", "Certificates"), within="participations"
)
COMPLETED = Column(
    "completed", pgettext_lazy("summary column", "Completed"), within="participations"
)
RATE = Column(
    "rate",
    pgettext_lazy("summary column", "Rate"),
    Kind.SHARE,
    ratio=("completed", "participations"),
)
PERSONS = Column(
    "persons",
    pgettext_lazy("summary column", "Persons"),
    adds=False,
    within="participations",
)
NUMBERED: Spec = (LINE_NUMBER, lambda row: None)


def named(heading: object, read: Reader) -> Spec:
    """The second column of every table: what the line is about."""
    return Column("name", heading, Kind.TEXT), read


def attribute(column: Column) -> Spec:
    """The figure has the name of its column."""
    return column, lambda row: getattr(row, column.key)


def part(name: str, key: str) -> Reader:
    """A figure of a part; where no parts were counted, it is not known."""

    def read(row: Any) -> Value:
        parts = getattr(row, name)
        return parts.get(key, 0) if isinstance(parts, Mapping) else None

    return read


def women_and_groups(summary: YearlySummary, heading: object = "") -> tuple[Spec, ...]:
    """Parts of the participations that are counted in every table; empty groups are left out."""
    women = Column(
        "women",
        pgettext_lazy("summary column", "Women"),
        group=heading,
        within="participations",
    )
    groups = [
        (
            Column(
                f"group:{group.code}",
                group.name,
                group=heading,
                within="participations",
                may_go=True,
            ),
            part("by_group", group.code),
        )
        for group in summary.groups
    ]
    return (attribute(women), *groups)


def columns_of(specs: Sequence[Spec]) -> tuple[Column, ...]:
    return tuple(column for column, _read in specs)


def cells(row: Any, specs: Sequence[Spec]) -> Cells:
    return tuple(read(row) for _column, read in specs)


def nothing(specs: Sequence[Spec]) -> Cells:
    """Zeros, where nobody came."""
    return tuple(0 if column.kind is Kind.COUNT else None for column, _read in specs)


def sums(rows: Sequence[Any], specs: Sequence[Spec], known: Mapping[str, Value]) -> Cells:
    """Totals as they are known from elsewhere, the others added up."""
    return tuple(
        known[column.key] if column.key in known else _added(column, [read(row) for row in rows])
        for column, read in specs
    )


def _added(column: Column, values: Sequence[Any]) -> Value:
    numbers = [value for value in values if value is not None]
    return sum(numbers) if column.is_added and numbers else None
