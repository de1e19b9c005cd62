"""A month as a calendar: a week a row, each class on the days on which it meets."""

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpRequest

from cms.schedule.addresses import shown_as
from cms.schedule.filter import ScheduleFilter
from courses import dates
from courses.models import Session, TrainingClass

SATURDAY: Final = 5


@dataclass(frozen=True)
class Meeting:
    """A class on one day: `starts_at` is None where its sessions are not known."""

    training_class: TrainingClass
    starts_at: dt.time | None = None


@dataclass
class Day:
    on: dt.date
    is_in_month: bool
    is_today: bool
    meetings: list[Meeting] = field(default_factory=list)


def context(request: HttpRequest, form: ScheduleFilter) -> dict[str, Any]:
    """The weeks of the month, and the months around it."""
    first = form.month
    rows = form.in_month()
    classes = TrainingClass.objects.for_lists().in_bulk([row.pk for row in rows])
    ordered = [classes[row.pk] for row in rows if row.pk in classes]
    meetings = _meetings(ordered, first)
    weeks = [
        [Day(on, on.month == first.month, on == form.today, meetings.get(on, [])) for on in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    return {
        "month": first,
        "weeks": weeks,
        "weekdays": [day.on for day in weeks[0]],
        "classes": ordered,
        "previous_month": _way(request, first - dt.timedelta(days=1)),
        "next_month": _way(request, dates.next_month(first)),
        "this_month": _way(request, form.today) if first != form.today.replace(day=1) else None,
        "next_with_classes": None if ordered else _way(request, _next_with_classes(form, first)),
    }


def _way(request: HttpRequest, day: dt.date | None) -> dict[str, Any] | None:
    """The month of this day and its address."""
    if day is None or day.year not in dates.YEARS:
        return None
    when = f"{day:%Y-%m}"
    return {"first": day.replace(day=1), "url": shown_as(request, "month", when=when)}


def _next_with_classes(form: ScheduleFilter, first: dt.date) -> dt.date | None:
    """The first later month in which a class begins that the other fields leave."""
    counts = form.counts["when"]
    later = sorted(value for value in counts if "-" in value and value > f"{first:%Y-%m}")
    return dt.date.fromisoformat(f"{later[0]}-01") if later else None


def _meetings(classes: Iterable[TrainingClass], first: dt.date) -> dict[dt.date, list[Meeting]]:
    """By day, in the order of the hours."""
    known: dict[int, dict[dt.date, dt.time]] = defaultdict(dict)
    classes = list(classes)
    sessions = Session.objects.filter(training_class__in=[one.pk for one in classes])
    for pk, on, starts_at in sessions.order_by("-held_on", "-starts_at").values_list(
        "training_class", "held_on", "starts_at"
    ):
        known[pk][on] = starts_at
    by_day: dict[dt.date, list[Meeting]] = defaultdict(list)
    for training_class in classes:
        for on in known.get(training_class.pk) or _working_days(training_class, first):
            starts_at = known[training_class.pk].get(on)
            by_day[on].append(Meeting(training_class, starts_at))
    for day in by_day.values():
        day.sort(key=lambda one: (one.starts_at or dt.time.min, one.training_class.code))
    return by_day


def _working_days(training_class: TrainingClass, first: dt.date) -> list[dt.date]:
    """Where no session is known, from the first day to the last, as far as the month shows them."""
    start = max(training_class.starts_on, first - dt.timedelta(days=6))
    end = min(training_class.ends_on, dates.next_month(first) + dt.timedelta(days=6))
    days = [start + dt.timedelta(days=n) for n in range((end - start).days + 1)]
    return [day for day in days if day.weekday() < SATURDAY] or days
