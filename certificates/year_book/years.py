"""The years that there are, with their main figures; a closed one as it was closed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone

from certificates.models import ClosedYear, YearAmendment
from certificates.year_book.records import enrollments_counted
from certificates.year_book.summary import YearHeld, years_beside, years_held
from courses.models import TrainingClass

YEARS_BESIDE: Final = 5
_FIGURES = [one.name for one in fields(YearHeld) if one.name != "year"]


@dataclass(frozen=True)
class YearOnRecord:
    held: YearHeld
    closed_on: dt.date | None = None
    amended_on: dt.date | None = None  # the last time


def years_on_record() -> list[YearOnRecord]:
    """The latest first; of closed years what was frozen, also when nothing is left of them."""
    live = {held.year: held for held in years_held()}
    frozen = _frozen()
    return [
        frozen[year] if year in frozen else YearOnRecord(live[year])
        for year in sorted({*live, *frozen}, reverse=True)
    ]


def beside_of(year: int) -> tuple[YearHeld, ...]:
    """The year as it is now and those before it, closed ones as they were closed; oldest first."""
    held = {one.year: one for one in years_beside(year, YEARS_BESIDE)}
    for before, frozen in _frozen().items():
        if year - YEARS_BESIDE < before < year:
            held[before] = frozen.held
    return tuple(held[one] for one in sorted(held))


def years_near(year: int, most: int = 8) -> list[int]:
    """Years to go to from this one, the earliest first: those that there are, next to it."""
    held = TrainingClass.objects.held().filter(ends_on__lte=timezone.localdate())
    closed = ClosedYear.objects.standing().values_list("year", flat=True)
    known = {*held.order_by().values_list("ends_on__year", flat=True).distinct(), *closed, year}
    nearest = sorted(known, key=lambda one: (abs(one - year), one))[:most]
    return sorted(nearest)


def months_of(year: int) -> Mapping[int, int]:
    """Participations by month, those of a closed year as frozen; empty for a year without any."""
    closed = ClosedYear.objects.standing().filter(year=year)
    for rows in closed.values_list("figures__summary__by_month", flat=True):
        counted = {row["month"]: row["participations"] for row in rows}
        return counted if any(counted.values()) else {}
    month = "training_class__ends_on__month"
    return dict(enrollments_counted(year).order_by().values_list(month).annotate(Count("pk")))


def _frozen() -> dict[int, YearOnRecord]:
    newest = YearAmendment.objects.filter(closed_year=OuterRef("pk")).order_by("-number")
    stored = ClosedYear.objects.standing().order_by()
    rows = stored.annotate(amended_at=Subquery(newest.values("made_at")[:1])).values_list(
        "year", "closed_at", "amended_at", *(f"figures__summary__{name}" for name in _FIGURES)
    )
    return {
        year: YearOnRecord(YearHeld(year, *counts), _day(closed_at), _day(amended_at))
        for year, closed_at, amended_at, *counts in rows
    }


def _day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(moment) if moment else None
