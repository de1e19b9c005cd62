"""Tables of figures: columns, groups with subtotals, a total, and the proof that they agree."""

import dataclasses
import datetime as dt

from django.utils.translation import pgettext_lazy

from certificates.documents.shared import figure, percent
from certificates.sums import must_add_up

Figures = tuple[int | None, ...]


@dataclasses.dataclass(frozen=True)
class FigureColumn:
    """One column of numbers.

    `splits`: the columns of this group together give that column. `ratio`: two columns whose
    percentage is printed; its figures stay None. `adds`: False where rows overlap (persons).
    """

    key: str
    heading: object
    group: object = ""
    splits: str = ""
    ratio: tuple[str, str] | None = None
    adds: bool = True


CLASSES = FigureColumn("classes", pgettext_lazy("summary column", "Classes"))
SESSIONS = FigureColumn("sessions", pgettext_lazy("summary column", "Half-days"))
PERIODS = FigureColumn("periods", pgettext_lazy("summary column", "Periods"))
PARTICIPATIONS = FigureColumn("participations", pgettext_lazy("summary column", "Participations"))
PERSONS = FigureColumn("persons", pgettext_lazy("summary column", "Persons"), adds=False)
WOMEN = FigureColumn("women", pgettext_lazy("summary column", "Women"))
COMPLETED = FigureColumn("completed", pgettext_lazy("summary column", "Completed"))
CERTIFICATES = FigureColumn("certificates", pgettext_lazy("summary column", "Certificates"))
COMPLETION_RATE = FigureColumn(
    "rate", pgettext_lazy("summary column", "Rate"), ratio=("completed", "participations")
)
_BY_LEVEL = pgettext_lazy("summary column", "By level")
_RESULTS = pgettext_lazy("summary column", "Results")


def level_column(name: str) -> FigureColumn:
    """Participations from one level of agencies; all levels together are all of them."""
    return FigureColumn(f"level:{name}", name, _BY_LEVEL, splits="participations")


def result_column(name: object) -> FigureColumn:
    """Participations with one result; all results together are all of them."""
    return FigureColumn(f"result:{name}", name, _RESULTS, splits="participations")


@dataclasses.dataclass(frozen=True)
class FigureRow:
    name: str
    figures: Figures


@dataclasses.dataclass(frozen=True)
class ClassRow(FigureRow):
    starts_on: dt.date
    ends_on: dt.date
    audience: str = ""
    venue: str = ""
    host: str = ""


@dataclasses.dataclass(frozen=True)
class FigureGroup:
    name: str
    rows: tuple[FigureRow, ...]
    subtotal: Figures


@dataclasses.dataclass(frozen=True)
class ColumnHead:
    """A column, or the columns of a group, in the head of a table."""

    group: object
    columns: list[object]


@dataclasses.dataclass(frozen=True)
class FigureTable:
    columns: tuple[FigureColumn, ...]
    groups: tuple[FigureGroup, ...]
    total: Figures

    def check(self, where: str) -> None:
        """Rows give subtotals, subtotals the total, and parts their whole, in every line."""
        for group in self.groups:
            self._check_sums(
                f"{where}, {group.name}", [row.figures for row in group.rows], group.subtotal
            )
            for row in group.rows:
                self._check_parts(f"{where}, {row.name}", row.figures)
            self._check_parts(f"{where}, {group.name}", group.subtotal)
        self._check_sums(where, [group.subtotal for group in self.groups], self.total)
        self._check_parts(where, self.total)

    def figure(self, key: str, figures: Figures) -> int | None:
        for column, number in zip(self.columns, figures, strict=True):
            if column.key == key:
                return number
        return None

    def printed(self, figures: Figures) -> list[str]:
        return [
            percent(*(self.figure(key, figures) for key in column.ratio))
            if column.ratio
            else figure(number)
            for column, number in zip(self.columns, figures, strict=True)
        ]

    def column_heads(self) -> list[ColumnHead]:
        """Upper row of the head: single columns, and groups with the columns below them."""
        heads: list[ColumnHead] = []
        for column in self.columns:
            if column.group and heads and heads[-1].group == column.group:
                heads[-1].columns.append(column.heading)
            else:
                heads.append(ColumnHead(column.group, [column.heading]))
        return heads

    def _check_sums(self, where: str, rows: list[Figures], total: Figures) -> None:
        for place, column in enumerate(self.columns):
            if column.adds and not column.ratio and total[place] is not None:
                must_add_up(
                    f"{where}: {column.heading}", [row[place] for row in rows], total[place]
                )

    def _check_parts(self, where: str, figures: Figures) -> None:
        parts: dict[tuple[str, str], list[int | None]] = {}
        for column, number in zip(self.columns, figures, strict=True):
            if column.splits:
                parts.setdefault((column.splits, str(column.group)), []).append(number)
        for (whole, group), numbers in parts.items():
            if any(number is not None for number in numbers):
                must_add_up(f"{where}: {group}", numbers, self.figure(whole, figures))
