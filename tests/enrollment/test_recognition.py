"""Recognition of results: what stands in its way, what it freezes, how it is taken back."""

import datetime as dt
from decimal import Decimal

import pytest

from django.utils import timezone

from certificates.register.issuing import issue_certificates
from courses.models import AuditEntry, TrainingClass
from enrollment.models import (
    AttendanceMark,
    Enrollment,
    EntitlementException,
    ExcuseRequest,
    Feedback,
    MakeUp,
    Recognition,
)
from enrollment.running.attendance import lock_session, record_marks
from enrollment.running.exceptions import ExceptionRefused, make_exception, remove_exception
from enrollment.running.recognition import (
    CompletionRefused,
    WrittenDecision,
    finalize_class,
    obstacles,
    undo_recognition,
)
from enrollment.running.scores import ScoresRefused, record_scores
from enrollment.running.standings import decide_class, read_standings
from tests.factories.certificates import SignatoryFactory
from tests.factories.courses import (
    AttendanceRuleFactory,
    SessionFactory,
    TenPointSchemeFactory,
    TrainingClassFactory,
)
from tests.factories.enrollment import EnrollmentFactory


@pytest.fixture
def ended_class(db):
    """One session of four periods, two confirmed people, all over."""
    training_class = TrainingClassFactory(over=True, ranking_scheme=TenPointSchemeFactory())
    SessionFactory(training_class=training_class)
    EnrollmentFactory.create_batch(2, training_class=training_class)
    return training_class


def mark_all(training_class, *marks):
    people = Enrollment.objects.for_class(training_class).order_by("pk")
    session = training_class.sessions.get()
    record_marks(session, {p.pk: m for p, m in zip(people, marks, strict=True)}, by=None)
    return list(people)


def codes(training_class):
    return [one.code for one in obstacles(training_class, decide_class(training_class))]


@pytest.mark.database
def test_finalize_freezes_periods_outcome_and_rank(ended_class):
    present, absent = mark_all(ended_class, "present", "absent")
    record_scores(ended_class, {present.pk: Decimal("8.5"), absent.pk: Decimal("9.0")}, by=None)

    finalize_class(ended_class, by=None)

    rows = Enrollment.objects.order_by("pk").values_list(
        "periods_attended", "periods_total", "outcome", "ranking"
    )
    assert list(rows) == [(4, 4, "completed", "Khá"), (0, 4, "not_completed", "")]


def test_the_decision_is_kept_with_its_number_and_date(ended_class, organizer):
    mark_all(ended_class, "present", "present")
    written = WrittenDecision("12-QĐ/VPTU", ended_class.ends_on, "Chánh Văn phòng")

    finalize_class(ended_class, by=organizer, decision=written)

    recognition = Recognition.objects.get(training_class=ended_class)
    assert (recognition.number, recognition.decided_on) == ("12-QĐ/VPTU", ended_class.ends_on)
    assert (recognition.completed, recognition.people) == (0, 2)
    assert recognition.recorded_by == organizer


@pytest.mark.database
def test_finalize_twice_is_refused(ended_class):
    mark_all(ended_class, "present", "present")
    finalize_class(ended_class, by=None)

    with pytest.raises(CompletionRefused) as refused:
        finalize_class(ended_class, by=None)

    assert refused.value.code == "finalized"
    assert Recognition.objects.count() == 1


def test_finalize_needs_every_mark_and_changes_nothing_without(ended_class):
    with pytest.raises(CompletionRefused) as refused:
        finalize_class(ended_class, by=None)

    assert refused.value.code == "roll_incomplete"
    ended_class.refresh_from_db()
    assert ended_class.finalized_at is None


def test_finalize_waits_for_the_last_day(db):
    with pytest.raises(CompletionRefused) as refused:
        finalize_class(TrainingClassFactory(), by=None)

    assert refused.value.code == "not_ended"


def test_everything_in_the_way_is_told_at_once(ended_class):
    first, _second = mark_all(ended_class, "present", "present")
    session = ended_class.sessions.get()
    now = timezone.now()
    AttendanceMark.objects.create(
        session=session, enrollment=first, mark="absent", outcome="held", **moments(now)
    )

    ExcuseRequest.objects.create(
        enrollment=first, session=session, reason="Họp đột xuất", asked_at=now
    )

    assert codes(ended_class) == ["marks_held", "sessions_open", "excuses_open", "scores_missing"]

    with pytest.raises(CompletionRefused) as refused:
        finalize_class(ended_class, by=None)
    assert refused.value.code == "marks_held"


def moments(now):
    """Whatever times a mark of a device has."""
    names = {field.name for field in AttendanceMark._meta.fields}
    return {name: now for name in ("made_at", "received_at") if name in names}


@pytest.mark.parametrize(
    ("agreed", "code"),
    [
        ((), "sessions_open"),
        (("sessions_open",), "scores_missing"),
        (("scores_missing",), "sessions_open"),
    ],
)
def test_open_sessions_and_missing_scores_need_a_yes(ended_class, agreed, code):
    mark_all(ended_class, "present", "present")

    with pytest.raises(CompletionRefused) as refused:
        finalize_class(ended_class, by=None, agreed=agreed)

    assert refused.value.code == code


def test_nothing_is_asked_when_all_is_done(ended_class):
    people = mark_all(ended_class, "present", "present")
    record_scores(ended_class, {one.pk: Decimal("8.5") for one in people}, by=None)
    lock_session(ended_class.sessions.get(), by=None)

    assert codes(ended_class) == []
    assert len(finalize_class(ended_class, by=None, agreed=())) == 2


def test_a_score_is_not_missed_where_the_periods_are(ended_class):
    mark_all(ended_class, "absent", "absent")

    assert "scores_missing" not in codes(ended_class)


@pytest.mark.parametrize(("days", "code"), [(-1, "decided_too_early"), (400, "decided_in_future")])
def test_the_date_of_the_decision_is_neither_before_nor_ahead(ended_class, days, code):
    mark_all(ended_class, "present", "present")
    day = ended_class.ends_on + dt.timedelta(days=days)

    with pytest.raises(CompletionRefused) as refused:
        finalize_class(ended_class, by=None, decision=WrittenDecision("1", day))

    assert refused.value.code == code


@pytest.mark.database
def test_a_stale_page_changes_no_score_after_recognition(ended_class):
    stale = TrainingClass.objects.get(pk=ended_class.pk)
    person, _other = mark_all(ended_class, "present", "present")
    finalize_class(ended_class, by=None)

    with pytest.raises(ScoresRefused) as refused:
        record_scores(stale, {person.pk: Decimal("9.0")}, by=None)

    assert refused.value.code == "finalized"


def test_what_was_recognized_stands_whatever_the_rule_says_later(ended_class):
    present, _absent = mark_all(ended_class, "present", "absent")
    record_scores(ended_class, {present.pk: Decimal("8.5")}, by=None)
    finalize_class(ended_class, by=None)
    type(ended_class.ranking_scheme).objects.update(pass_mark=Decimal("9.0"))

    record = read_standings(Enrollment.objects.filter(pk=present.pk))[present.pk]

    assert (record.decision.is_completed, record.decision.ranking) == (True, "Khá")


@pytest.mark.database
def test_recognition_is_taken_back_with_a_reason(ended_class, administrator):
    present, _absent = mark_all(ended_class, "present", "absent")
    record_scores(ended_class, {present.pk: Decimal("8.5")}, by=None)
    finalize_class(ended_class, by=None)

    undo_recognition(ended_class, by=administrator, reason="Nhập nhầm điểm")

    present.refresh_from_db()
    assert (present.outcome, present.ranking, present.periods_total) == ("", "", None)
    assert present.score == Decimal("8.5")
    assert TrainingClass.objects.get(pk=ended_class.pk).finalized_at is None
    assert not Recognition.objects.exists()
    entry = AuditEntry.objects.get(action="class.recognition_undone")
    assert entry.data["reason"] == "Nhập nhầm điểm"
    assert len(finalize_class(ended_class, by=None)) == 2


def test_recognition_stands_once_a_certificate_was_issued(ended_class, administrator):
    people = mark_all(ended_class, "present", "present")
    record_scores(ended_class, {one.pk: Decimal("8.5") for one in people}, by=None)
    finalize_class(ended_class, by=None)
    SignatoryFactory(issuing_body=ended_class.issuing_body)
    issue_certificates(ended_class, by=None)

    with pytest.raises(CompletionRefused) as refused:
        undo_recognition(ended_class, by=administrator, reason="Nhầm")

    assert refused.value.code == "certificates_issued"
    assert Recognition.objects.exists()


def test_an_exception_is_logged_and_decides(ended_class, organizer):
    _present, absent = mark_all(ended_class, "present", "absent")

    make_exception(absent, is_entitled=True, reason="Trực bầu cử  theo quyết định", by=organizer)
    people = {one.pk: one for one in finalize_class(ended_class, by=None)}

    assert people[absent.pk].outcome == "completed"
    entry = AuditEntry.objects.get(action="class.exception")
    assert entry.data == {"is_entitled": True, "reason": "Trực bầu cử theo quyết định"}
    assert entry.actor == organizer


def test_an_exception_is_taken_back_before_recognition_only(ended_class):
    _present, absent = mark_all(ended_class, "present", "absent")
    make_exception(absent, is_entitled=True, reason="Lý do", by=None)

    assert remove_exception(absent, by=None)
    assert not remove_exception(absent, by=None)
    make_exception(absent, is_entitled=False, reason="Lý do", by=None)
    finalize_class(ended_class, by=None)

    for act in (
        lambda: remove_exception(absent, by=None),
        lambda: make_exception(absent, is_entitled=True, reason="x", by=None),
    ):
        with pytest.raises(ExceptionRefused) as refused:
            act()
        assert refused.value.code == "finalized"
    assert EntitlementException.objects.get().is_entitled is False


@pytest.mark.parametrize(
    ("state", "reason", "code"),
    [("confirmed", "  ", "reason_missing"), ("withdrawn", "Lý do", "not_in_class")],
)
def test_an_exception_needs_a_reason_and_a_seat(ended_class, state, reason, code):
    person = Enrollment.objects.first()
    Enrollment.objects.filter(pk=person.pk).update(state=state)

    with pytest.raises(ExceptionRefused) as refused:
        make_exception(person, is_entitled=True, reason=reason, by=None)

    assert refused.value.code == code


def test_make_up_and_feedback_are_read_where_the_rule_asks_for_them(db):
    rule = AttendanceRuleFactory(allows_make_up=True, needs_feedback=True, allowed_misses=0)
    training_class = TrainingClassFactory(over=True, attendance_rule=rule)
    session = SessionFactory(training_class=training_class)
    other = SessionFactory(
        training_class=TrainingClassFactory(over=True, course=training_class.course)
    )
    person = EnrollmentFactory(training_class=training_class)
    record_marks(session, {person.pk: "absent"}, by=None)

    def unmet():
        return [one.code for one in decide_class(training_class)[person.pk].unmet]

    assert unmet() == ["periods", "misses", "feedback"]
    MakeUp.objects.create(
        enrollment=person, missed=session, attended=other, periods=4, recorded_at=timezone.now()
    )
    assert unmet() == ["feedback"]
    Feedback.objects.create(enrollment=person, given_on=timezone.localdate())
    assert unmet() == []


def test_decisions_cost_the_same_with_many(ended_class, django_assert_max_num_queries):
    mark_all(ended_class, "present", "absent")
    rule = ended_class.attendance_rule
    rule.allows_make_up = rule.needs_feedback = True
    rule.save()
    ended_class.ranking_scheme.attempts = 2
    EnrollmentFactory.create_batch(5, training_class=ended_class)

    with django_assert_max_num_queries(9):
        assert len(decide_class(ended_class)) == 7
