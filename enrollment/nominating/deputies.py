"""Verbs of a coordinator about deputies: who acts for the agency on which days."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from enrollment.accounts import account_for
from enrollment.agencies import chain_of
from enrollment.models import Agency, AgencyCoordinator, User
from enrollment.registering.steps import RegistrationRefused


def may_name_deputies(user: User, agency: Agency, day: dt.date) -> bool:
    """Only coordinators themselves; a deputy has all other rights."""
    mine = user.coordinated.valid_on(day).filter(named_by=None).select_related("agency")
    return any(agency.path.startswith(one.agency.path) for one in mine)


def name_deputy(
    agency: Agency,
    address: str,
    *,
    first: dt.date,
    last: dt.date,
    by: User,
    at: dt.datetime | None = None,
) -> AgencyCoordinator:
    """Give the account of this address the rights of a coordinator from a day to a day.

    Raises RegistrationRefused with code `not_coordinator`, `days_reversed`, `days_over`,
    `oneself` or `named_already`.
    """
    today = timezone.localdate(at)
    _check_right(by, agency, today)
    if last < first:
        raise RegistrationRefused(_("The last day is before the first day."), code="days_reversed")
    if last < today:
        raise RegistrationRefused(_("These days are over."), code="days_over")
    with transaction.atomic():
        user = account_for(address)
        if user == by:
            raise RegistrationRefused(_("This is your own address."), code="oneself")
        deputy = _store(agency, user, first, last, by)
        _record("agency.deputy_named", deputy, by)
    return deputy


def _store(
    agency: Agency, user: User, first: dt.date, last: dt.date, by: User
) -> AgencyCoordinator:
    try:
        with transaction.atomic():
            return AgencyCoordinator.objects.create(
                agency=agency, user=user, valid_from=first, valid_to=last, named_by=by
            )
    except IntegrityError as error:
        raise RegistrationRefused(
            _("This person acts for the agency from this day on already."), code="named_already"
        ) from error


def end_deputy(
    deputy: AgencyCoordinator, *, by: User, at: dt.datetime | None = None
) -> AgencyCoordinator:
    """Take the rights back from today on; who has not begun yet never begins."""
    today = timezone.localdate(at)
    _check_right(by, deputy.agency, today)
    if deputy.named_by_id is None:
        raise RegistrationRefused(_("This is no deputy."), code="no_deputy")
    with transaction.atomic():
        if deputy.valid_to is None or deputy.valid_to >= today:
            deputy.valid_to = today - dt.timedelta(days=1)
            deputy.save(update_fields=["valid_to"])
            _record("agency.deputy_ended", deputy, by)
    return deputy


def _check_right(by: User, agency: Agency, day: dt.date) -> None:
    if not may_name_deputies(by, agency, day):
        raise RegistrationRefused(
            _("Deputies are named by the coordinators of the agency."), code="not_coordinator"
        )


def _record(action: str, deputy: AgencyCoordinator, by: Any) -> None:
    audit.record(
        action,
        chain=chain_of(deputy.agency),
        by=by,
        subject=f"coordinator:{deputy.pk}",
        data={"user": deputy.user_id, "from": deputy.valid_from, "to": deputy.valid_to},
    )
