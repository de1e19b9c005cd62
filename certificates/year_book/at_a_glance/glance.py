"""The year at a glance: its main figures, its plan, who sent nobody, and its charts."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.documents.shared import grouped, percent
from certificates.year_book.at_a_glance.panel import Figure, Panel
from certificates.year_book.at_a_glance.panels import panels_of
from certificates.year_book.figures import AgencyRow, YearlySummary
from certificates.year_book.keeping.frozen import ShownYear
from certificates.year_book.plan_rows import PlanRow
from certificates.year_book.summary import YearHeld
from courses.dates import short_date

# What is known of the years before, too.
_BESIDE: Final = ("classes", "participations", "persons", "completed", "certificates")


@dataclass(frozen=True)
class Stat:
    """One of the large figures at the head, with what is said below it."""

    label: str
    figure: Figure
    notes: tuple[Figure, ...] = ()
    beside: tuple[str, ...] = ()  # last year, and what was corrected since the year was closed


@dataclass(frozen=True)
class PlanBar:
    """Done of planned; more than planned fills the bar."""

    label: str
    done: int
    planned: int

    @property
    def share(self) -> str:
        return percent(self.done, self.planned)

    @property
    def filled(self) -> int:
        return min(self.done, self.planned)


@dataclass(frozen=True)
class Glance:
    shown: ShownYear
    stats: tuple[Stat, ...]
    silent: tuple[AgencyRow, ...]
    plan: tuple[PlanBar, ...]
    late: tuple[PlanRow, ...]
    is_over: bool
    panels: tuple[Panel, ...]


def glance(shown: ShownYear, months_before: Mapping[int, int]) -> Glance:
    """`months_before` are the participations by month of the year before."""
    summary = shown.summary
    return Glance(
        shown=shown,
        stats=tuple(_stats(shown)),
        silent=tuple(row for row in summary.by_agency if not row.participations),
        plan=_plan(shown.plan),
        late=tuple(row for row in shown.plan if row.is_late),
        is_over=summary.as_of == dt.date(summary.year, 12, 31),
        panels=panels_of(summary, shown.beside, months_before),
    )


def _before(shown: ShownYear) -> YearHeld | None:
    before = shown.summary.year - 1
    return next((one for one in shown.beside if one.year == before), None)


def _stats(shown: ShownYear) -> Iterable[Stat]:
    summary = shown.summary
    half_days = ngettext("%(shown)s half-day", "%(shown)s half-days", summary.sessions)
    yield _stat(shown, "classes", _("Classes"))
    yield _stat(shown, "participations", _("Participations"), *_of_whom(summary))
    yield _stat(shown, "persons", _("Persons"))
    in_words = Figure(half_days % {"shown": grouped(summary.sessions)})
    yield _stat(shown, "periods", _("Periods"), in_words)
    yield _stat(shown, "completed", _("Completed"), *_outcomes(summary))
    yield _stat(shown, "certificates", _("Certificates"))
    sent, silent = grouped(summary.agencies_sent), grouped(summary.agencies_silent)
    yield Stat(_("Agencies that sent someone"), Figure(sent, "agencies"))
    yield Stat(_("Agencies that sent nobody"), Figure(silent, "silent"))


def _stat(shown: ShownYear, which: str, label: str, *notes: Figure) -> Stat:
    beside = []
    before = _before(shown)
    if before is not None and which in _BESIDE:
        words = {"year": before.year, "shown": grouped(getattr(before, which))}
        beside.append(_("%(year)d: %(shown)s") % words)
    correction = shown.corrections.get(("", "", which))
    if correction is not None:
        words = {"shown": grouped(int(correction.after or 0)), "day": short_date(correction.day)}
        beside.append(_("corrected on %(day)s: %(shown)s") % words)
    figure = Figure(grouped(getattr(shown.summary, which)), which)
    return Stat(label, figure, notes, tuple(beside))


def _of_whom(summary: YearlySummary) -> Iterable[Figure]:
    for level in summary.by_level:
        key = f"level:{level.code}"
        yield Figure(f"{level.name} {grouped(level.participations)}", "participations", key)
    women = _("women: %(shown)s") % {"shown": grouped(summary.women)}
    yield Figure(women, "women" if summary.women else "")


def _outcomes(summary: YearlySummary) -> Iterable[Figure]:
    yield Figure(percent(summary.completed, summary.participations))
    missed = _("not completed: %(shown)s") % {"shown": grouped(summary.not_completed)}
    yield Figure(missed, "not_completed" if summary.not_completed else "")
    if summary.undecided:
        undecided = {"shown": grouped(summary.undecided)}
        yield Figure(_("not decided: %(shown)s") % undecided, "undecided")


def _plan(rows: Sequence[PlanRow]) -> tuple[PlanBar, ...]:
    if not rows:
        return ()
    return (
        PlanBar(
            _("Classes"),
            sum(row.classes for row in rows),
            sum(row.planned_classes for row in rows),
        ),
        PlanBar(
            _("Participations"),
            sum(row.participations for row in rows),
            sum(row.planned_participations for row in rows),
        ),
    )
