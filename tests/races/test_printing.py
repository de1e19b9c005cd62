"""Two desks print the first sign-in sheet of a class at the same moment."""

import pytest

from tests.factories.courses import SessionFactory, TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory

pytestmark = [pytest.mark.database, pytest.mark.race]

PEOPLE = 10


@pytest.fixture
def print_twice(shared_database, race, report):
    def run(guard: str):
        training_class = TrainingClassFactory(code="RACE-PAPER", over=True)
        SessionFactory(training_class=training_class)
        EnrollmentFactory.create_batch(
            PEOPLE, training_class=training_class, agency=AgencyFactory()
        )
        address = shared_database()
        told = race(address, [["print", guard, "RACE-PAPER"]] * 2)
        return told, report(address, "RACE-PAPER", role="rows")

    return run


def test_both_print_the_same_numbers(print_twice):
    told, numbers = print_twice("on")

    assert told == {"version 1": 2}
    assert numbers == list(range(1, PEOPLE + 1))


def test_without_the_guard_one_of_the_two_fails(print_twice):
    told, numbers = print_twice("off")

    assert any(answer.startswith("error") for answer in told) or len(numbers) != PEOPLE
