"""Scores are entered while two organizers press the button that recognizes the results."""

import pytest

from enrollment.running.attendance import mark_rest_present
from tests.factories.courses import SessionFactory, TenPointSchemeFactory, TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory

pytestmark = [pytest.mark.database, pytest.mark.race]

PEOPLE = 5


@pytest.fixture
def recognized_at_once(shared_database, race, report):
    def run(guard: str):
        scheme = TenPointSchemeFactory()
        training_class = TrainingClassFactory(code="RACE-9", over=True, ranking_scheme=scheme)
        session = SessionFactory(training_class=training_class)
        EnrollmentFactory.create_batch(
            PEOPLE, training_class=training_class, agency=AgencyFactory()
        )
        mark_rest_present(session, by=None)
        address = shared_database()
        acts = ["score", "recognize", "recognize"]
        told = race(address, [["results", guard, act, "RACE-9"] for act in acts])
        return told, report(address, "RACE-9", role="recognized")

    return run


def test_results_are_recognized_once_and_no_score_comes_after(recognized_at_once):
    told, stored = recognized_at_once("on")

    assert told["recognized"] == 1
    assert not [answer for answer in told if answer.startswith("error")]
    assert stored == {"recognitions": 1, "scored_after": 0, "breaches": []}


def test_without_the_guard_scores_come_after_or_acts_fail(recognized_at_once):
    told, stored = recognized_at_once("off")

    failed = any(answer.startswith("error") for answer in told)
    assert failed or stored["scored_after"] or stored["breaches"]
