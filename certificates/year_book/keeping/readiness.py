"""What is still to be done before a year is closed: what forbids it, and what is only advised."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone

from certificates.models import Register
from certificates.sums import TotalsDisagree
from certificates.year_book import records
from certificates.year_book.figures import YearlySummary
from certificates.year_book.keeping.closing import open_classes
from enrollment.models import Enrollment


@dataclass(frozen=True)
class ClassWithout:
    """A class with people who completed it and have no certificate."""

    code: str
    title: str
    people: int


@dataclass(frozen=True)
class Readiness:
    last_day: dt.date
    is_over: bool
    classes: int
    disagreement: str
    open_classes: tuple[Any, ...]
    without_certificate: tuple[ClassWithout, ...]
    open_registers: tuple[Register, ...]

    @property
    def may_close(self) -> bool:
        """Open results may be explained, the rest is advice."""
        return self.is_over and bool(self.classes) and not self.disagreement

    @property
    def people_without(self) -> int:
        return sum(one.people for one in self.without_certificate)


def readiness(year: int, summary: YearlySummary) -> Readiness:
    """`summary` as it would be frozen now."""
    last_day = dt.date(year, 12, 31)
    return Readiness(
        last_day=last_day,
        is_over=timezone.localdate() > last_day,
        classes=summary.classes,
        disagreement=_disagreement(summary),
        open_classes=tuple(open_classes(year)),
        without_certificate=_without_certificate(year),
        open_registers=tuple(
            Register.objects.for_lists().filter(year=year, closed_at=None, last_number__gt=0)
        ),
    )


def _disagreement(summary: YearlySummary) -> str:
    try:
        summary.check()
    except TotalsDisagree as error:
        return error.text
    return ""


def _without_certificate(year: int) -> tuple[ClassWithout, ...]:
    completed = records.enrollments_counted(year).filter(
        outcome=Enrollment.Outcome.COMPLETED, has_certificate=False
    )
    counted = completed.order_by().values_list("training_class__code", "training_class__title")
    rows = counted.annotate(people=Count("pk")).order_by("training_class__code")
    return tuple(ClassWithout(*row) for row in rows)
