"""Classes as iCalendar text: one event per session, which keeps its identity when it is moved."""

import datetime as dt
from collections.abc import Callable, Iterable
from urllib.parse import urlparse

from icalendar import Calendar, Event, vText

from django.utils import timezone

from courses import vietnamese
from courses.models import Session, TrainingClass


def calendar(
    classes: Iterable[TrainingClass],
    *,
    url_of: Callable[[TrainingClass], str],
    product: str,
    name: str,
    canceled_mark: str,
    at: dt.datetime | None = None,
) -> bytes:
    """The sessions of these classes; those of a canceled class say so."""
    found = Calendar()
    found.add("version", "2.0")
    found.add("prodid", f"-//{product}//Calendar//")
    found.add("method", "PUBLISH")
    # The library takes this property for a word of its own and would not escape it.
    for title in ("name", "x-wr-calname"):
        found.add(title, vText(vietnamese.clean_text(name)))
    for training_class in classes:
        url = url_of(training_class)
        for session in training_class.sessions.all():
            event = _event(session, training_class, url=url, at=at or timezone.now())
            if training_class.is_canceled:
                event.add("status", "CANCELLED")
                event["summary"] = f"{canceled_mark}: {training_class.title}"
            found.add_component(event)
    return found.to_ical()


def class_calendar(
    training_class: TrainingClass,
    *,
    url: str,
    product: str,
    canceled_mark: str,
    at: dt.datetime | None = None,
) -> bytes:
    """One class alone."""
    return calendar(
        [training_class],
        url_of=lambda _one: url,
        product=product,
        name=training_class.title,
        canceled_mark=canceled_mark,
        at=at,
    )


def _event(session: Session, training_class: TrainingClass, *, url: str, at: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"{training_class.code}-{session.pk}@{urlparse(url).hostname}")
    event.add("sequence", training_class.calendar_sequence)
    event.add("dtstamp", at.astimezone(dt.UTC))
    event.add("dtstart", _moment(session.held_on, session.starts_at))
    event.add("dtend", _moment(session.held_on, session.ends_at))
    event.add("summary", training_class.title)
    event.add("location", place_of(training_class))
    event.add("url", url)
    if session.topic:
        event.add("description", session.topic)
    return event


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    # In UTC: calendars then need no description of the time zone.
    return timezone.make_aware(dt.datetime.combine(day, time)).astimezone(dt.UTC)


def place_of(training_class: TrainingClass) -> str:
    """Venue and address on one line."""
    venue = training_class.venue
    return f"{venue.name}, {venue.address}" if venue.address else venue.name
