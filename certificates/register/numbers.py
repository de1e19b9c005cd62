"""The counter of a register: numbers 1..N without a gap, taken with the certificates themselves.

Never the highest number plus one, never a sequence of the database: those leave gaps when a
transaction fails. The UPDATE locks the row until the transaction ends, on PostgreSQL as on SQLite.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Certificate, Register
from courses import audit
from courses.models import IssuingBody
from courses.refusals import Refusal
from courses.scheduling import chain_of


def chain_of_register(register: Register) -> str:
    """Key of the log that holds all acts on one register."""
    return f"register:{register.pk}"


def log_one(action: str, certificate: Certificate, *, by: Any, data: dict[str, Any]) -> None:
    """An act on one line, on the log of the register and on that of the class."""
    training_class = certificate.enrollment.training_class
    for chain in (chain_of_register(certificate.register), chain_of(training_class)):
        audit.record(action, chain=chain, by=by, subject=certificate.serial, data=data)


def open_register(body: IssuingBody, year: int) -> Register:
    """The book of this body and year, begun when it is needed for the first time."""
    register, _created = Register.objects.get_or_create(issuing_body=body, year=year)
    return register


def lock_register(register: Register) -> None:
    """Make others wait who number in this book, until the transaction ends."""
    _move_on(register, 0)


def take_number(register: Register) -> int:
    """The next number; given back by itself when the transaction fails."""
    return take_numbers(register, 1)[0]


def take_numbers(register: Register, count: int) -> range:
    """The next numbers in one piece. Store the certificates in the same transaction."""
    last = _move_on(register, count)
    if count:
        refuse_closed(register)
    return range(last - count + 1, last + 1)


def refuse_closed(register: Register | None) -> None:
    """A book that is not begun yet is open."""
    if register is not None and register.is_closed:
        raise Refusal(
            _("The register %(register)s is closed; no number is given in it any more."),
            code="register_closed",
            params={"register": register},
        )


def register_of(body: IssuingBody, year: int) -> Register | None:
    """The book of this body and year, if it was begun."""
    return Register.objects.filter(issuing_body=body, year=year).first()


def next_number(body: IssuingBody, year: int) -> int:
    """What `take_number` would give now; only for showing."""
    register = register_of(body, year)
    return register.last_number + 1 if register else 1


def newest_day(body: IssuingBody, year: int) -> dt.date | None:
    """The youngest date in the book, whatever its number."""
    entries = Certificate.objects.filter(register__issuing_body=body, register__year=year)
    newest: dt.date | None = entries.aggregate(day=Max("issued_on"))["day"]
    return newest


def close_register(register: Register, *, by: Any, at: dt.datetime | None = None) -> Register:
    """No number is given in this book any more; handing over, revoking and copies go on."""
    with transaction.atomic():
        lock_register(register)
        if register.is_closed:
            raise Refusal(_("This register is closed already."), code="already_closed")
        register.closed_at, register.closed_by = at or timezone.now(), by
        register.save(update_fields=["closed_at", "closed_by"])
        data = {"last_number": register.last_number}
        audit.record("register.closed", chain=chain_of_register(register), by=by, data=data)
    return register


def reopen_register(register: Register, *, by: Any, reason: str) -> Register:
    """Numbers may be given in it again, for a reason that stays in the log."""
    if not reason.strip():
        raise Refusal(_("A reason is needed."), code="reason_needed")
    with transaction.atomic():
        lock_register(register)
        if not register.is_closed:
            raise Refusal(_("This register is open."), code="not_closed")
        register.closed_at = register.closed_by = None
        register.save(update_fields=["closed_at", "closed_by"])
        audit.record(
            "register.reopened",
            chain=chain_of_register(register),
            by=by,
            data={"reason": reason},
        )
    return register


def _move_on(register: Register, count: int) -> int:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A number is taken in the transaction that stores its certificate.")
    Register.objects.filter(pk=register.pk).update(last_number=F("last_number") + count)
    register.refresh_from_db(fields=["last_number", "closed_at"])
    return register.last_number
