"""How accounts come to be: one door, an e-mail address and the code that is mailed to it."""

import datetime as dt
import smtplib
from typing import Any, Final

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context

from django.contrib.sites.shortcuts import get_current_site
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import Trainee, User
from enrollment.models.people import normal_email

log = structlog.get_logger(__name__)

# Somebody waits in front of the page, and others behind: shorter than the outbox may take.
MAIL_SECONDS: Final = 5
# After one has waited in vain, the others are told at once; else they would block all of the site.
AWAY: Final = "mail-server-away"
AWAY_SECONDS: Final = 30
# The server is there; it only refuses this letter.
REFUSALS: Final = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
)
# How long an account that a typed address opened waits for its first code.
UNUSED_FOR: Final = dt.timedelta(days=7)
# As the columns have it: allauth's own boxes take longer ones.
LONGEST_ADDRESS: Final = 254
SAID_BY_THE_PAGE: Final = "account/messages/login_code_sent.txt"


class MailServerAway(Exception):
    """A letter that somebody waits for could not be handed over."""


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by form; accounts begin with a code or an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, request: HttpRequest, level: int, *args: Any, **options: Any) -> None:
        """Not what the page of the code says anyway."""
        template = args[0] if args else options.get("message_template")
        if template != SAID_BY_THE_PAGE:
            super().add_message(request, level, *args, **options)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """At once, not through the outbox: a code is no use later, and nobody may read it there."""
        if cache.get(AWAY):
            raise MailServerAway
        request = context.get("request") or allauth_context.request
        page = {"request": request, "email": email, "current_site": get_current_site(request)}
        message = self.render_mail(template_prefix, email, page | context)
        message.connection = get_connection(timeout=MAIL_SECONDS)
        try:
            message.send()
        except OSError as error:
            log.warning("mail_server_away", error=type(error).__name__)
            if not isinstance(error, REFUSALS):
                cache.set(AWAY, True, AWAY_SECONDS)
            raise MailServerAway from error

    def clean_email(self, email: str) -> str:
        """As it is stored, so that a code goes to the very address whose account it opens."""
        address = normal_email(email)
        if len(address) > LONGEST_ADDRESS:
            raise ValidationError(_("This address is too long."), code="too_long")
        return address


def owner_of(address: str) -> User | None:
    """Who has proved the address, else whose account it names.

    Anybody may claim an address on the page of addresses; before the proof that gives no right,
    or its owner would one day sign in to the account of a stranger.
    """
    email = normal_email(address)
    proved = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    owner: User | None = proved.user if proved else User.objects.filter(email=email).first()
    return owner


def account_for(address: str) -> User:
    """The account of an address, made without a password when it is new.

    It can do nothing until a code mailed to the address is typed in; unused ones are removed by
    the daily cleaning.
    """
    if owner := owner_of(address):
        return owner
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
