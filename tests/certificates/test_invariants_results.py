"""I15: results that were recognized, and scores, as `check_invariants` looks at them."""

from decimal import Decimal

import pytest

from certificates.invariants.results import results_agree
from courses.models import TrainingClass
from enrollment.models import Enrollment, Recognition, Score
from enrollment.running.recognition import finalize_class
from enrollment.running.scores import record_attempts
from tests.certificates.classes import held_class
from tests.factories.courses import TenPointSchemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def over():
    """Two people with two attempts each, recognized."""
    names = ["Bùi Thị An", "Lê Văn Anh"]
    training_class = held_class(
        names, finalized=False, ranking_scheme=TenPointSchemeFactory(attempts=2)
    )
    people = Enrollment.objects.for_class(training_class)
    for attempt in (1, 2):
        scores = {(one.pk, attempt): Decimal(4 + attempt) for one in people}
        record_attempts(training_class, scores, by=None)
    finalize_class(training_class, by=None)
    return training_class


def test_honest_results_have_no_breach(over):
    assert list(results_agree()) == []


@pytest.mark.parametrize(
    ("damage", "count"),
    [
        (lambda: Enrollment.objects.update(score=Decimal("9.9")), 2),
        (lambda: Score.objects.filter(attempt=2).update(value=Decimal("1.0")), 2),
        (lambda: Recognition.objects.update(completed=1), 1),
        (lambda: Enrollment.objects.filter(ranking="Trung bình").update(outcome=""), 1),
        (lambda: TrainingClass.objects.update(finalized_at=None), 3),
    ],
)
def test_each_damage_is_found(over, damage, count):
    damage()

    assert len(list(results_agree())) == count
