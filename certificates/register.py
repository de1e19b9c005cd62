"""The counter of a register: numbers 1..N without a gap, taken with the certificates themselves.

Never the highest number plus one, never a sequence of the database: those leave gaps when a
transaction fails. The UPDATE locks the row until the transaction ends, on PostgreSQL as on SQLite.
"""

from django.db import transaction
from django.db.models import F

from certificates.models import Register
from courses.models import IssuingBody


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
    return range(last - count + 1, last + 1)


def next_number(body: IssuingBody, year: int) -> int:
    """What `take_number` would give now; only for showing."""
    register = Register.objects.filter(issuing_body=body, year=year).first()
    return register.last_number + 1 if register else 1


def _move_on(register: Register, count: int) -> int:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A number is taken in the transaction that stores its certificate.")
    Register.objects.filter(pk=register.pk).update(last_number=F("last_number") + count)
    register.refresh_from_db(fields=["last_number"])
    return register.last_number
