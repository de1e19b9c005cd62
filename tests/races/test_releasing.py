"""Two organizers release the schedule in the same moment: one number each, no change lost."""

import pytest

from courses.releasing import release_schedule
from tests.factories.courses import TrainingClassFactory

pytestmark = [pytest.mark.database, pytest.mark.race]


@pytest.fixture
def release_twice(shared_database, race, report):
    def run(guard: str):
        for code in ("A", "B"):
            TrainingClassFactory(code=code)
        release_schedule(by=None)
        address = shared_database()
        told = race(address, [["release", guard, code] for code in ("A", "B")])
        return told, report(address, "A", role="releases")

    return run


def test_each_release_has_its_own_number_and_tells_what_the_other_did_not(release_twice):
    told, stored = release_twice("on")

    assert stored["is_chain"]
    assert stored["is_whole"]
    assert stored["titles"] == ["A", "B"]
    # Whoever came second may find that the first has released both changes.
    if told["nothing_changed"]:
        assert told == {"version 2": 1, "nothing_changed": 1}
        assert stored["numbers"] == [1, 2]
    else:
        assert told == {"version 2": 1, "version 3": 1}
        assert stored["numbers"] == [1, 2, 3]


def test_without_the_guard_one_of_them_meets_an_error_of_the_database(release_twice):
    told, stored = release_twice("off")

    assert any(answer.startswith("error") for answer in told)
    assert stored["numbers"] == [1, 2]
