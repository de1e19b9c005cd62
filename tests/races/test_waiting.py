"""Several processes at the queue of one class: withdrawals, registrations, answers and sweeps."""

import pytest

from enrollment.models import Trainee
from enrollment.registering import registration
from tests.factories.courses import TrainingClassFactory
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory, TraineeFactory

pytestmark = [pytest.mark.database, pytest.mark.race]

SEATS, QUEUE, NEWCOMERS = 20, 30, 20


def full_class(**options):
    """All seats taken, people waiting; the registrations have consecutive ids."""
    training_class = TrainingClassFactory(code="RACE-3", capacity=SEATS, **options)
    agency = AgencyFactory()
    return [
        EnrollmentFactory(training_class=training_class, agency=agency)
        for _number in range(SEATS + QUEUE)
    ]


def newcomers() -> int:
    people = TraineeFactory.build_batch(NEWCOMERS)
    for person in people:
        person.derive()
    return min(person.pk for person in Trainee.objects.bulk_create(people))


@pytest.fixture
def rush(shared_database, race, report):
    """Half of those with a seat leave, some of the queue too, while others register."""

    def run(guard: str):
        first, person = full_class()[0].pk, newcomers()
        address = shared_database()
        half = SEATS // 4
        commands = [
            ["withdraw", guard, "RACE-3", str(first), str(first + half)],
            ["withdraw", guard, "RACE-3", str(first + half), str(first + 2 * half)],
            ["withdraw", guard, "RACE-3", str(first + SEATS + 2), str(first + SEATS + 8)],
            ["register", guard, "RACE-3", str(person), str(person + NEWCOMERS // 2)],
            ["register", guard, "RACE-3", str(person + NEWCOMERS // 2), str(person + NEWCOMERS)],
        ]
        return race(address, commands), report(address, "RACE-3")

    return run


def test_promotion_registration_and_withdrawal_at_once_keep_seats_and_order(rush):
    told, stored = rush("on")

    assert set(told) == {"withdrawn", "waiting"}
    assert (told["withdrawn"], told["waiting"]) == (SEATS // 2 + 6, NEWCOMERS)
    assert (stored["seats_taken"], stored["states"]["confirmed"]) == (SEATS, SEATS)
    assert stored["breaches"] == []


def test_without_the_lock_the_same_rush_goes_wrong(rush):
    told, stored = rush("off")

    assert stored["breaches"] or any(answer.startswith("error") for answer in told)


@pytest.fixture
def end_of_time(shared_database, race, report):
    """Ten seats are offered; these roles act at the moment when the time is over."""

    def run(guard: str, *roles: str):
        people = full_class(offer_hours=24)
        for one in people[:10]:
            registration.withdraw(one, by=None)
        address = shared_database()
        return race(address, [[role, guard, "RACE-3"] for role in roles]), report(address, "RACE-3")

    return run


def test_of_an_answer_and_the_end_of_the_time_one_counts(end_of_time):
    told, stored = end_of_time("on", "accept", "sweep")

    assert told["confirmed"] + told["offer_expired"] == 10
    assert told["confirmed"] + told["expired"] == 10
    assert (stored["states"]["confirmed"], stored["seats_taken"]) == (10 + told["confirmed"], SEATS)
    assert stored["states"].get("offered", 0) == told["expired"]
    assert stored["breaches"] == []


def test_without_reading_anew_both_count(end_of_time):
    told, stored = end_of_time("off", "accept", "sweep")

    both = told["confirmed"] + told["expired"] > 10
    assert both or stored["breaches"] or any(answer.startswith("error") for answer in told)


def test_two_sweeps_end_each_offer_once(end_of_time):
    told, stored = end_of_time("on", "sweep", "sweep")

    assert told == {"expired": 10}
    assert (stored["states"]["offered"], stored["states"]["waiting"]) == (10, 10)
    assert stored["breaches"] == []


def test_without_reading_anew_two_sweeps_end_them_twice(end_of_time):
    told, stored = end_of_time("off", "sweep", "sweep")

    assert told["expired"] != 10 or stored["breaches"]
