"""The calendar to which a person subscribes: own classes only, by an address to be renewed."""

import datetime as dt
import uuid

import pytest
from icalendar import Calendar

from django.urls import reverse

from courses.models import TrainingClass
from enrollment.models import Trainee
from enrollment.registering.registration import withdraw
from tests.enrollment.pages import count_queries
from tests.factories.courses import (
    InstructorFactory,
    SessionFactory,
    TrainingClassFactory,
    days_ahead,
)
from tests.factories.enrollment import EnrollmentFactory, TraineeFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/my/calendar/"


@pytest.fixture
def trainee():
    return TraineeFactory(user=UserFactory())


@pytest.fixture
def enrollment(trainee):
    return enroll(trainee, "Văn thư, lưu trữ; bảo mật")


def enroll(trainee, title="Lớp", days=14):
    day = days_ahead(days)
    training_class = TrainingClassFactory(title=title, starts_on=day, ends_on=day)
    SessionFactory(training_class=training_class, held_on=day)
    return EnrollmentFactory(trainee=trainee, training_class=training_class)


@pytest.fixture
def own(client, trainee):
    client.force_login(trainee.user)
    return client


def feed_of(trainee):
    key = Trainee.objects.get(pk=trainee.pk).calendar_key
    return reverse("enrollment:calendar_feed", args=[key])


def events(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(response.content).events


def test_the_calendar_is_off_until_it_is_switched_on(own, trainee, enrollment):
    assert own.get(PAGE).context["address"] == ""

    own.post(PAGE, {"act": "on"})

    address = own.get(PAGE).context["address"]
    assert address == f"http://testserver{feed_of(trainee)}"


def test_it_is_read_without_signing_in_and_holds_each_session(own, client, trainee, enrollment):
    own.post(PAGE, {"act": "on"})
    client.logout()

    [event] = events(client, feed_of(trainee))

    assert event["SUMMARY"] == "Văn thư, lưu trữ; bảo mật"
    assert event.start.astimezone(dt.UTC).hour == 0


def test_a_new_address_ends_the_old_one(own, trainee, enrollment):
    own.post(PAGE, {"act": "on"})
    old = feed_of(trainee)

    own.post(PAGE, {"act": "renew"})

    assert own.get(old).status_code == 404
    assert own.get(feed_of(trainee)).status_code == 200


def test_switched_off_it_is_gone(own, trainee, enrollment):
    own.post(PAGE, {"act": "on"})
    old = feed_of(trainee)

    own.post(PAGE, {"act": "off"})

    assert own.get(old).status_code == 404
    assert own.get(PAGE).context["address"] == ""


def test_nobody_elses_and_nothing_that_is_over_for_the_person(own, trainee, enrollment):
    own.post(PAGE, {"act": "on"})
    enroll(TraineeFactory(), "Lớp của người khác")
    withdraw(enrollment, by=None, reason="Bận việc")

    assert events(own, feed_of(trainee)) == []


def test_a_class_that_moves_keeps_its_event_and_raises_the_sequence(own, trainee, enrollment):
    own.post(PAGE, {"act": "on"})
    [before] = events(own, feed_of(trainee))
    TrainingClass.objects.update(calendar_sequence=4)

    [after] = events(own, feed_of(trainee))

    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 4)


def test_an_instructor_finds_the_classes_taught(own, trainee):
    own.post(PAGE, {"act": "on"})
    taught = TrainingClassFactory(starts_on=days_ahead(3), ends_on=days_ahead(3))
    SessionFactory(training_class=taught, held_on=days_ahead(3))
    taught.instructors.add(InstructorFactory(user=trainee.user))

    assert len(events(own, feed_of(trainee))) == 1


def test_an_unknown_address_is_not_found(client):
    assert client.get(reverse("enrollment:calendar_feed", args=[uuid.uuid4()])).status_code == 404


def test_an_account_without_a_person_is_told_so(client):
    client.force_login(UserFactory())

    assert not client.get(PAGE).context["is_known"]
    assert client.post(PAGE, {"act": "on"}).status_code == 200


def test_the_calendar_costs_the_same_for_one_class_and_for_many(own, trainee, enrollment):
    own.post(PAGE, {"act": "on"})
    one = count_queries(own, feed_of(trainee))
    for days in range(20, 30):
        enroll(trainee, days=days)

    assert count_queries(own, feed_of(trainee)) == one
