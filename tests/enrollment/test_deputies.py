"""A deputy has the rights of a coordinator on the days set, and names no deputies."""

import datetime as dt

import pytest

from django.utils import timezone

from courses.models import AuditEntry
from enrollment.accounts import remove_unused_accounts
from enrollment.models import AgencyCoordinator, User
from enrollment.nominating import deputies
from enrollment.registering.steps import RegistrationRefused
from tests.factories.courses import days_ahead
from tests.factories.enrollment import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/agency/deputies/"


@pytest.fixture
def agency(db):
    return AgencyFactory()


@pytest.fixture
def coordinator(client, agency):
    user = UserFactory(email="dau-moi@example.org")
    AgencyCoordinator.objects.create(user=user, agency=agency, valid_from=days_ahead(-9))
    client.force_login(user)
    return user


def typed(email="pho@example.org", first=0, last=3, **more):
    return {
        "email": email,
        "first": f"{days_ahead(first):%d/%m/%Y}",
        "last": f"{days_ahead(last):%d/%m/%Y}",
        **more,
    }


def test_a_deputy_acts_on_these_days_only(client, coordinator, agency):
    client.post(PAGE, typed(agency=agency.code))

    deputy = AgencyCoordinator.objects.get(named_by=coordinator)
    client.force_login(deputy.user)
    assert client.get("/agency/").status_code == 200
    deputy.valid_to = days_ahead(-1)
    deputy.save()
    assert client.get("/agency/").status_code == 404


def test_a_deputy_names_no_deputies(client, coordinator, agency):
    client.post(PAGE, typed(agency=agency.code))
    deputy = User.objects.get(email="pho@example.org")
    client.force_login(deputy)

    assert client.get(PAGE).status_code == 404
    with pytest.raises(RegistrationRefused) as refused:
        deputies.name_deputy(
            agency, "ban@example.org", first=days_ahead(0), last=days_ahead(1), by=deputy
        )
    assert refused.value.code == "not_coordinator"


def test_a_deputy_is_ended_early_and_both_acts_are_logged(client, coordinator, agency):
    client.post(PAGE, typed(agency=agency.code))
    deputy = AgencyCoordinator.objects.get(named_by=coordinator)

    client.post(PAGE, {"act": "end", "deputy": deputy.pk})

    client.force_login(deputy.user)
    assert client.get("/agency/").status_code == 404
    acts = AuditEntry.objects.filter(action__startswith="agency.deputy").order_by("pk")
    assert [entry.action for entry in acts] == ["agency.deputy_named", "agency.deputy_ended"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last": -1, "first": -2}, "last"),
        ({"first": 3, "last": 2}, "last"),
        ({"email": "dau-moi@example.org"}, "__all__"),
        ({"email": "không phải"}, "email"),
    ],
)
def test_a_wrong_deputy_is_told_beside_the_box(client, coordinator, agency, wrong, field):
    response = client.post(PAGE, typed(**wrong, agency=agency.code))

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not AgencyCoordinator.objects.exclude(named_by=None).exists()


def test_named_twice_from_the_same_day_is_refused(client, coordinator, agency):
    client.post(PAGE, typed(agency=agency.code))

    assert client.post(PAGE, typed(agency=agency.code)).status_code == 422


def test_nobody_is_named_for_another_agency_nor_ended_there(client, coordinator):
    other = AgencyFactory()
    boss = UserFactory()
    AgencyCoordinator.objects.create(user=boss, agency=other, valid_from=days_ahead(-9))
    theirs = deputies.name_deputy(
        other, "ho@example.org", first=days_ahead(0), last=days_ahead(2), by=boss
    )

    assert client.post(PAGE, typed(agency=other.code)).status_code == 422
    assert client.post(PAGE, {"act": "end", "deputy": theirs.pk}).status_code == 404
    assert client.post(PAGE, {"act": "end", "deputy": "x"}).status_code == 404
    assert "ho@example.org" not in client.get(PAGE).content.decode()


def test_when_the_account_that_named_goes_the_deputy_does_not_rise(coordinator, agency):
    deputies.name_deputy(
        agency, "pho@example.org", first=days_ahead(0), last=days_ahead(3), by=coordinator
    )

    coordinator.delete()

    assert not AgencyCoordinator.objects.exists()


def test_the_account_of_a_deputy_is_not_swept_away(coordinator, agency):
    deputies.name_deputy(
        agency, "pho@example.org", first=days_ahead(0), last=days_ahead(30), by=coordinator
    )

    remove_unused_accounts(timezone.now() + dt.timedelta(days=10))

    assert User.objects.filter(email="pho@example.org").exists()
