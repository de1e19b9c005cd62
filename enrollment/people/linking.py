"""Whether a record that the desk wrote down is the person who has proved its address."""

from typing import Any

from allauth.account.models import EmailAddress

from django.db import transaction
from django.utils.translation import gettext as _

from courses import audit, vietnamese
from courses.refusals import Refusal
from enrollment.models import Trainee, User
from enrollment.models.people import normal_email


def unclaimed_records(user: User) -> list[Trainee]:
    """Records without an account that bear an address of this newcomer; few, nearly always none.

    A record is told to nobody but who has proved its address.
    """
    if Trainee.objects.filter(user=user).exists():
        return []
    found = Trainee.objects.filter(user=None, merged_into=None, email__in=proved_addresses(user))
    return list(found.exclude(email="").order_by("pk")[:5])


def proved_addresses(user: User) -> list[str]:
    proved = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return [normal_email(address) for address in proved]


def own_record(user: User, *, full_name: str, birth_year: int | None) -> Trainee | None:
    """The one record of the same address and name; two of them, or another year, need a word."""
    records = unclaimed_records(user)
    name = vietnamese.fold(full_name)
    if len(records) != 1 or vietnamese.fold(records[0].full_name) != name:
        return None
    known = records[0].birth_year
    return records[0] if not known or not birth_year or known == birth_year else None


def link_record(trainee: Trainee, user: User, *, how: str) -> Trainee:
    """The record becomes that of the account: its classes and papers show under "my training".

    `how` goes into the log: `by_name`, or `asked` when the person has said so.
    """
    with transaction.atomic():
        User.objects.select_for_update().values("pk").get(pk=user.pk)
        # Asked again under the lock: the desk or another tab may have been faster.
        mine = {record.pk: record for record in unclaimed_records(user)}
        if trainee.pk not in mine:
            raise Refusal(_("This record is no longer free."), code="not_free")
        linked = mine[trainee.pk]
        linked.user = user
        linked.save(update_fields=["user"])
        audit.record("trainee.linked", chain=_chain(linked), by=user, data={"how": how})
    return linked


def unlink_record(trainee: Trainee, *, by: Any, reason: str = "") -> Trainee:
    """Part a record from an account that is not its person's.

    Its address goes as well, or the next sign-in would join the two again; and so does that of its
    calendar, which the account knows.
    """
    with transaction.atomic():
        current = Trainee.objects.select_for_update().get(pk=trainee.pk)
        if current.user_id is None:
            raise Refusal(_("This person has no account."), code="not_linked")
        before = current.user_id
        current.user, current.email, current.calendar_key = None, "", None
        current.save()
        audit.record(
            "trainee.unlinked",
            chain=_chain(current),
            by=by,
            data={"user": before, "reason": reason},
        )
    return current


def _chain(trainee: Trainee) -> str:
    return f"trainee:{trainee.pk}"
