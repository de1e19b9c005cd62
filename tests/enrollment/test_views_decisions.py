"""Wizards at the desk: nothing is done before it was shown, and what was shown is what is done."""

import datetime as dt

import pytest

from django.urls import reverse
from django.utils import timezone

from courses.models import TrainingClass
from enrollment.letters.tasks import send_due_letters
from enrollment.models import Letter
from tests.factories.courses import SessionFactory, TrainingClassFactory, VenueFactory, days_ahead
from tests.factories.enrollment import EnrollmentFactory, TraineeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def training_class():
    training_class = TrainingClassFactory(
        starts_on=days_ahead(14), ends_on=days_ahead(15), minimum=5
    )
    for days in (14, 15):
        SessionFactory(training_class=training_class, held_on=days_ahead(days))
    EnrollmentFactory(training_class=training_class, trainee=TraineeFactory(email="an@example.org"))
    EnrollmentFactory(training_class=training_class)
    send_due_letters()
    return training_class


def url(name, training_class):
    return reverse(f"enrollment:{name}", args=[training_class.code])


def fresh(training_class):
    return TrainingClass.objects.get(pk=training_class.pk)


def move_to(training_class, **changes):
    return {
        "starts_on": f"{days_ahead(21):%d/%m/%Y}",
        "venue": str(training_class.venue_id),
        "morning_starts_at": "07:30",
        "morning_ends_at": "11:00",
        "reason": "",
    } | changes


def test_calling_off_is_shown_before_it_is_done(desk, training_class):
    shown = desk.post(url("manage_cancel", training_class), {"reason": "Bão số 7"})

    [mailing] = shown.context["rehearsal"].mailings
    assert shown.status_code == 200
    assert (mailing.count, shown.context["unreached"]) == (1, 1)
    assert "Bão số 7" in shown.text
    assert fresh(training_class).status == "published"
    assert not Letter.objects.filter(kind="class_canceled").exists()

    desk.post(url("manage_cancel", training_class), {"reason": "Bão số 7", "confirmed": "1"})
    assert fresh(training_class).status == "canceled"
    assert Letter.objects.filter(kind="class_canceled").count() == 1


def test_calling_off_twice_says_that_it_is_done(desk, training_class):
    confirmed = {"reason": "Bão số 7", "confirmed": "1"}
    desk.post(url("manage_cancel", training_class), confirmed)

    response = desk.post(url("manage_cancel", training_class), confirmed)

    assert response.status_code == 302
    assert Letter.objects.filter(kind="class_canceled").count() == 1


def test_moving_is_shown_before_it_is_done(desk, training_class):
    page = url("manage_move", training_class)

    shown = desk.post(page, move_to(training_class))

    seen = shown.context["rehearsal"].seen
    assert seen["training_class"].starts_on == days_ahead(21)
    assert [session.held_on for session in seen["sessions"]] == [days_ahead(21), days_ahead(22)]
    assert shown.context["rehearsal"].mailings[0].calendar == {"REQUEST": 1}
    assert fresh(training_class).starts_on == days_ahead(14)

    confirmed = {field.name: field.value() for field in shown.context["form"]} | {"confirmed": "1"}
    assert desk.post(page, confirmed).status_code == 302
    assert fresh(training_class).starts_on == days_ahead(21)
    assert fresh(training_class).calendar_sequence == 1
    assert Letter.objects.filter(kind="class_changed").count() == 1


def test_what_clashes_is_told(desk, training_class):
    venue = VenueFactory(places=3)
    other = TrainingClassFactory(starts_on=days_ahead(21), ends_on=days_ahead(21), venue=venue)
    SessionFactory(training_class=other, held_on=days_ahead(21))
    person = training_class.enrollments.first()
    EnrollmentFactory(trainee=person.trainee, training_class=other)

    shown = desk.post(
        url("manage_move", training_class), move_to(training_class, venue=str(venue.pk))
    )

    seen = shown.context["rehearsal"].seen
    assert (seen["classes"], seen["people"], seen["crowded"]) == ([other], [person], True)
    assert other.code in shown.text


@pytest.mark.parametrize(
    ("changes", "box"),
    [
        ({"starts_on": "31/02/2027"}, "starts_on"),
        ({"starts_on": "01/01/2020"}, "starts_on"),
        ({"starts_on": ""}, "starts_on"),
        ({"venue": "999999999999999999999"}, "venue"),
        ({"venue": "x"}, "venue"),
        ({"morning_starts_at": "25:00"}, "morning_starts_at"),
        ({"morning_ends_at": "07:00"}, "morning_ends_at"),
        ({"reason": "x" * 301}, "reason"),
        ({"starts_on": f"{days_ahead(14):%d/%m/%Y}"}, "__all__"),
    ],
)
@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "1"}])
def test_a_wrong_move_is_refused_beside_its_box(desk, training_class, changes, box, confirmed):
    response = desk.post(
        url("manage_move", training_class), move_to(training_class, **changes) | confirmed
    )

    assert response.status_code == 422
    assert box in response.context["form"].errors
    assert fresh(training_class).starts_on == days_ahead(14)


def test_hours_that_were_not_touched_are_kept(desk, training_class):
    later = training_class.sessions.last()
    later.starts_at, later.ends_at = dt.time(9), dt.time(10)
    later.save()

    desk.post(url("manage_move", training_class), move_to(training_class) | {"confirmed": "1"})

    assert [s.starts_at for s in training_class.sessions.all()] == [dt.time(7, 30), dt.time(9)]


def test_the_overview_asks_whether_the_class_will_be_held(desk, training_class):
    page = url("manage_class", training_class)
    asked = desk.get(page).text

    desk.post(url("manage_held", training_class))
    decided = desk.get(page)

    assert url("manage_held", training_class) in asked
    assert fresh(training_class).held_decided_at
    assert decided.context["may_undo_held"]

    desk.post(url("manage_held_undo", training_class))
    assert fresh(training_class).held_decided_at is None

    desk.post(url("manage_held", training_class))
    Letter.objects.update(due_at=timezone.now())
    send_due_letters()
    desk.post(url("manage_held_undo", training_class))
    assert fresh(training_class).held_decided_at
    assert not desk.get(page).context["may_undo_held"]
