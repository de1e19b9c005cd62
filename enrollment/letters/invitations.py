"""The class in the calendar of one person: invited when seated, changed and canceled later on.

One event for each registration, since a message may speak of one identity only: it repeats daily,
leaves out the days without sessions, and gives other hours to the days that have them.
"""

import datetime as dt
import functools
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any, Final
from urllib.parse import urlparse

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from django.conf import settings
from django.utils import timezone

from courses import vietnamese
from courses.ical import place_of
from courses.models import TrainingClass
from enrollment.models import Enrollment

REQUEST: Final = "REQUEST"
CANCEL: Final = "CANCEL"
# No class is older.
FIRST_DAY: Final = dt.date(2000, 1, 1)


@dataclass(frozen=True)
class Day:
    """One day of a class, from its first session to the end of the last."""

    date: dt.date
    begins: dt.time
    ends: dt.time


def days_of(training_class: TrainingClass) -> list[Day]:
    """The days on which the class meets; a class without sessions has none."""
    hours: dict[dt.date, tuple[dt.time, dt.time]] = {}
    for session in training_class.sessions.all():
        first, last = hours.get(session.held_on, (session.starts_at, session.ends_at))
        hours[session.held_on] = (min(first, session.starts_at), max(last, session.ends_at))
    return [Day(date, *hours[date]) for date in sorted(hours)]


def invitation(
    enrollment: Enrollment, *, method: str, url: str, details: str, at: dt.datetime | None = None
) -> bytes:
    """The calendar message of this method; empty when there is no day to speak of."""
    days = days_of(enrollment.training_class)
    if not days:
        return b""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{settings.WAGTAIL_SITE_NAME}//{enrollment.training_class.code}//")
    calendar.add("method", method)
    calendar.add_component(_zone(settings.TIME_ZONE))
    shared = _shared(enrollment, method=method, url=url, details=details, at=at or timezone.now())
    calendar.add_component(_series(days, shared))
    for day in days[1:]:
        if (day.begins, day.ends) != (days[0].begins, days[0].ends):
            calendar.add_component(_other_hours(day, days[0], shared))
    return calendar.to_ical()


@functools.cache
def _zone(name: str) -> Timezone:
    """The rules of the zone; reckoning them takes longer than all the rest."""
    return Timezone.from_tzid(name, first_date=FIRST_DAY)


def _shared(
    enrollment: Enrollment, *, method: str, url: str, details: str, at: dt.datetime
) -> list[tuple[str, Any]]:
    """What all parts of the event say alike."""
    training_class = enrollment.training_class
    host = urlparse(settings.BASE_URL).hostname or "localhost"
    is_canceled = method == CANCEL
    # A cancellation counts as one more change.
    sequence = training_class.calendar_sequence + is_canceled
    return [
        ("uid", f"{enrollment.public_id}@{host}"),
        ("sequence", sequence),
        ("dtstamp", at.astimezone(dt.UTC)),
        ("status", "CANCELLED" if is_canceled else "CONFIRMED"),
        ("summary", vText(vietnamese.clean_text(training_class.title))),
        ("location", vText(vietnamese.clean_text(place_of(training_class)))),
        ("description", vText(details)),
        ("url", url),
        ("organizer", _organizer(training_class)),
        ("attendee", _attendee(enrollment)),
    ]


def _series(days: list[Day], shared: list[tuple[str, Any]]) -> Event:
    event = _event(days[0], shared)
    last, held = days[-1].date, {day.date for day in days}
    span = (last - days[0].date).days + 1
    if span > 1:
        event.add("rrule", {"freq": "daily", "count": span})
    between = (days[0].date + dt.timedelta(days=n) for n in range(span))
    if free := [_moment(day, days[0].begins) for day in between if day not in held]:
        event.add("exdate", free)
    return event


def _other_hours(day: Day, first: Day, shared: list[tuple[str, Any]]) -> Event:
    event = _event(day, shared)
    event.add("recurrence-id", _moment(day.date, first.begins))
    return event


def _event(day: Day, shared: list[tuple[str, Any]]) -> Event:
    event = Event()
    for name, value in shared:
        event.add(name, value)
    event.add("dtstart", _moment(day.date, day.begins))
    event.add("dtend", _moment(day.date, day.ends))
    return event


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    # In the zone of the site: what repeats daily keeps its hour when clocks change.
    return timezone.make_aware(dt.datetime.combine(day, time))


def _organizer(training_class: TrainingClass) -> vCalAddress:
    organizer = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = _parameter(training_class.issuing_body.name)
    return organizer


def _attendee(enrollment: Enrollment) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{enrollment.trainee.mail_address}")
    attendee.params["CN"] = _parameter(enrollment.full_name)
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    # Whoever registered has said yes; nobody reads answers to this address.
    attendee.params["PARTSTAT"] = "ACCEPTED"
    attendee.params["RSVP"] = "FALSE"
    return attendee


def _parameter(text: str) -> str:
    return vietnamese.clean_text(text).replace('"', "’")
