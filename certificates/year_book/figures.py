"""The summary of a year as plain figures, and the proof that its tables agree."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils.translation import pgettext

from certificates.sums import must_add_up, must_fit_into

_AGENCY_SUMS: Final = ("participations", "women", "completed", "certificates")
_CATEGORY_SUMS: Final = (*_AGENCY_SUMS, "classes", "periods")
_CLASS_SUMS: Final = (*_AGENCY_SUMS, "not_completed", "undecided", "periods")


@dataclass(frozen=True, kw_only=True)
class PartRow:
    """One part of the year; its persons are counted anew."""

    code: str
    name: str
    classes: int
    participations: int
    persons: int
    women: int
    completed: int
    certificates: int


@dataclass(frozen=True, kw_only=True)
class LevelRow(PartRow):
    """People of all agencies of one level."""


@dataclass(frozen=True, kw_only=True)
class AgencyRow(PartRow):
    level_code: str
    level: str


@dataclass(frozen=True, kw_only=True)
class CategoryRow(PartRow):
    periods: int


@dataclass(frozen=True)
class ClassRow:
    """`by_level` and `rankings` are participations by level code and by rank, zeros left out."""

    code: str
    title: str
    category_code: str
    category: str
    audience: str
    starts_on: dt.date
    ends_on: dt.date
    sessions: int
    periods: int
    venue: str
    issuing_body: str
    participations: int
    women: int
    completed: int
    not_completed: int
    undecided: int
    certificates: int
    by_level: Mapping[str, int]
    rankings: Mapping[str, int]

    def check(self) -> None:
        decided = [self.completed, self.not_completed, self.undecided]
        must_add_up(f"{self.code}: {pgettext('paper', 'Results')}", decided, self.participations)
        must_add_up(
            f"{self.code}: {pgettext('paper', 'By level')}",
            [*self.by_level.values()],
            self.participations,
        )
        must_fit_into(self.code, sum(self.rankings.values()), self.completed)
        must_fit_into(self.code, self.women, self.participations)


@dataclass(frozen=True)
class MonthRow:
    month: int
    classes: int
    participations: int


@dataclass(frozen=True)
class YearlySummary:
    """Every total stands beside its rows, so that the summary can be held against itself."""

    year: int
    as_of: dt.date
    classes: int
    participations: int
    persons: int
    women: int
    completed: int
    not_completed: int
    undecided: int
    certificates: int
    periods: int
    rankings: tuple[str, ...]  # the best first
    by_level: tuple[LevelRow, ...]
    by_agency: tuple[AgencyRow, ...]
    by_category: tuple[CategoryRow, ...]
    by_class: tuple[ClassRow, ...]
    by_month: tuple[MonthRow, ...]

    def check(self) -> None:
        """Raise TotalsDisagree unless every table adds up to the totals of the year."""
        for where, rows, names in self._tables():
            for name in names:
                parts = [getattr(row, name) for row in rows]
                must_add_up(f"{where}: {name}", parts, getattr(self, name))
        must_add_up(pgettext("paper", "By class"), [1] * len(self.by_class), self.classes)
        for row in self.by_class:
            row.check()
        # Persons do not add up, but no part has more of them than participations or than the year.
        for rows in (self.by_level, self.by_agency, self.by_category):
            for part in rows:
                must_fit_into(part.name, part.persons, min(self.persons, part.participations))
        must_fit_into(str(self.year), self.persons, self.participations)

    def as_json(self) -> dict[str, Any]:
        """For scripts: dates in ISO form, everything else as it is."""
        form: dict[str, Any] = asdict(self)
        form["as_of"] = self.as_of.isoformat()
        for row in form["by_class"]:
            row["starts_on"], row["ends_on"] = (
                row["starts_on"].isoformat(),
                row["ends_on"].isoformat(),
            )
        return form

    def _tables(self) -> tuple[tuple[str, tuple[Any, ...], tuple[str, ...]], ...]:
        return (
            (pgettext("paper", "By class"), self.by_class, _CLASS_SUMS),
            (pgettext("paper", "By agency"), self.by_agency, _AGENCY_SUMS),
            (pgettext("paper", "By field of training"), self.by_category, _CATEGORY_SUMS),
            (pgettext("paper", "By level"), self.by_level, _AGENCY_SUMS),
            (pgettext("paper", "By month"), self.by_month, ("classes", "participations")),
        )
