"""Boards, lists and workbooks ask the database as often for thirty people as for one."""

import datetime as dt

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enrollment.models import Affiliation, AgencyCoordinator
from enrollment.nominating import deputies, rounds
from enrollment.nominating.nomination import nominate
from enrollment.people import merging
from enrollment.registering.obstacles import Nominee
from tests.factories.courses import TrainingClassFactory, days_ahead
from tests.factories.enrollment import AgencyFactory, TraineeFactory, UserFactory

pytestmark = pytest.mark.django_db

DESK = "/manage/classes/LOP-A/"


@pytest.fixture
def training_class(db):
    return TrainingClassFactory(code="LOP-A", capacity=20)


@pytest.fixture
def agency(db):
    return AgencyFactory(name="Huyện ủy Tân Lạc")


@pytest.fixture
def coordinator(agency):
    user = UserFactory()
    AgencyCoordinator.objects.create(user=user, agency=agency, valid_from=days_ahead(-9))
    return user


@pytest.fixture
def asked(client):
    """Queries of one request, after a first one has filled what is kept per process."""

    def count(url: str, data: dict | None = None) -> int:
        send = client.post if data else client.get
        assert send(url, data).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            send(url, data)
        return len(queries)

    return count


def fill(training_class, agency, count: int) -> None:
    """People of the agency and of offices below it: some with seats, the others waiting."""
    offices = [AgencyFactory(parent=agency) for _number in range(count)]
    nominees = []
    for office in offices:
        person = TraineeFactory(email=f"{office.code}@example.org")
        nominees.append(Nominee(person, office))
    nominate(training_class, agency, nominees, by=None)


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("round.xlsx", None),
        ("registrations.xlsx", None),
        ("registrations/", None),
        ("cancel/", None),
        ("cancel/", {"reason": "Bão số 7"}),
    ],
)
def test_of_the_desk(path, typed, client, organizer, training_class, agency, asked):
    client.force_login(organizer)
    deadline = timezone.now() + dt.timedelta(days=5)
    rounds.open_round(training_class, deadline=deadline, seats={agency: 5}, by=None)
    fill(training_class, agency, 25)
    many = asked(DESK + path, typed)
    training_class.enrollments.filter(pk__gt=training_class.enrollments.first().pk).delete()

    assert asked(DESK + path, typed) == many


@pytest.mark.parametrize("path", ["registrations/", "year/", "year.xlsx", "people/"])
def test_of_a_coordinator(path, client, coordinator, training_class, agency, asked):
    client.force_login(coordinator)
    # Somebody who is in no class this year.
    Affiliation.objects.create(trainee=TraineeFactory(), agency=agency, valid_from=days_ahead(-9))
    fill(training_class, agency, 1)
    few = asked(f"/agency/{path}")
    fill(training_class, agency, 29)

    assert asked(f"/agency/{path}") == few


def test_of_the_deputies(client, coordinator, agency, asked):
    client.force_login(coordinator)

    def name(count: int) -> None:
        for _number in range(count):
            address = UserFactory().email
            deputies.name_deputy(
                agency, address, first=days_ahead(0), last=days_ahead(9), by=coordinator
            )

    name(1)
    few = asked("/agency/deputies/")
    name(29)

    assert asked("/agency/deputies/") == few


def test_of_the_merges(client, organizer, asked):
    client.force_login(organizer)

    def merge(count: int) -> None:
        for _number in range(count):
            merging.merge(TraineeFactory(), TraineeFactory(), by=organizer, reason="Trùng")

    merge(1)
    few = asked("/manage/merges/")
    merge(19)

    assert asked("/manage/merges/") == few
