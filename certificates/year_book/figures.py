"""The summary of a year as plain figures, and the proof that its tables agree."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Final, Self

from django.utils.translation import gettext_lazy, pgettext

from certificates.sums import must_add_up, must_fit_into

_AGENCY_SUMS: Final = ("participations", "women", "completed", "certificates")
_CATEGORY_SUMS: Final = (*_AGENCY_SUMS, "classes", "periods")
_CLASS_SUMS: Final = (*_AGENCY_SUMS, "not_completed", "undecided", "sessions", "periods")

# Level of the lines of agencies that have no place in the structure asked for.
UNCONVERTED: Final = "unconverted"
REASONS: Final[Mapping[str, Any]] = {
    "dissolved": gettext_lazy("dissolved without a successor"),
    "split": gettext_lazy("split into several agencies"),
    "closed": gettext_lazy("closed, and nothing says what became of it"),
}


@dataclass(frozen=True)
class GroupName:
    """A counted group: a column of the tables."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class PartRow:
    """One part of the year; its persons are counted anew. `by_group`: participations by code."""

    code: str
    name: str
    classes: int
    participations: int
    persons: int
    women: int
    completed: int
    certificates: int
    by_group: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LevelRow(PartRow):
    """People of all agencies of one level."""


@dataclass(frozen=True, kw_only=True)
class AgencyRow(PartRow):
    """`reason` says why an agency could not be converted; it then stands under its old name."""

    level_code: str
    level: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CategoryRow(PartRow):
    periods: int


@dataclass(frozen=True)
class ClassRow:
    """`by_level` and `rankings` are participations by level code and by rank, zeros left out.

    `spent` is None where nobody entered costs.
    """

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
    by_group: Mapping[str, int] = field(default_factory=dict)
    spent: Decimal | None = None

    def check(self) -> None:
        decided = [self.completed, self.not_completed, self.undecided]
        must_add_up(f"{self.code}: {pgettext('paper', 'Results')}", decided, self.participations)
        must_add_up(
            f"{self.code}: {pgettext('paper', 'By level')}",
            [*self.by_level.values()],
            self.participations,
        )
        must_fit_into(self.code, sum(self.rankings.values()), self.completed)
        for part in (self.women, *self.by_group.values()):
            must_fit_into(self.code, part, self.participations)

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> Self:
        days = {name: dt.date.fromisoformat(form[name]) for name in ("starts_on", "ends_on")}
        spent = None if form["spent"] is None else Decimal(form["spent"])
        return cls(**{**form, **days, "spent": spent})


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
    structure_on: dt.date | None  # None: agencies as they were at the time of study
    classes: int
    participations: int
    persons: int
    women: int
    completed: int
    not_completed: int
    undecided: int
    certificates: int
    sessions: int
    periods: int
    spent: Decimal | None
    rankings: tuple[str, ...]  # the best first
    groups: tuple[GroupName, ...]
    by_group: Mapping[str, int]
    attended: tuple[tuple[int, int], ...]  # (classes, persons that came to so many)
    by_level: tuple[LevelRow, ...]
    by_agency: tuple[AgencyRow, ...]
    by_category: tuple[CategoryRow, ...]
    by_class: tuple[ClassRow, ...]
    by_month: tuple[MonthRow, ...]

    @property
    def agencies_sent(self) -> int:
        """Agencies that sent somebody."""
        return sum(1 for row in self.by_agency if row.participations)

    @property
    def agencies_silent(self) -> int:
        """Agencies that might have sent somebody and sent nobody."""
        return sum(1 for row in self.by_agency if not row.participations)

    @property
    def unconverted(self) -> tuple[AgencyRow, ...]:
        """Agencies without a place in the structure asked for; never lost, never guessed."""
        return tuple(row for row in self.by_agency if row.reason)

    def check(self) -> None:
        """Raise TotalsDisagree unless every table adds up to the totals of the year."""
        for where, rows, names in self._tables():
            for name in names:
                parts = [getattr(row, name) for row in rows]
                must_add_up(f"{where}: {name}", parts, getattr(self, name))
        must_add_up(pgettext("paper", "By class"), [1] * len(self.by_class), self.classes)
        for row in self.by_class:
            row.check()
        self._check_groups()
        self._check_persons()

    def as_json(self) -> dict[str, Any]:
        """For scripts and for keeping: days in ISO form, money as text, all else as it is."""
        form: dict[str, Any] = asdict(self)
        form["as_of"] = self.as_of.isoformat()
        form["structure_on"] = self.structure_on.isoformat() if self.structure_on else None
        form["spent"] = _amount(self.spent)
        form["attended"] = [list(pair) for pair in self.attended]
        for row in form["by_class"]:
            row["starts_on"], row["ends_on"] = (
                row["starts_on"].isoformat(),
                row["ends_on"].isoformat(),
            )
            row["spent"] = _amount(row["spent"])
        return form

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> Self:
        """The summary that `as_json` wrote, before or after it was stored."""
        rows: dict[str, Any] = {
            "by_level": [LevelRow(**row) for row in form["by_level"]],
            "by_agency": [AgencyRow(**row) for row in form["by_agency"]],
            "by_category": [CategoryRow(**row) for row in form["by_category"]],
            "by_class": [ClassRow.from_json(row) for row in form["by_class"]],
            "by_month": [MonthRow(**row) for row in form["by_month"]],
            "groups": [GroupName(**row) for row in form["groups"]],
            "attended": [tuple(pair) for pair in form["attended"]],
            "rankings": form["rankings"],
        }
        structure_on = form["structure_on"] and dt.date.fromisoformat(form["structure_on"])
        known = {
            "as_of": dt.date.fromisoformat(form["as_of"]),
            "structure_on": structure_on,
            "spent": None if form["spent"] is None else Decimal(form["spent"]),
            **{name: tuple(value) for name, value in rows.items()},
        }
        return cls(**{**form, **known})

    def _check_groups(self) -> None:
        for group in self.groups:
            whole = self.by_group.get(group.code, 0)
            for rows in self._parts():
                parts = [row.by_group.get(group.code, 0) for row in rows]
                must_add_up(group.name, parts, whole)

    def _check_persons(self) -> None:
        """They do not add up, but no part has more than participations, nor than the year."""
        for rows in (self.by_level, self.by_agency, self.by_category):
            for part in rows:
                must_fit_into(part.name, part.persons, min(self.persons, part.participations))
        must_fit_into(str(self.year), self.persons, self.participations)
        where = pgettext("paper", "Persons by number of classes")
        must_add_up(where, [persons for _times, persons in self.attended], self.persons)
        times = [times * persons for times, persons in self.attended]
        must_add_up(where, times, self.participations)

    def _parts(self) -> Iterable[tuple[Any, ...]]:
        return (self.by_class, self.by_agency, self.by_category, self.by_level)

    def _tables(self) -> tuple[tuple[str, tuple[Any, ...], tuple[str, ...]], ...]:
        return (
            (pgettext("paper", "By class"), self.by_class, _CLASS_SUMS),
            (pgettext("paper", "By agency"), self.by_agency, _AGENCY_SUMS),
            (pgettext("paper", "By field of training"), self.by_category, _CATEGORY_SUMS),
            (pgettext("paper", "By level"), self.by_level, _AGENCY_SUMS),
            (pgettext("paper", "By month"), self.by_month, ("classes", "participations")),
        )


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
