"""Classes as iCalendar text: one event per session, which keeps its identity when it is moved."""

import datetime as dt
from urllib.parse import urlparse

from icalendar import Calendar, Event, vText

from django.utils import timezone

from courses.models import Session, TrainingClass


def class_calendar(
    training_class: TrainingClass,
    *,
    url: str,
    product: str,
    canceled_mark: str,
    at: dt.datetime | None = None,
) -> bytes:
    """The sessions of a class; those of a canceled class say so, for calendars that have them."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{product}//{training_class.code}//")
    calendar.add("method", "PUBLISH")
    # The library takes this property for a word of its own and would not escape it.
    calendar.add("name", vText(training_class.title))
    for session in training_class.sessions.all():
        event = _event(session, training_class, url=url, at=at or timezone.now())
        if training_class.is_canceled:
            event.add("status", "CANCELLED")
            event["summary"] = f"{canceled_mark}: {training_class.title}"
        calendar.add_component(event)
    return calendar.to_ical()


def _event(session: Session, training_class: TrainingClass, *, url: str, at: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"{training_class.code}-{session.pk}@{urlparse(url).hostname}")
    event.add("dtstamp", at.astimezone(dt.UTC))
    event.add("dtstart", _moment(session.held_on, session.starts_at))
    event.add("dtend", _moment(session.held_on, session.ends_at))
    event.add("summary", training_class.title)
    event.add("location", _place(training_class))
    event.add("url", url)
    if session.topic:
        event.add("description", session.topic)
    return event


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    # In UTC: calendars then need no description of the time zone.
    return timezone.make_aware(dt.datetime.combine(day, time)).astimezone(dt.UTC)


def _place(training_class: TrainingClass) -> str:
    venue = training_class.venue
    return f"{venue.name}, {venue.address}" if venue.address else venue.name
