"""Withdrawing in time and later, moving to another class, and people who just come."""

import datetime as dt
import uuid

import pytest

from django.utils import timezone

from courses.models import AuditEntry
from enrollment.models import Enrollment, Letter, Trainee
from enrollment.registering import moving, walk_ins
from enrollment.registering.registration import withdraw
from enrollment.registering.steps import RegistrationRefused
from enrollment.running.attendance import record_attendance
from tests.factories.courses import SessionFactory, TrainingClassFactory, days_ahead
from tests.factories.enrollment import (
    AgencyFactory,
    EnrollmentFactory,
    TraineeFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

State = Enrollment.State


def refusal_code(call, *args, **kwargs) -> str:
    with pytest.raises(RegistrationRefused) as refused:
        call(*args, **kwargs)
    return refused.value.code


def counters(training_class):
    training_class.refresh_from_db()
    return training_class.seats_taken, training_class.waiting_count


def on(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9, 0)))


# Withdrawing


def test_last_day_to_withdraw_binds_trainee_and_coordinator():
    training_class = TrainingClassFactory(withdraw_until=days_ahead(3))
    user = UserFactory()
    first, second = EnrollmentFactory.create_batch(
        2, training_class=training_class, agency=AgencyFactory()
    )

    late = refusal_code(withdraw, first, by=user, reason="ốm", at=on(days_ahead(4)))
    withdraw(second, by=user, at=on(days_ahead(3)))

    assert late == "too_late"
    assert second.state == State.WITHDRAWN


def test_without_a_day_it_is_the_day_before_the_class():
    enrollment = EnrollmentFactory()
    user, first_day = UserFactory(), enrollment.training_class.starts_on

    assert refusal_code(withdraw, enrollment, by=user, at=on(first_day)) == "too_late"
    withdraw(enrollment, by=user, at=on(first_day - dt.timedelta(days=1)))


def test_organizer_may_later_with_a_reason_until_the_results_are_recognized(organizer):
    enrollment = EnrollmentFactory()
    later = on(enrollment.training_class.ends_on)

    assert refusal_code(withdraw, enrollment, by=organizer, at=later) == "reason_missing"
    withdraw(enrollment, by=organizer, reason="ốm", at=later)
    other = EnrollmentFactory()
    other.training_class.finalized_at = timezone.now()
    other.training_class.save()

    assert enrollment.state == State.WITHDRAWN
    assert refusal_code(withdraw, other, by=organizer, reason="ốm") == "finalized"


def test_who_has_come_is_not_withdrawn_and_who_was_absent_may_be(organizer):
    training_class = TrainingClassFactory(over=True)
    session = SessionFactory(training_class=training_class)
    came, absent = EnrollmentFactory.create_batch(
        2, training_class=training_class, agency=AgencyFactory()
    )
    record_attendance(session, came, "late", by=organizer)
    record_attendance(session, absent, "absent", by=organizer)

    assert refusal_code(withdraw, came, by=organizer, reason="x") == "came"
    assert withdraw(absent, by=organizer, reason="không đến").state == State.WITHDRAWN


def test_once_the_class_has_begun_nobody_is_called_from_the_list(organizer):
    training_class = TrainingClassFactory(
        capacity=1, starts_on=days_ahead(0), ends_on=days_ahead(1)
    )
    seated = EnrollmentFactory(training_class=training_class)
    waiting = EnrollmentFactory(training_class=training_class)

    withdraw(seated, by=organizer, reason="không đến")

    waiting.refresh_from_db()
    assert waiting.state == State.WAITING


# Moving


@pytest.fixture
def two_classes(db):
    first = TrainingClassFactory()
    return first, TrainingClassFactory(course=first.course, capacity=1)


def test_moved_person_has_a_seat_there_and_is_withdrawn_here(two_classes, organizer):
    here, there = two_classes
    enrollment = EnrollmentFactory(
        training_class=here, trainee=TraineeFactory(email="an@example.org"), position="Văn thư"
    )

    moved = moving.move_to_class(enrollment, there, by=organizer, reason="trùng lịch")

    enrollment.refresh_from_db()
    assert (enrollment.state, enrollment.replaced_by) == (State.WITHDRAWN, moved)
    assert (moved.state, moved.position, moved.training_class) == (
        State.CONFIRMED,
        "Văn thư",
        there,
    )
    assert enrollment.changes.last().rule == "moved"
    assert (counters(here), counters(there)) == ((0, 0), (1, 0))
    assert [one.kind for one in Letter.objects.order_by("pk")][-2:] == ["moved", "confirmed"]


def test_moved_person_waits_where_the_class_is_full(two_classes):
    here, there = two_classes
    EnrollmentFactory(training_class=there)
    enrollment, next_one = (
        EnrollmentFactory(training_class=here),
        EnrollmentFactory(training_class=here),
    )

    foreseen = moving.rehearse([enrollment, next_one], there, by=None)
    moved = moving.move_to_class(enrollment, there, by=None)

    assert [one.state for one in foreseen] == [State.WAITING, State.WAITING]
    assert moved.state == State.WAITING


def test_rehearsal_tells_seats_in_order_and_changes_nothing(two_classes):
    here, there = two_classes
    people = [EnrollmentFactory(training_class=here) for _n in range(3)]
    letters, acts = Letter.objects.count(), AuditEntry.objects.count()
    Enrollment.objects.filter(pk=people[2].pk).update(state="withdrawn")

    told = moving.rehearse(people, there, by=None)

    assert [(one.has_seat, one.waits, bool(one.refusal)) for one in told] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    assert (Letter.objects.count(), AuditEntry.objects.count()) == (letters, acts)
    assert counters(there) == (0, 0)
    assert Enrollment.objects.for_class(here).active().count() == 2


def test_clash_with_the_old_class_does_not_count_and_with_a_third_it_does(two_classes):
    here, there = two_classes
    there.starts_on, there.ends_on = days_ahead(30), days_ahead(31)
    there.save()
    free, busy = EnrollmentFactory.create_batch(2, training_class=here, agency=AgencyFactory())
    third = TrainingClassFactory(starts_on=days_ahead(31), ends_on=days_ahead(31))
    EnrollmentFactory(training_class=third, trainee=busy.trainee)

    assert refusal_code(moving.move_to_class, busy, there, by=None) == "clash"
    assert moving.move_to_class(free, there, by=None).state == State.CONFIRMED
    busy.refresh_from_db()
    assert busy.state == State.CONFIRMED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": "canceled"}, "closed"),
        ({"status": "draft"}, "closed"),
        ({"finalized_at": timezone.now()}, "closed"),
        ({"starts_on": days_ahead(-9), "ends_on": days_ahead(-8)}, "closed"),
    ],
)
def test_class_that_takes_nobody_is_refused(two_classes, change, code):
    here, there = two_classes
    enrollment = EnrollmentFactory(training_class=here)
    for name, value in change.items():
        setattr(there, name, value)
    there.save()

    assert refusal_code(moving.move_to_class, enrollment, there, by=None) == code


def test_other_course_and_the_same_class_are_refused(two_classes):
    here, _there = two_classes
    enrollment = EnrollmentFactory(training_class=here)

    codes = [
        refusal_code(moving.move_to_class, enrollment, other, by=None)
        for other in (TrainingClassFactory(), here)
    ]

    assert codes == ["other_course", "same_class"]


def test_who_has_a_mark_stays(two_classes, organizer):
    here, there = two_classes
    here.starts_on = here.ends_on = days_ahead(0)
    here.save()
    enrollment = EnrollmentFactory(training_class=here)
    session = SessionFactory(training_class=here)
    record_attendance(session, enrollment, "present", by=organizer)

    assert refusal_code(moving.move_to_class, enrollment, there, by=organizer) == "roll_taken"


# Walk-ins


@pytest.fixture
def today_class(db):
    return TrainingClassFactory(capacity=1, starts_on=days_ahead(0), ends_on=days_ahead(1))


def test_person_at_the_door_gets_a_free_seat(today_class, organizer):
    person, agency = TraineeFactory(), AgencyFactory()

    enrollment = walk_ins.admit(person, today_class, agency=agency, by=organizer)

    assert (enrollment.state, enrollment.source) == (State.CONFIRMED, "walk_in")
    assert counters(today_class) == (1, 0)


def test_full_class_takes_one_more_only_when_the_organizer_says_so(today_class, organizer):
    EnrollmentFactory(training_class=today_class)
    waiting = EnrollmentFactory(training_class=today_class)
    how = {"agency": AgencyFactory(), "by": organizer}

    refused = refusal_code(walk_ins.admit, TraineeFactory(), today_class, **how)
    enrollment = walk_ins.admit(TraineeFactory(), today_class, with_more_seats=True, **how)

    waiting.refresh_from_db()
    assert refused == "full"
    assert (enrollment.state, waiting.state) == (State.CONFIRMED, State.WAITING)
    assert counters(today_class) == (2, 1)
    assert today_class.capacity == 2
    assert AuditEntry.objects.get(action="class.capacity").data == {"from": 1, "to": 2}


def test_instructor_has_only_free_seats(today_class):
    instructor = UserFactory()
    EnrollmentFactory(training_class=today_class)

    code = refusal_code(
        walk_ins.admit,
        TraineeFactory(),
        today_class,
        agency=AgencyFactory(),
        by=instructor,
        with_more_seats=True,
    )

    assert code == "full"
    assert counters(today_class) == (1, 0)


def test_who_waited_and_came_is_seated(today_class, organizer):
    EnrollmentFactory(training_class=today_class)
    waiting = EnrollmentFactory(training_class=today_class)

    enrollment = walk_ins.admit(
        waiting.trainee,
        today_class,
        agency=waiting.agency,
        by=organizer,
        with_more_seats=True,
    )

    assert (enrollment, enrollment.state) == (waiting, State.CONFIRMED)
    assert counters(today_class) == (2, 0)
    assert enrollment.changes.last().rule == "walk_in"


@pytest.mark.parametrize("days", [-1, 2])
def test_only_on_the_days_of_the_class(today_class, organizer, days):
    code = refusal_code(
        walk_ins.admit,
        TraineeFactory(),
        today_class,
        agency=AgencyFactory(),
        by=organizer,
        at=timezone.now() + dt.timedelta(days=days),
    )

    assert code == "not_class_day"


def test_day_between_two_sessions_is_no_class_day(organizer):
    training_class = TrainingClassFactory(starts_on=days_ahead(-1), ends_on=days_ahead(1))
    SessionFactory(training_class=training_class, held_on=days_ahead(-1))
    SessionFactory(training_class=training_class, held_on=days_ahead(1))

    assert not walk_ins.is_class_day(training_class, days_ahead(0))
    assert walk_ins.is_class_day(training_class, days_ahead(1))


def test_new_person_is_written_down_once(today_class, organizer):
    how = {
        "agency": AgencyFactory(),
        "by": organizer,
        "full_name": "Bùi Thị Hòa",
        "birth_year": 1980,
        "request_key": uuid.uuid4(),
    }

    first = walk_ins.admit_new_person(today_class, **how)
    again = walk_ins.admit_new_person(today_class, **how)

    assert again == first
    assert Trainee.objects.count() == 1
