"""Whose an address is; and which of the accounts that a typed address opened go again."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress

from django.core import mail
from django.urls import reverse
from django.utils import timezone

from enrollment.accounts import account_for, remove_unused_accounts
from enrollment.models import AgencyCoordinator, User
from tests.factories.courses import InstructorFactory
from tests.factories.enrollment import AgencyFactory, TraineeFactory, UserFactory

pytestmark = pytest.mark.database


@pytest.fixture
def old_account(db):
    """Opened by the sign-in form eight days ago."""
    user = account_for("typed@example.org")
    User.objects.filter(pk=user.pk).update(date_joined=timezone.now() - dt.timedelta(days=8))
    return user


def test_account_that_nobody_used_goes(old_account):
    assert remove_unused_accounts() == 1
    assert not User.objects.exists()


def test_young_account_stays(db):
    account_for("typed@example.org")

    assert remove_unused_accounts() == 0


def verify(user):
    EmailAddress.objects.filter(user=user).update(verified=True)


def sign_in(user):
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())


def coordinate(user):
    AgencyCoordinator.objects.create(
        user=user, agency=AgencyFactory(), valid_from=dt.date(2020, 1, 1)
    )


def give_role(user):
    user.groups.create(name="A role")


def opened_by_administrator(user):
    EmailAddress.objects.filter(user=user).delete()


@pytest.mark.parametrize(
    "use",
    [
        verify,
        sign_in,
        coordinate,
        give_role,
        opened_by_administrator,
        lambda user: TraineeFactory(user=user),
        lambda user: InstructorFactory(user=user),
    ],
)
def test_account_in_use_stays(old_account, use):
    use(old_account)

    assert remove_unused_accounts() == 0
    assert User.objects.filter(pk=old_account.pk).exists()


def test_other_accounts_are_not_asked_about(old_account):
    UserFactory()

    remove_unused_accounts()

    assert User.objects.count() == 1


@pytest.fixture
def claimed(client, site_tree):
    """An address that somebody wrote on his page of addresses without owning it."""
    stranger = account_for("stranger@example.org")
    verify(stranger)
    client.force_login(stranger)
    client.post(reverse("account_email"), {"email": "owner@example.org", "action_add": ""})
    client.logout()
    mail.outbox.clear()
    assert EmailAddress.objects.get(email="owner@example.org").user == stranger
    return "owner@example.org"


def test_owner_of_an_address_signs_in_to_an_own_account_though_a_stranger_claims_it(
    client, claimed
):
    client.post(reverse("account_request_login_code"), {"email": claimed})
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", mail.outbox[0].body)[0]
    client.post(reverse("account_confirm_login_code"), {"code": code})

    assert mail.outbox[0].to == [claimed]
    assert client.session["_auth_user_id"] == str(User.objects.get(email=claimed).pk)


def test_a_claimed_address_gets_no_link_to_the_account_of_the_claimant(client, claimed):
    client.post(reverse("account_reset_password"), {"email": claimed})

    assert "/password/reset/key/" not in mail.outbox[0].body


def test_a_proved_second_address_leads_to_its_account(db):
    user = account_for("first@example.org")
    EmailAddress.objects.create(user=user, email="second@example.org", verified=True)

    assert account_for("Second@example.org") == user


@pytest.mark.parametrize("door", ["account_request_login_code", "account_reset_password"])
def test_address_longer_than_its_column_is_refused_beside_its_box(client, site_tree, door):
    response = client.post(reverse(door), {"email": f"{'x' * 250}@example.org"})

    assert "email" in response.context["form"].errors
    assert not User.objects.exists()


def test_code_goes_to_the_address_as_it_is_stored(client, site_tree):
    client.post(reverse("account_request_login_code"), {"email": "owner@example.org\u200b"})

    assert mail.outbox[0].to == ["owner@example.org"]
    assert User.objects.get().email == "owner@example.org"
