"""Four devices sync the same people at once, in batches that overlap and repeat."""

import pytest

from enrollment.models import AttendanceMark
from enrollment.running.roll_rules import standing
from tests.factories.courses import SessionFactory, TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory
from tests.races.marking import marks_of

pytestmark = [pytest.mark.database, pytest.mark.race]

DEVICES, PEOPLE = 4, 10


@pytest.fixture
def sync_at_once(shared_database, race, report):
    def run(guard: str):
        training_class = TrainingClassFactory(code="RACE-ROLL", over=True)
        SessionFactory(training_class=training_class)
        EnrollmentFactory.create_batch(
            PEOPLE, training_class=training_class, agency=AgencyFactory()
        )
        address = shared_database()
        commands = [["marks", guard, "RACE-ROLL", str(device)] for device in range(DEVICES)]
        return race(address, commands), report(address, "RACE-ROLL", role="roll")

    return run


def expected() -> list[str]:
    """What follows from all marks, worked out without any database in between."""
    made = [marks_of(device, "RACE-ROLL") for device in range(DEVICES)]
    return [standing(map(as_row, marks)).mark for marks in zip(*made, strict=True)]


def as_row(mark):
    return AttendanceMark(
        client_id=mark.client_id, mark=mark.mark, source=mark.source, made_at=mark.device_at
    )


def test_every_mark_is_kept_once_and_the_latest_counts(sync_at_once):
    told, stored = sync_at_once("on")

    assert sum(told.values()) == 2 * DEVICES * PEOPLE
    assert not set(told) - {"applied", "same", "older"}
    assert stored == {"counts": expected(), "kept": DEVICES * PEOPLE, "breaches": 0}


def test_without_the_guard_marks_are_lost_or_do_not_agree(sync_at_once):
    told, stored = sync_at_once("off")

    is_broken = any(answer.startswith("error") for answer in told)
    assert is_broken or stored["breaches"] or stored["counts"] != expected()
