"""Calendars of classes: one event per session, in world time, with an identity that stays."""

import datetime as dt

import icalendar
import pytest

from courses.ical import class_calendar
from courses.models import TrainingClass
from tests.factories.courses import SessionFactory, TrainingClassFactory, VenueFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


def calendar_of(training_class):
    return class_calendar(
        training_class,
        url="https://example.org/lich-mo-lop/X/",
        product="Taphuan",
        canceled_mark="Hủy",
        at=AT,
    )


def events_of(training_class):
    return icalendar.Calendar.from_ical(calendar_of(training_class)).walk("VEVENT")


def test_session_is_an_event_in_world_time():
    venue = VenueFactory(name="Hội trường", address="Hòa Bình")
    training_class = TrainingClassFactory(
        code="X",
        title="Lớp học",
        venue=venue,
        starts_on=dt.date(2026, 12, 1),
        ends_on=dt.date(2026, 12, 1),
    )
    session = SessionFactory(training_class=training_class, topic="Mở đầu")

    (event,) = events_of(training_class)

    assert event["summary"] == "Lớp học"
    assert event["location"] == "Hội trường, Hòa Bình"
    assert event["description"] == "Mở đầu"
    assert event.decoded("dtstart") == dt.datetime(2026, 12, 1, 0, 30, tzinfo=dt.UTC)
    assert event.decoded("dtend") == dt.datetime(2026, 12, 1, 4, 0, tzinfo=dt.UTC)
    assert event["uid"] == f"X-{session.pk}@example.org"


def test_moved_session_keeps_its_identity():
    session = SessionFactory()
    (before,) = events_of(session.training_class)
    session.held_on += dt.timedelta(days=1)
    session.save()

    (after,) = events_of(TrainingClass.objects.get(pk=session.training_class_id))

    assert before["uid"] == after["uid"]
    assert before["dtstart"].dt != after["dtstart"].dt


def test_canceled_class_cancels_its_events():
    session = SessionFactory(training_class__status=TrainingClass.Status.CANCELED)

    (event,) = events_of(session.training_class)

    assert event["status"] == "CANCELLED"
    assert event["summary"] == f"Hủy: {session.training_class.title}"


def test_signs_of_the_format_in_a_title_are_text():
    session = SessionFactory(training_class__title="A; B, C\\nD")

    lines = calendar_of(session.training_class).decode().split("\r\n")

    assert {"NAME:A\\; B\\, C\\\\nD", "SUMMARY:A\\; B\\, C\\\\nD"} <= set(lines)
