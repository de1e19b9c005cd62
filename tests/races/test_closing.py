"""Two administrators close, or amend, the same year at the same moment."""

import pytest

from certificates.year_book.keeping.closing import close_year
from enrollment.models import Enrollment
from tests.certificates.closed_years import YEAR, year_over

pytestmark = [pytest.mark.database, pytest.mark.race]


@pytest.fixture
def close_twice(shared_database, race, report):
    def run(guard: str):
        year_over()
        address = shared_database()
        told = race(address, [["year", guard, "close", str(YEAR)]] * 2)
        return told, report(address, str(YEAR), role="closings")

    return run


@pytest.fixture
def amend_twice(shared_database, race, report):
    def run(guard: str):
        year_over()
        close_year(YEAR, by=None)
        Enrollment.objects.filter(full_name="Lê Văn Anh").update(state="withdrawn")
        address = shared_database()
        told = race(address, [["year", guard, "amend", str(YEAR)]] * 2)
        return told, report(address, str(YEAR), role="closings")

    return run


def test_a_year_is_closed_once_and_the_other_is_told_so(close_twice):
    told, stored = close_twice("on")

    assert told == {"close done": 1, "already_closed": 1}
    assert stored == {"closings": 1, "amendments": [], "faults": []}


def test_without_the_guard_the_other_meets_an_error_of_the_database(close_twice):
    told, stored = close_twice("off")

    assert any(answer.startswith("error") for answer in told)
    assert stored["closings"] <= 1


def test_a_difference_is_amended_once(amend_twice):
    told, stored = amend_twice("on")

    assert told == {"amend done": 1, "nothing_to_amend": 1}
    assert stored == {"closings": 1, "amendments": [1], "faults": []}


def test_without_the_guard_amendments_collide(amend_twice):
    told, _stored = amend_twice("off")

    assert any(answer.startswith("error") for answer in told)
