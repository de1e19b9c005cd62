"""The organizers' home: what is due, dated, in its order."""

import datetime as dt

import pytest

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enrollment.due import Due, in_order
from enrollment.due_at_desk import due_at_desk
from enrollment.models import AttendanceMark, Letter
from enrollment.nominating.rounds import open_round
from enrollment.registering.registration import register_trainee
from enrollment.running.attendance import mark_rest_present
from enrollment.running.closing import close_session
from enrollment.running.excuses import ask
from tests.certificates.classes import held_class
from tests.factories.courses import SessionFactory, TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
DAY = dt.timedelta(days=1)


@pytest.fixture
def desk():
    client = Client()
    client.force_login(UserFactory(role="Organizers"))
    return client


def titles() -> list[str]:
    return [line.title for line in due_at_desk()]


def closing_in(days, **fields):
    return TrainingClassFactory(registration_closes_at=timezone.now() + days * DAY, **fields)


def pending_in(training_class):
    return register_trainee(TraineeFactory(), training_class, agency=AgencyFactory(), source="self")


def test_late_lines_come_first_then_the_nearest_day():
    today = timezone.localdate()
    late = Due("late", "", "", "", today + 5 * DAY, is_late=True)
    near = Due("near", "", "", "", timezone.now())
    far = Due("far", "", "", "", today + 3 * DAY)

    assert in_order([far, near, late]) == [late, near, far]
    assert near.day == today


def test_nothing_is_due_for_a_class_that_has_time():
    closing_in(20, starts_on=days_ahead(40), ends_on=days_ahead(41), minimum=5)

    assert due_at_desk() == []


def test_empty_home_says_that_nothing_is_due(desk):
    page = desk.get("/en/manage/").content.decode()

    assert "Nothing is due." in page


def test_nominations_that_close_soon_count_seats_without_a_name():
    training_class = closing_in(9, title="Lưu trữ")
    agency = AgencyFactory()
    open_round(training_class, deadline=timezone.now() + 2 * DAY, by=None, seats={agency: 5})
    named = EnrollmentFactory(training_class=training_class, agency=agency)

    (line,) = due_at_desk()

    assert named.seat_of
    assert line.count == 4
    assert line.title.endswith("Lưu trữ")
    assert line.url == reverse("enrollment:manage_round", args=[training_class.code])


def test_registration_that_closes_within_a_week_is_told():
    closing_in(3, title="Lưu trữ")
    closing_in(8)

    (line,) = due_at_desk()

    assert line.title.endswith("Lưu trữ")
    assert not line.is_late


def test_registrations_that_wait_for_an_answer_are_counted_by_class():
    training_class = closing_in(10, registration="approval")
    for _n in range(3):
        pending_in(training_class)

    (line,) = due_at_desk()

    assert (line.count, line.day) == (3, timezone.localdate() + 10 * DAY)
    assert line.url.endswith("?state=pending")


def test_list_is_to_be_frozen_when_registration_is_over():
    training_class = closing_in(-1)

    (line,) = due_at_desk()

    assert line.day == training_class.starts_on
    training_class.list_closed_at = timezone.now()
    training_class.save()
    assert due_at_desk() == []


def test_too_few_people_shortly_before_the_class_until_it_is_decided():
    training_class = closing_in(10, minimum=5)
    EnrollmentFactory(training_class=training_class)

    (line,) = due_at_desk()

    assert line.count == 4
    training_class.held_decided_at = timezone.now()
    training_class.save(update_fields=["held_decided_at"])
    assert due_at_desk() == []


def test_roll_that_was_not_taken_hides_the_results_behind_it():
    training_class = TrainingClassFactory(over=True)
    SessionFactory(training_class=training_class)
    assert [line.is_late for line in due_at_desk()] == [False]  # nobody came: only the results

    EnrollmentFactory(training_class=training_class)

    (line,) = due_at_desk()
    assert (line.count, line.is_late, line.day) == (1, True, training_class.starts_on)
    assert line.url == reverse("enrollment:roll_call", args=[training_class.code])


def test_a_session_of_this_evening_is_not_missing_its_roll_yet():
    today = timezone.localdate()
    midnight = timezone.make_aware(dt.datetime.combine(today, dt.time()))
    training_class = TrainingClassFactory(
        starts_on=today, ends_on=today, registration_closes_at=midnight
    )
    SessionFactory(training_class=training_class, starts_at=dt.time(8), ends_at=dt.time(11))
    EnrollmentFactory(training_class=training_class)

    before, after = (
        due_at_desk(timezone.make_aware(dt.datetime.combine(today, dt.time(hour))))
        for hour in (10, 12)
    )

    assert (len(before), len(after)) == (0, 1)


def test_a_session_that_is_over_is_to_be_closed_while_the_class_goes_on():
    training_class = TrainingClassFactory(
        starts_on=days_ahead(-1), ends_on=days_ahead(0), registration_closes_at=timezone.now()
    )
    session = SessionFactory(training_class=training_class)
    EnrollmentFactory(training_class=training_class)
    mark_rest_present(session, by=None)

    (line,) = due_at_desk()
    close_session(session, by=None)

    assert (line.count, line.is_late) == (1, True)
    assert line.url == reverse("enrollment:manage_attendance", args=[training_class.code])
    assert due_at_desk() == []


def test_excuses_are_to_be_answered():
    training_class = closing_in(20, starts_on=days_ahead(40), ends_on=days_ahead(41))
    session = SessionFactory(training_class=training_class)
    ask(EnrollmentFactory(training_class=training_class), session, reason="Ốm", by=None)

    (line,) = due_at_desk()

    assert (line.count, line.day, line.is_late) == (1, session.held_on, False)
    assert line.url == reverse("enrollment:class_excuses", args=[training_class.code])


def test_marks_of_blocked_devices_await_a_decision():
    training_class = closing_in(20, starts_on=days_ahead(40), ends_on=days_ahead(41))
    AttendanceMark.objects.create(
        session=SessionFactory(training_class=training_class),
        enrollment=EnrollmentFactory(training_class=training_class),
        mark="present",
        outcome="held",
        made_at=timezone.now(),
        received_at=timezone.now(),
    )

    (line,) = due_at_desk()

    assert (line.count, line.url) == (1, reverse("enrollment:manage_roll_devices"))


def test_results_are_to_be_recognized_when_the_roll_is_complete():
    training_class = held_class(finalized=False)

    (line,) = due_at_desk()

    assert line.url == reverse("enrollment:manage_completion", args=[training_class.code])


def test_people_who_completed_wait_for_their_certificates():
    training_class = held_class(["Bùi Thị Ước", "Lê An", "Quách Đức"], absent=["Lê An"])

    (line,) = due_at_desk()

    assert line.count == 2
    assert line.url == reverse("certificates:manage_certificates", args=[training_class.code])


def test_letters_that_did_not_go_out_are_counted_by_class():
    enrollment = EnrollmentFactory(
        training_class=closing_in(20, starts_on=days_ahead(40), ends_on=days_ahead(41))
    )
    for state in ("sent", "failed", "given_up"):
        Letter.objects.create(
            kind="confirmed",
            key=state,
            enrollment=enrollment,
            to="a@example.org",
            language="vi",
            state=state,
            due_at=timezone.now(),
        )

    (line,) = due_at_desk()

    assert (line.count, line.is_late) == (2, True)


def _one_of_everything():
    pending_in(closing_in(3, registration="approval", minimum=9))
    closing_in(-1)
    TrainingClassFactory(over=True)
    held_class(finalized=False)
    held_class()
    missing = TrainingClassFactory(over=True)
    SessionFactory(training_class=missing)
    EnrollmentFactory(training_class=missing)
    open_round(closing_in(9), deadline=timezone.now() + DAY, by=None, seats={AgencyFactory(): 2})


def test_home_costs_the_same_for_one_class_and_for_thirty(
    desk, django_assert_max_num_queries, django_assert_num_queries
):
    _one_of_everything()
    with django_assert_max_num_queries(40) as first:
        due_at_desk()

    for _n in range(4):
        _one_of_everything()

    with django_assert_num_queries(len(first)):
        lines = due_at_desk()
    assert len(lines) > 30
    page = desk.get("/en/manage/").content.decode()
    assert page.count("due-what") == len(lines)
