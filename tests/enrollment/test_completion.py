from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.models import TrainingClass
from enrollment.models import Enrollment
from enrollment.running.attendance import record_marks
from enrollment.running.completion import (
    CompletionRefused,
    attends_enough,
    decide_completion,
    finalize_class,
    record_scores,
)
from tests.factories.courses import SessionFactory, TenPointSchemeFactory, TrainingClassFactory
from tests.factories.enrollment import EnrollmentFactory

BANDS = ((Decimal("5.0"), "Trung bình"), (Decimal("7.0"), "Khá"), (Decimal("9.0"), "Xuất sắc"))


@pytest.mark.parametrize(
    ("attended", "total", "percent", "enough"),
    [
        (19, 24, 80, False),
        (20, 25, 80, True),
        (24, 24, 100, True),
        (23, 24, 100, False),
        (0, 24, 0, True),
        (0, 0, 0, False),
        (1, 3, 33, True),
        (1, 3, 34, False),
    ],
)
def test_whole_periods_decide(attended, total, percent, enough):
    assert attends_enough(attended, total, percent) is enough


@given(
    total=st.integers(1, 300),
    percent=st.integers(0, 100),
    data=st.data(),
)
def test_one_more_period_never_hurts(total, percent, data):
    attended = data.draw(st.integers(0, total - 1))

    before = attends_enough(attended, total, percent)

    assert not before or attends_enough(attended + 1, total, percent)


@pytest.mark.parametrize(
    ("score", "completed", "ranking"),
    [
        (None, False, ""),
        ("4.9", False, ""),
        ("5.0", True, "Trung bình"),
        ("6.9", True, "Trung bình"),
        ("7.0", True, "Khá"),
        ("10.0", True, "Xuất sắc"),
    ],
)
def test_score_decides_rank_and_pass(score, completed, ranking):
    decision = decide_completion(
        24, 24, 80, score=score and Decimal(score), pass_mark=Decimal("5.0"), bands=BANDS
    )

    assert (decision.is_completed, decision.ranking) == (completed, ranking)


def test_too_few_periods_give_no_rank_whatever_the_score():
    decision = decide_completion(
        19, 24, 80, score=Decimal("9.5"), pass_mark=Decimal("5.0"), bands=BANDS
    )

    assert (decision.is_completed, decision.ranking) == (False, "")


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


@pytest.mark.database
def test_finalize_freezes_periods_outcome_and_rank(ended_class):
    present, absent = mark_all(ended_class, "present", "absent")
    record_scores(ended_class, {present.pk: Decimal("8.5"), absent.pk: Decimal("9.0")}, by=None)

    finalize_class(ended_class, by=None)

    rows = Enrollment.objects.order_by("pk").values_list(
        "periods_attended", "periods_total", "outcome", "ranking"
    )
    assert list(rows) == [(4, 4, "completed", "Khá"), (0, 4, "not_completed", "")]


@pytest.mark.database
def test_finalize_twice_is_refused(ended_class):
    mark_all(ended_class, "present", "present")
    finalize_class(ended_class, by=None)

    with pytest.raises(CompletionRefused) as refused:
        finalize_class(ended_class, by=None)

    assert refused.value.code == "finalized"


def test_finalize_needs_every_mark_and_changes_nothing_without(ended_class):
    with pytest.raises(CompletionRefused) as refused:
        finalize_class(ended_class, by=None)

    assert refused.value.code == "roll_incomplete"
    ended_class.refresh_from_db()
    assert ended_class.finalized_at is None


@pytest.mark.database
def test_a_stale_page_changes_no_score_after_recognition(ended_class):
    stale = TrainingClass.objects.get(pk=ended_class.pk)
    person, _other = mark_all(ended_class, "present", "present")
    finalize_class(ended_class, by=None)

    with pytest.raises(CompletionRefused) as refused:
        record_scores(stale, {person.pk: Decimal("9.0")}, by=None)

    assert refused.value.code == "finalized"


def test_finalize_waits_for_the_last_day(db):
    training_class = TrainingClassFactory()

    with pytest.raises(CompletionRefused) as refused:
        finalize_class(training_class, by=None)

    assert refused.value.code == "not_ended"


@pytest.mark.parametrize("score", ["-0.1", "10.1"])
def test_scores_outside_the_scale_are_refused(ended_class, score):
    person = Enrollment.objects.first()

    with pytest.raises(CompletionRefused) as refused:
        record_scores(ended_class, {person.pk: Decimal(score)}, by=None)

    assert refused.value.code == "off_scale"
