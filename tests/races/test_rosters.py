"""The same roster in two tabs, and overlapping rosters of two coordinators, sent in at once."""

import pytest

from django.db import connection

from enrollment.models import AgencyCoordinator
from enrollment.roster.drafts import make_draft
from enrollment.roster.reading import Found
from enrollment.roster.sheets import roster_of
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, UserFactory

pytestmark = [pytest.mark.database, pytest.mark.race]


def roster(first: int, last: int):
    rows = [(n + 2, [f"Người Thứ {n}", "16/03/1980"]) for n in range(first, last)]
    return roster_of(Found([(1, ["Họ và tên", "Ngày sinh"]), *rows], {}))


@pytest.fixture
def contest(shared_database, race, report):
    """Commits drafts of these ranges of people, `tabs` processes for each."""

    def run(guard: str, *ranges: tuple[int, int], tabs: int = 1):
        training_class, agency = TrainingClassFactory(capacity=100), AgencyFactory()
        drafts = []
        for first, last in ranges:
            user = UserFactory()
            AgencyCoordinator.objects.create(user=user, agency=agency, valid_from=days_ahead(-9))
            drafts.append(make_draft(roster(first, last), training_class, agency, by=user).pk)
        address = shared_database()
        commands = [["roster", guard, str(draft)] for draft in drafts for _tab in range(tabs)]
        return race(address, commands), report(address, training_class.code, "rosters")

    return run


def test_the_same_roster_in_four_tabs_is_one_nomination(contest):
    told, stored = contest("on", (0, 20), tabs=4)

    assert told["batch"] == 4
    assert stored == {"people": 20, "enrollments": 20, "batches": 1}


def test_overlapping_rosters_name_everybody_once(contest):
    told, stored = contest("on", (0, 20), (10, 30), (10, 20))

    assert stored["people"] == stored["enrollments"] == 30
    assert told["new"] == 30
    assert told["already_registered"] == 20


def test_without_the_guard_overlapping_rosters_go_wrong(contest):
    told, stored = contest("off", (0, 20), (10, 30), (10, 20))

    locked = sum(count for answer, count in told.items() if "locked" in answer)
    # PostgreSQL makes two of one person; SQLite without immediate transactions loses a roster.
    assert locked > 0 if connection.vendor == "sqlite" else stored["people"] > 30
