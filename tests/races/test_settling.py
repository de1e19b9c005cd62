"""The costs of a class are settled while others still enter lines."""

import pytest

from tests.factories.courses import CostLineFactory, TrainingClassFactory

pytestmark = [pytest.mark.database, pytest.mark.race]


@pytest.fixture
def settle_and_add(shared_database, race, report):
    def run(guard: str):
        CostLineFactory(training_class=TrainingClassFactory(code="RACE-9"))
        address = shared_database()
        acts = ["settle", "add", "add"]
        told = race(address, [["costs", guard, what, "RACE-9"] for what in acts])
        return told, report(address, "RACE-9", role="settled")

    return run


def test_no_line_slips_in_behind_a_settlement(settle_and_add):
    told, stored = settle_and_add("on")

    assert (told["settled now"], told["settled"]) == (1, 2)
    assert stored == {"lines": told["added"] + 1, "breaches": []}


def test_without_the_guard_lines_are_added_to_settled_costs(settle_and_add):
    told, stored = settle_and_add("off")

    assert told["settled now"] == 1
    assert len(stored["breaches"]) == 1
