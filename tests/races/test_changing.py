"""A colleague takes over a seat while others withdraw and the class is called off."""

import pytest

from django.db import connection

from tests.factories.courses import TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory

pytestmark = [pytest.mark.database, pytest.mark.race]

PEOPLE = 12


@pytest.fixture
def changes_at_once(shared_database, race, report):
    def run(guard: str):
        training_class = TrainingClassFactory(code="RACE-3", capacity=PEOPLE)
        agency = AgencyFactory()
        EnrollmentFactory.create_batch(PEOPLE + 5, training_class=training_class, agency=agency)
        for number in range(PEOPLE):
            TraineeFactory(full_name=f"Thay {number}")
        address = shared_database()
        acts = ["substitute", "withdraw", "withdraw", "cancel"]
        told = race(address, [["change", guard, act, "RACE-3"] for act in acts])
        return told, report(address, "RACE-3", role="changes")

    return run


def test_each_seat_hears_one_decision(changes_at_once):
    told, stored = changes_at_once("on")

    assert not [answer for answer in told if answer.startswith("error")]
    assert stored["active"] == 0
    assert stored["ended_twice"] == 0
    assert stored["counted"] == [0, 0]
    assert stored["successors"] == stored["substituted"] == told["substitute"]


def test_without_the_guard_decisions_collide(changes_at_once):
    told, stored = changes_at_once("off")

    failed = any(answer.startswith("error") for answer in told)
    # PostgreSQL lets both decisions through; SQLite loses one of them to its lock.
    assert failed if connection.vendor == "sqlite" else failed or stored["ended_twice"]
