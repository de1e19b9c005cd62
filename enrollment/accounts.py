"""How accounts come to be: one door, an e-mail address and the code that is mailed to it."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress

from django.db import transaction
from django.http import HttpRequest

from enrollment.models import Trainee, User
from enrollment.models.people import normal_email


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


def trainee_of(user: User) -> Trainee:
    """The person record of an account; an unsaved one for a newcomer."""
    known = Trainee.objects.filter(user=user).first()
    return known or Trainee(user=user, email=user.email)
