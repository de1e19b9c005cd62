"""Two coordinators name people at the same moment; each class has one common seat left."""

import datetime as dt

import pytest

from django.utils import timezone

from enrollment.models import AgencyCoordinator
from enrollment.nominating import rounds
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, UserFactory

pytestmark = [pytest.mark.database, pytest.mark.race]

CLASSES = 20


@pytest.fixture
def contest(shared_database, race, report):
    def run(guard: str, classes: int):
        agencies = [AgencyFactory(code=code) for code in ("A", "B")]
        for agency in agencies:
            AgencyCoordinator.objects.create(
                user=UserFactory(), agency=agency, valid_from=days_ahead(-1)
            )
        full = AgencyFactory()
        for _number in range(classes):
            rounds.open_round(
                TrainingClassFactory(capacity=4),
                deadline=timezone.now() + dt.timedelta(days=3),
                seats={full: 3},
                by=None,
            )
        address = shared_database()
        told = race(address, [["nominate", guard, code] for code in ("A", "B")])
        return told, report(address, "", role="nominated")

    return run


def test_exactly_one_gets_the_seat_and_the_other_waits(contest):
    told, stored = contest("on", CLASSES)

    assert told == {"confirmed": CLASSES, "waiting": CLASSES}
    assert stored == [[1, 1, 1]] * CLASSES


def test_without_the_guard_the_same_contest_goes_wrong(contest):
    told, stored = contest("off", 3)

    # The constraint or the lock of SQLite stops the worst; somebody gets an error for an answer.
    assert any(answer.startswith("error") for answer in told) or stored != [[1, 1, 1]] * 3
