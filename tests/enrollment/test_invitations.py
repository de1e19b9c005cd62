"""The class in a person's calendar: put there with the seat, changed and taken out by one id."""

import datetime as dt

import pytest
from icalendar import Calendar

from django.utils import timezone

from courses.models import TrainingClass
from enrollment.letters.notifications import compose
from enrollment.models import Letter
from enrollment.registering import registration
from enrollment.running import class_changes
from tests.factories.courses import SessionFactory, TrainingClassFactory, VenueFactory, days_ahead
from tests.factories.enrollment import EnrollmentFactory, TraineeFactory

pytestmark = pytest.mark.django_db

TITLE = "Bồi dưỡng nghiệp vụ văn thư, lưu trữ; cho cán bộ, công chức cấp xã \\ phường năm 2026"


@pytest.fixture
def training_class():
    training_class = TrainingClassFactory(
        title=TITLE,
        starts_on=days_ahead(14),
        ends_on=days_ahead(17),
        venue=VenueFactory(address="Số 10, đường Lý Thường Kiệt"),
    )
    for days in (14, 15, 17):
        SessionFactory(training_class=training_class, held_on=days_ahead(days))
    SessionFactory(
        training_class=training_class,
        held_on=days_ahead(14),
        part="afternoon",
        starts_at=dt.time(13, 30),
        ends_at=dt.time(17),
    )
    return training_class


@pytest.fixture
def enrollment(training_class):
    person = TraineeFactory(full_name='H\'Hen "Niê" Ánh', email="an@example.org")
    return EnrollmentFactory(training_class=training_class, trainee=person)


def entry(kind):
    """The calendar part of the newest letter of this kind, and its raw text."""
    letter = Letter.objects.filter(kind=kind).latest("pk")
    [part] = [a for a in compose(letter).alternatives if a.mimetype.startswith("text/calendar")]
    calendar = Calendar.from_ical(part.content)
    assert part.mimetype == f"text/calendar; method={calendar['METHOD']}"
    return calendar, part.content


def has_entry(kind):
    letter = Letter.objects.filter(kind=kind).latest("pk")
    return bool(compose(letter).alternatives)


def local(day, *time):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(*time)))


def test_a_confirmed_registration_is_an_invitation(enrollment):
    calendar, _text = entry("confirmed")
    event = calendar.events[0]

    assert calendar["METHOD"] == "REQUEST"
    assert event["UID"] == f"{enrollment.public_id}@testserver"
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"
    assert event["SUMMARY"] == TITLE
    assert event["LOCATION"].endswith("Số 10, đường Lý Thường Kiệt")
    assert event["ATTENDEE"] == "mailto:an@example.org"
    assert event["ATTENDEE"].params["CN"] == "H'Hen ’Niê’ Ánh"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event["ORGANIZER"] == "mailto:taphuan@localhost"


def test_each_day_of_the_class_stands_in_it_with_its_hours(enrollment):
    calendar, _text = entry("confirmed")
    series, shorter, _last = calendar.events

    assert series.start == local(days_ahead(14), 7, 30)
    assert series.end == local(days_ahead(14), 17)
    assert series["RRULE"]["COUNT"] == [4]
    assert [day.dt for day in series["EXDATE"].dts] == [local(days_ahead(16), 7, 30)]
    assert shorter["RECURRENCE-ID"].dt == local(days_ahead(15), 7, 30)
    assert shorter.end == local(days_ahead(15), 11)
    assert {event["UID"] for event in calendar.events} == {series["UID"]}


def test_the_time_zone_is_written_out(enrollment):
    calendar, text = entry("confirmed")

    assert [str(zone["TZID"]) for zone in calendar.timezones] == ["Asia/Ho_Chi_Minh"]
    assert "DTSTART;TZID=Asia/Ho_Chi_Minh:" in text


def test_lines_are_folded_at_seventy_five_octets(enrollment):
    _calendar, text = entry("confirmed")

    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert "\n" not in "".join(lines)


def test_a_class_without_sessions_and_a_waiting_person_are_not_invited(training_class):
    EnrollmentFactory(trainee=TraineeFactory(email="an@example.org"))
    assert not has_entry("confirmed")

    TrainingClass.objects.update(capacity=1, seats_taken=1)
    EnrollmentFactory(
        training_class=training_class, trainee=TraineeFactory(email="binh@example.org")
    )
    assert not has_entry("waiting")


def test_withdrawing_takes_the_class_out_of_the_calendar(enrollment):
    registration.withdraw(enrollment, by=None, reason="Bận việc")

    calendar, _text = entry("withdrawn")

    assert calendar["METHOD"] == "CANCEL"
    assert calendar.events[0]["UID"] == f"{enrollment.public_id}@testserver"
    assert calendar.events[0]["STATUS"] == "CANCELLED"
    assert calendar.events[0]["SEQUENCE"] == 1


def test_an_old_invitation_that_is_sent_after_the_withdrawal_invites_nobody(enrollment):
    registration.withdraw(enrollment, by=None, reason="Bận việc")

    assert not has_entry("confirmed")


def test_somebody_who_never_had_a_seat_has_nothing_to_take_out(training_class):
    TrainingClass.objects.update(capacity=1, seats_taken=1)
    waiting = EnrollmentFactory(
        training_class=training_class, trainee=TraineeFactory(email="an@example.org")
    )
    registration.decline(waiting, by=None, reason="Quá chỉ tiêu")

    assert not has_entry("declined")


def test_calling_off_takes_it_out_of_every_calendar(enrollment):
    class_changes.cancel_class(enrollment.training_class, by=None, reason="Bão số 7")

    calendar, _text = entry("class_canceled")

    assert calendar["METHOD"] == "CANCEL"
    assert calendar.events[0]["UID"] == f"{enrollment.public_id}@testserver"


def test_other_times_raise_the_sequence_and_keep_the_id(enrollment):
    training_class = TrainingClass.objects.get()
    session = training_class.sessions.first()
    session.starts_at = dt.time(8)
    class_changes.save_sessions(training_class, changed=[session], deleted=[], by=None)

    calendar, _text = entry("class_changed")

    assert calendar["METHOD"] == "REQUEST"
    assert calendar.events[0]["UID"] == f"{enrollment.public_id}@testserver"
    assert calendar.events[0]["SEQUENCE"] == 1
    assert calendar.events[0].start == local(days_ahead(14), 8)
