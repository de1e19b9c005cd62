"""How accounts come to be: one door, an e-mail address and the code that is mailed to it."""

import datetime as dt
from typing import Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from enrollment.models import Trainee, User
from enrollment.models.people import normal_email

# How long an account that a typed address opened waits for its first code.
UNUSED_FOR: Final = dt.timedelta(days=7)


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by form; accounts begin with a code or an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def account_for(address: str) -> User:
    """The account of an address, made without a password when it is new.

    It can do nothing until a code mailed to the address is typed in; unused ones are removed by
    the daily cleaning.
    """
    email = normal_email(address)
    with transaction.atomic():
        user, created = User.objects.get_or_create(email=email)
        if created:
            user.set_unusable_password()
            user.save(update_fields=["password"])
            EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)
    return user


def remove_unused_accounts(at: dt.datetime | None = None) -> int:
    """Delete accounts that a typed address opened and nobody ever used or was given a role by."""
    opened_before = (at or timezone.now()) - UNUSED_FOR
    with transaction.atomic():
        unused = User.objects.filter(
            date_joined__lt=opened_before,
            last_login=None,
            is_superuser=False,
            groups=None,
            trainee=None,
            instructor=None,
            coordinated=None,
            # Accounts that an administrator opened have no such row before the first code.
            emailaddress__verified=False,
        ).exclude(emailaddress__verified=True)
        removed = list(unused.values_list("pk", flat=True).distinct())
        User.objects.filter(pk__in=removed).delete()
    return len(removed)


def trainee_of(user: User) -> Trainee:
    """The person record of an account; an unsaved one for a newcomer."""
    known = Trainee.objects.filter(user=user).first()
    return known or Trainee(user=user, email=user.email)
