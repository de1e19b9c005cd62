"""Accounts that a typed address opened go when nobody ever used them; all others stay."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress

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
