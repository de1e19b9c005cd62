"""Verbs: certificates are handed over on a day, one, some or a whole class; and undone."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.models import Certificate
from certificates.register import numbers as registers
from certificates.register.numbers import chain_of_register, log_one
from courses import audit
from courses.dates import short_date
from courses.refusals import Refusal
from courses.scheduling import chain_of

RANGE: Final = re.compile(r"([0-9]{1,6})(?:\s*[-–]\s*([0-9]{1,6}))?")
MOST_NUMBERS: Final = 2000


class HandingOverRefused(Refusal):
    """Certificates that cannot be marked as handed over like this."""


def numbers_in(text: str) -> list[int]:
    """Numbers as typed: "1-20, 23"; each once, in their order.

    Refused with code `unreadable` or `too_many`.
    """
    found: dict[int, None] = {}
    for part in filter(None, (one.strip() for one in re.split(r"[,;]", text))):
        match = RANGE.fullmatch(part)
        if match is None or int(match[2] or match[1]) < int(match[1]):
            raise HandingOverRefused(
                _("“%(part)s” is no number and no range. Type them like 1-20, 23."),
                code="unreadable",
                params={"part": part[:40]},
            )
        first, last = int(match[1]), int(match[2] or match[1])
        if last - first >= MOST_NUMBERS or len(found) > MOST_NUMBERS:
            raise HandingOverRefused(_("These are too many numbers at once."), code="too_many")
        found |= dict.fromkeys(range(first, last + 1))
    return list(found)


def with_numbers(certificates: Iterable[Certificate], text: str) -> list[Certificate]:
    """Those of a class that bear the typed register numbers; a number of none is a refusal."""
    by_number: dict[int, list[Certificate]] = {}
    for certificate in certificates:
        by_number.setdefault(certificate.number, []).append(certificate)
    wanted = numbers_in(text)
    if strange := [str(number) for number in wanted if number not in by_number]:
        raise HandingOverRefused(
            _("There is no valid certificate of this class with the register number %(numbers)s."),
            code="unknown_number",
            params={"numbers": ", ".join(strange[:10])},
        )
    if any(len(by_number[number]) > 1 for number in wanted):
        raise HandingOverRefused(
            _("This class has two certificates with one of these numbers; tick them instead."),
            code="ambiguous_number",
        )
    return [by_number[number][0] for number in wanted]


def in_lines(certificates: Sequence[Certificate], text: str) -> list[Certificate]:
    """Those in the typed lines of the hand-over list, whose order they come in."""
    wanted = numbers_in(text)
    if strange := [str(line) for line in wanted if not 1 <= line <= len(certificates)]:
        raise HandingOverRefused(
            _("The hand-over list has %(count)s lines; there is no line %(numbers)s."),
            code="unknown_line",
            params={"count": len(certificates), "numbers": ", ".join(strange[:10])},
        )
    return [certificates[line - 1] for line in wanted]


def hand_over(
    certificates: Collection[Certificate],
    *,
    on: dt.date,
    by: Any,
    to: str = "",
    at: dt.datetime | None = None,
) -> int:
    """Mark certificates of one class as handed over; those that are already stay as they were.

    All or none: refused with code `in_future`, `before_issue`, `not_valid` or `one_to_another`.
    """
    _check_day(certificates, on, today=timezone.localdate(at))
    if to and len(certificates) > 1:
        raise HandingOverRefused(
            _("Somebody else takes one certificate at a time."), code="one_to_another"
        )
    books = {one.register_id: one.register for one in certificates}
    with transaction.atomic():
        for pk in sorted(books):
            registers.lock_register(books[pk])
        ids = [one.pk for one in certificates]
        rows = Certificate.objects.filter(pk__in=ids)
        if void := list(rows.exclude(revoked_at=None).values_list("serial", flat=True)[:5]):
            raise HandingOverRefused(
                _("No longer valid: %(serials)s."),
                code="not_valid",
                params={"serials": ", ".join(void)},
            )
        fresh = rows.filter(handed_over_on=None)
        marked = list(fresh.order_by("register", "number").values_list("register", "number"))
        fresh.update(handed_over_on=on, handed_over_to=to, handed_over_by=by)
        if marked:
            _log(certificates, marked, on=on, to=to, by=by)
    return len(marked)


def undo_hand_over(certificate: Certificate, *, by: Any, reason: str) -> None:
    """It was marked by mistake; the reason stays in the log."""
    if not reason.strip():
        raise HandingOverRefused(_("A reason is needed."), code="reason_needed")
    with transaction.atomic():
        registers.lock_register(certificate.register)
        marked = Certificate.objects.filter(pk=certificate.pk).exclude(handed_over_on=None)
        was = marked.values_list("handed_over_on", flat=True).first()
        changes: dict[str, Any] = {"handed_over_on": None, "handed_over_to": ""}
        if not marked.update(**changes, handed_over_by=None):
            raise HandingOverRefused(
                _("This certificate is not marked as handed over."), code="not_handed_over"
            )
        data = {"reason": reason, "was": was}
        log_one("certificate.hand_over_undone", certificate, by=by, data=data)


def _check_day(certificates: Collection[Certificate], on: dt.date, *, today: dt.date) -> None:
    if on > today:
        raise HandingOverRefused(_("This day is yet to come."), code="in_future")
    early = [one for one in certificates if on < one.issued_on]
    if early:
        raise HandingOverRefused(
            ngettext(
                "%(serial)s was issued on %(day)s; it cannot be handed over before.",
                "%(count)s certificates were issued later, %(serial)s on %(day)s.",
                len(early),
            ),
            code="before_issue",
            params={
                "count": len(early),
                "serial": early[0].serial,
                "day": short_date(early[0].issued_on),
            },
        )


def _log(
    certificates: Collection[Certificate],
    marked: list[tuple[int, int]],
    *,
    on: dt.date,
    to: str,
    by: Any,
) -> None:
    """One act, one row on the log of the class and on that of each register."""
    first = next(iter(certificates))
    books = {one.register_id: one.register for one in certificates}
    about = {"on": on} | ({"to": to} if to else {})
    for pk in sorted({register for register, _number in marked}):
        numbers = [number for register, number in marked if register == pk]
        subject = first.serial if len(certificates) == 1 else ""
        audit.record(
            "certificates.handed_over",
            chain=chain_of_register(books[pk]),
            by=by,
            subject=subject,
            data=about | {"numbers": numbers},
        )
    audit.record(
        "certificates.handed_over",
        chain=chain_of(first.enrollment.training_class),
        by=by,
        subject=first.serial if len(certificates) == 1 else "",
        data=about | {"count": len(marked)},
    )
