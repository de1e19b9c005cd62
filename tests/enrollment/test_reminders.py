"""Reminders go out by themselves: in the morning, once, and only to those whom they concern."""

import datetime as dt

import pytest

from django.utils import timezone

from enrollment.letters.reminders import planned, write_reminders
from enrollment.letters.tasks import send_due_letters
from enrollment.models import AgencyCoordinator, AgencySeats, Letter, NominationRound
from enrollment.registering.registration import withdraw
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def local(day, hour, minute=0):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


@pytest.fixture
def training_class():
    return TrainingClassFactory(starts_on=days_ahead(10), reminder_days=2)


@pytest.fixture
def enrollment(training_class):
    return EnrollmentFactory(
        training_class=training_class, trainee=TraineeFactory(email="an@example.org")
    )


@pytest.fixture
def round_(training_class):
    opened = timezone.now() - dt.timedelta(days=5)
    round_ = NominationRound.objects.create(
        training_class=training_class, opened_at=opened, deadline=local(days_ahead(6), 17)
    )
    agency = AgencyFactory()
    AgencySeats.objects.create(round=round_, agency=agency, given=3)
    AgencyCoordinator.objects.create(
        user=UserFactory(email="coordinator@example.org"),
        agency=agency,
        valid_from=dt.date(2020, 1, 1),
    )
    return round_


def reminders(kind="class_reminder"):
    return list(Letter.objects.filter(kind=kind).values_list("to", flat=True))


def test_those_with_a_seat_are_reminded_once_on_the_morning_of_the_day(enrollment):
    day = days_ahead(8)

    assert write_reminders(local(day, 6, 59)) == 0
    assert write_reminders(local(day, 7)) == 1
    assert write_reminders(local(day, 7, 1)) == 0
    assert reminders() == ["an@example.org"]


def test_a_worker_that_was_down_catches_up_but_not_at_night(enrollment):
    assert write_reminders(local(days_ahead(8), 22)) == 0
    assert write_reminders(local(days_ahead(9), 9)) == 1


def test_nobody_is_reminded_on_the_first_day_or_later(enrollment):
    assert write_reminders(local(days_ahead(10), 8)) == 0


def test_whoever_got_the_seat_after_the_reminder_is_not_reminded(training_class):
    EnrollmentFactory(
        training_class=training_class,
        trainee=TraineeFactory(email="late@example.org"),
        at=local(days_ahead(8), 10),
    )

    assert write_reminders(local(days_ahead(8), 11)) == 0


@pytest.mark.parametrize(
    "without", [{"reminder_days": 0}, {"status": "canceled"}, {"is_demo": True}]
)
def test_some_classes_remind_nobody(training_class, enrollment, without):
    type(training_class).objects.update(**without)

    assert write_reminders(local(days_ahead(8), 8)) == 0


def test_a_class_that_moves_reminds_again(training_class, enrollment):
    write_reminders(local(days_ahead(8), 8))
    type(training_class).objects.update(starts_on=days_ahead(20), ends_on=days_ahead(20))

    assert write_reminders(local(days_ahead(18), 8)) == 1


def test_a_reminder_for_somebody_who_left_meanwhile_is_not_sent(enrollment):
    write_reminders(local(days_ahead(8), 8))
    withdraw(enrollment, by=None, reason="Bận việc")

    send_due_letters()

    assert reminders() == []


def test_coordinators_of_unfilled_seats_are_reminded_before_the_deadline(round_):
    assert write_reminders(local(days_ahead(2), 8)) == 0
    assert write_reminders(local(days_ahead(3), 8)) == 1
    assert write_reminders(local(days_ahead(4), 8)) == 0
    assert reminders("round_reminder") == ["coordinator@example.org"]


@pytest.mark.parametrize("change", [{"held": 3}, {"released": 3}])
def test_coordinators_without_unfilled_seats_are_left_alone(round_, change):
    round_.seats.update(**change)

    assert write_reminders(local(days_ahead(3), 8)) == 0


def test_a_round_opened_shortly_before_its_deadline_reminds_nobody(round_):
    NominationRound.objects.update(opened_at=local(days_ahead(4), 9))

    assert write_reminders(local(days_ahead(5), 8)) == 0


def test_the_class_shows_what_is_planned(training_class, enrollment, round_):
    lines = [(line.kind, line.at, line.count) for line in planned(training_class)]

    assert lines == [
        ("round_reminder", local(days_ahead(3), 7), 1),
        ("class_reminder", local(days_ahead(8), 7), 1),
    ]


def test_nothing_is_planned_for_sample_data_that_gets_no_letters(
    training_class, enrollment, round_
):
    training_class.is_demo = True
    training_class.save()

    assert planned(training_class) == []


def test_reminders_cost_a_constant_number_of_queries(training_class, django_assert_max_num_queries):
    for _one in range(30):
        EnrollmentFactory(
            training_class=training_class, trainee=TraineeFactory(email="an@example.org")
        )

    with django_assert_max_num_queries(5):
        assert write_reminders(local(days_ahead(8), 8)) == 30
