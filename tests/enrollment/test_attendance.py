import datetime as dt

import pytest

from django.utils import timezone, translation

from courses.models import AuditEntry, Session
from enrollment.models import Attendance
from enrollment.running.attendance import (
    AttendanceRefused,
    lock_session,
    mark_rest_present,
    record_attendance,
    record_marks,
    reopen_session,
)
from enrollment.running.recognition import finalize_class
from enrollment.running.roll_rules import periods_for
from tests.factories.courses import AttendanceRuleFactory, SessionFactory, TrainingClassFactory
from tests.factories.enrollment import EnrollmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionFactory(training_class=TrainingClassFactory(over=True))


def refusal_code(call, *args, **kwargs) -> str:
    with pytest.raises(AttendanceRefused) as refused:
        call(*args, **kwargs)
    return refused.value.code


@pytest.mark.parametrize(
    ("mark", "periods"),
    [("present", 4), ("late", 3), ("left_early", 3), ("excused", 0), ("absent", 0)],
)
def test_a_mark_is_worth_whole_periods(mark, periods):
    assert periods_for(mark, 4, AttendanceRuleFactory.build(late_costs_periods=1)) == periods


def test_a_late_mark_never_costs_more_than_the_session_has():
    assert periods_for("late", 1, AttendanceRuleFactory.build(late_costs_periods=2)) == 0


@pytest.mark.database
def test_marking_again_replaces_the_mark_and_keeps_the_old_one_in_the_log(session):
    enrollment = EnrollmentFactory(training_class=session.training_class)
    record_attendance(session, enrollment, "absent", by=None)

    record_attendance(session, enrollment, "present", by=None)

    assert [(a.mark, a.periods) for a in Attendance.objects.all()] == [("present", 4)]
    last = AuditEntry.objects.filter(action="attendance.marked").last()
    assert last.data == {"marks": {str(enrollment.pk): ["absent", "present"]}}


def test_the_same_mark_twice_is_one_act(session):
    enrollment = EnrollmentFactory(training_class=session.training_class)
    record_attendance(session, enrollment, "present", by=None)

    record_attendance(session, enrollment, "present", by=None)

    assert AuditEntry.objects.filter(action="attendance.marked").count() == 1


def test_rest_present_leaves_marks_that_exist(session):
    absent, _second, _third = EnrollmentFactory.create_batch(
        3, training_class=session.training_class
    )
    record_attendance(session, absent, "absent", by=None)

    mark_rest_present(session, by=None)

    assert sorted(Attendance.objects.values_list("mark", flat=True)) == [
        "absent",
        "present",
        "present",
    ]


def test_a_person_of_another_class_is_refused_and_nobody_is_marked(session):
    mine = EnrollmentFactory(training_class=session.training_class)
    stranger = EnrollmentFactory()

    code = refusal_code(
        record_marks, session, {mine.pk: "present", stranger.pk: "present"}, by=None
    )

    assert (code, Attendance.objects.count()) == ("not_in_class", 0)


def test_an_unknown_mark_is_refused(session):
    enrollment = EnrollmentFactory(training_class=session.training_class)

    assert refusal_code(record_attendance, session, enrollment, "asleep", by=None) == "unknown_mark"


def test_tomorrows_session_cannot_be_marked():
    session = SessionFactory()
    enrollment = EnrollmentFactory(training_class=session.training_class)
    day_before = timezone.make_aware(
        dt.datetime.combine(session.held_on - dt.timedelta(days=1), dt.time(23, 59))
    )

    code = refusal_code(record_attendance, session, enrollment, "present", by=None, at=day_before)

    assert code == "not_begun"


def test_closing_needs_a_mark_for_everybody(session):
    EnrollmentFactory(training_class=session.training_class)

    assert refusal_code(lock_session, session, by=None) == "marks_missing"


@pytest.mark.parametrize(("people", "told"), [(1, "1 person has"), (2, "2 people have")])
def test_refusal_to_close_counts_who_has_no_mark(session, people, told):
    EnrollmentFactory.create_batch(people, training_class=session.training_class)

    with translation.override("en"), pytest.raises(AttendanceRefused) as refused:
        lock_session(session, by=None)

    assert refused.value.text == f"{told} no mark yet."


@pytest.fixture
def stale(session):
    """The session as another page has read it, before anything is decided."""
    return Session.objects.select_related("training_class").get(pk=session.pk)


@pytest.mark.database
def test_a_stale_page_marks_nobody_in_a_closed_session(session, stale):
    enrollment = EnrollmentFactory(training_class=session.training_class)
    mark_rest_present(session, by=None)
    lock_session(session, by=None)

    assert refusal_code(record_attendance, stale, enrollment, "absent", by=None) == "locked"
    assert refusal_code(lock_session, stale, by=None) == "locked"
    assert AuditEntry.objects.filter(action="session.locked").count() == 1


@pytest.mark.database
def test_a_stale_page_changes_no_mark_after_recognition(session, stale):
    enrollment = EnrollmentFactory(training_class=session.training_class)
    mark_rest_present(session, by=None)
    finalize_class(session.training_class, by=None)

    assert refusal_code(record_attendance, stale, enrollment, "absent", by=None) == "locked"
    assert refusal_code(reopen_session, stale, by=None, reason="x") == "finalized"
    assert Attendance.objects.get().mark == "present"


@pytest.mark.parametrize(
    ("changes", "code"),
    [({}, "not_begun"), ({"status": "draft"}, "not_held"), ({"status": "canceled"}, "not_held")],
)
def test_a_roll_that_cannot_be_taken_cannot_be_closed(changes, code):
    session = SessionFactory(training_class=TrainingClassFactory(**changes))

    assert refusal_code(lock_session, session, by=None) == code


def test_reopening_an_open_session_is_no_act(session):
    reopen_session(session, by=None, reason="x")

    assert not AuditEntry.objects.filter(action="session.reopened").exists()


def test_a_closed_session_takes_no_marks(session):
    enrollment = EnrollmentFactory(training_class=session.training_class)
    mark_rest_present(session, by=None)
    lock_session(session, by=None)

    assert refusal_code(record_attendance, session, enrollment, "absent", by=None) == "locked"


def test_a_closed_session_is_not_opened_without_a_reason(session):
    EnrollmentFactory(training_class=session.training_class)
    mark_rest_present(session, by=None)
    lock_session(session, by=None)

    assert refusal_code(reopen_session, session, by=None, reason="") == "reason_missing"
    reopen_session(session, by=None, reason="Nhầm lớp")
    assert AuditEntry.objects.get(action="session.reopened").data == {"reason": "Nhầm lớp"}
