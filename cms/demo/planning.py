"""The plans of the demo, all invented: that of 2010, and that of today with late lines."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction

from cms.demo.opening import moment
from cms.demo.reference import House
from cms.demo.source import data
from courses.models import Course, FundingSource, TrainingClass
from enrollment.models import Agency, PlanLine, TrainingPlan
from enrollment.planning.lines import add_line
from enrollment.planning.links import link_class
from enrollment.planning.plans import approve_plan, open_plan

MONTHS_OF_QUARTER = 3


def load_plans(house: House, *, by: Any, today: dt.date) -> None:
    """Make the plans that are not there yet, each in one transaction; after the classes."""
    known, plans = data("plans"), TrainingPlan.objects.filter(is_demo=True)
    if not plans.filter(year=2010).exists():
        decided_on = dt.date.fromisoformat(known["2010"]["decided_on"])
        _load(known["2010"], house, year=2010, decided_on=decided_on, by=by, today=today)
    # One of another year is that of an earlier load; it stays the only one.
    if not plans.exclude(year=2010).exists():
        month, day = known["current"]["decided_on"]
        decided_on = min(dt.date(today.year, month, day), today)
        _load(known["current"], house, year=today.year, decided_on=decided_on, by=by, today=today)


def _load(
    known: dict, house: House, *, year: int, decided_on: dt.date, by: Any, today: dt.date
) -> None:
    body = house.issuing_body
    with transaction.atomic():
        plan = open_plan(TrainingPlan(year=year, issuing_body=body, is_demo=True), by=by)
        rows = [(one, _line(one, known, plan, today, by=by)) for one in known["lines"]]
        approve_plan(
            plan,
            decision=known["decision"],
            decided_on=decided_on,
            by=by,
            at=moment(decided_on, 8),
        )
        for one, line in rows:
            for code in one["held"]:
                _link(line, code, by=by)


def _line(one: dict, known: dict, plan: TrainingPlan, today: dt.date, *, by: Any) -> PlanLine:
    sources = FundingSource.objects.in_bulk(field_name="code")
    line = PlanLine(
        plan=plan,
        title=one["title"],
        course=_course(one),
        quarter=_quarter(one["quarter"], plan.year, today),
        classes=one["classes"],
        participations=one["participations"],
        place=one.get("place", ""),
        host=one.get("host", known["host"]),
        note=one.get("note", ""),
    )
    line.audience = one.get("audience", line.course.audience if line.course else "")
    return add_line(
        line,
        by=by,
        agencies=_agencies(one),
        budget={sources[code]: Decimal(amount) for code, amount in one["budget"].items()},
    )


def _course(one: dict) -> Course | None:
    """Named by its code, or as that of a class that is there."""
    if "course_of" in one:
        return TrainingClass.objects.get(code=one["course_of"]).course
    return Course.objects.filter(code=one.get("course", "")).first()


def _agencies(one: dict) -> list[Agency]:
    """All of a level, where the line is for one level alone."""
    of_2010 = data("demo2010")["agencies"]
    meant = [code for code, known in of_2010.items() if known["level"] == one.get("level")]
    return list(Agency.objects.filter(code__in=meant))


def _quarter(told: int | str | None, year: int, today: dt.date) -> int | None:
    """As written, that of a class that is there, or the one before today's."""
    if told is None or isinstance(told, int):
        return told
    if told == "late":
        return max(_quarter_of(today) - 1, 1)
    held = TrainingClass.objects.get(code=told.removeprefix("by "))
    return _quarter_of(held.ends_on) if held.year == year else 1


def _quarter_of(day: dt.date) -> int:
    return (day.month - 1) // MONTHS_OF_QUARTER + 1


def _link(line: PlanLine, code: str, *, by: Any) -> None:
    """Around New Year a class may end in another year than that of the plan."""
    training_class = TrainingClass.objects.get(code=code)
    if training_class.year == line.plan.year:
        link_class(line, training_class, by=by)
