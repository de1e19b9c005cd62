"""What public figures are: counts or the reason why they are not shown, rows, tables, a year."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from certificates.year_book.small_cells import Mark

FIGURES: Final[Mapping[str, Any]] = {
    "classes": _("Training classes"),
    "participations": _("Participations"),
    "persons": _("Persons"),
    "women": _("Women"),
    "completed": _("Completed"),
    "certificates": _("Certificates"),
    "agencies": _("Agencies that sent someone"),
}
TABLES: Final[Mapping[str, Any]] = {
    "month": _("By month"),
    "field": _("By field of training"),
    "level": _("By level of agency"),
    "agency": _("By agency"),
}
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "month": ("classes", "participations"),
    "field": ("classes", "participations", "women"),
    "level": ("classes", "participations", "women"),
    "agency": ("classes", "participations"),
}


@dataclass(frozen=True)
class Figure:
    """A count, or why it is not shown: then it is not in here at all."""

    value: int | None
    mark: Mark | None = None

    @classmethod
    def of(cls, count: int, mark: Mark | None = None) -> "Figure":
        return cls(None, mark) if mark else cls(count)


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    figures: Mapping[str, Figure]
    level: str = ""


@dataclass(frozen=True)
class Table:
    code: str
    rows: tuple[Row, ...]

    @property
    def name(self) -> str:
        return str(TABLES[self.code])

    @property
    def columns(self) -> tuple[str, ...]:
        return COLUMNS[self.code]

    @property
    def hides(self) -> bool:
        return any(figure.mark for row in self.rows for figure in row.figures.values())


@dataclass(frozen=True)
class Amendment:
    """What a frozen figure has become since."""

    figure: Figure
    on: dt.date


@dataclass(frozen=True)
class PublicYear:
    """`changed_at` is the moment of the last closing or amendment, or when it was counted."""

    year: int
    as_of: dt.date
    closed_on: dt.date | None
    changed_at: dt.datetime
    totals: Mapping[str, Figure]
    tables: tuple[Table, ...]
    amendments: Mapping[str, Amendment]

    @property
    def is_over(self) -> bool:
        return self.as_of == dt.date(self.year, 12, 31)

    @property
    def hides(self) -> bool:
        marks = any(figure.mark for figure in self.totals.values())
        return marks or any(table.hides for table in self.tables)

    def table(self, code: str) -> Table | None:
        return next((table for table in self.tables if table.code == code), None)
