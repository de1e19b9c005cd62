"""The book of a register: all its lines, those of void certificates too."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.documents import RegisterCover, RegisterEntry, RegisterNumbers, RegisterPages
from certificates.models import Certificate, Register
from certificates.papers.blocks import heading_of, signature_of
from courses.dates import birth_text, short_date


def register_cover(register: Register, *, pages: int, total: int, is_sample: bool) -> RegisterCover:
    """The first page, with the number of all of them."""
    body = register.issuing_body
    today = timezone.localdate()
    return RegisterCover(
        heading=heading_of(body),
        language=body.language,
        is_sample=is_sample,
        year=register.year,
        pages=pages,
        total=total,
        closed_on=timezone.localdate(register.closed_at) if register.closed_at else None,
        signature=signature_of(body, today),
        issued_on=today,
    )


def register_pages(
    register: Register,
    certificates: Sequence[Certificate],
    *,
    expected: int,
    closing_total: int | None = None,
) -> RegisterPages:
    """Some lines of the book; `certificates` come with `replaced_by` and `copies`."""
    body = register.issuing_body
    with translation.override(body.language):
        return RegisterPages(
            heading=heading_of(body),
            language=body.language,
            is_sample=any(one.content["is_sample"] for one in certificates),
            year=register.year,
            entries=tuple(_entry(certificate) for certificate in certificates),
            total=expected,
            closing_total=closing_total,
        )


def register_numbers(register: Register, *, first: int, last: int, pages: int) -> RegisterNumbers:
    body = register.issuing_body
    return RegisterNumbers(
        heading=heading_of(body),
        language=body.language,
        year=register.year,
        first=first,
        last=last,
        pages=pages,
    )


def _entry(certificate: Certificate) -> RegisterEntry:
    content = certificate.content
    person, held = content["person"], content["class"]
    days = sorted({dt.date.fromisoformat(held[name]) for name in ("starts_on", "ends_on")})
    birth = dt.date.fromisoformat(person["birth_date"]) if person["birth_date"] else None
    return RegisterEntry(
        register_number=certificate.register_number,
        serial_number=certificate.serial,
        full_name=person["full_name"],
        birth=birth_text(birth, person["birth_year"]),
        agency=person["agency"],
        class_title=held["title"],
        held=" – ".join(map(short_date, days)),
        ranking=content["ranking"],
        decision=held["decision"],
        issued_on=certificate.issued_on,
        signer=content["signature"]["name"],
        received=_received(certificate),
        note=note_of(certificate),
        is_revoked=certificate.is_revoked,
    )


def _received(certificate: Certificate) -> str:
    """When it was handed over, and to whom if that was another; else room for the hand."""
    if certificate.handed_over_on is None:
        return ""
    day = short_date(certificate.handed_over_on)
    if not certificate.handed_over_to:
        return day
    return pgettext("paper", "{day}, by {name}").format(day=day, name=certificate.handed_over_to)


def note_of(certificate: Certificate) -> str:
    """What the column of remarks says: what it replaces, what became of it, copies of it."""
    notes = []
    if certificate.content["reissue"]:
        notes.append(
            pgettext("paper", "Reissued (no. {count})").format(count=certificate.content["reissue"])
        )
    if end := _end_of(certificate):
        notes.append(end)
    notes += [
        pgettext("paper", "Copy no. {number} on {day}").format(
            number=copy.number, day=short_date(copy.issued_on)
        )
        for copy in certificate.copies.all()
    ]
    return "; ".join(notes)


def _end_of(certificate: Certificate) -> str:
    if certificate.revoked_at is None:
        return ""
    words = {
        "day": short_date(timezone.localdate(certificate.revoked_at)),
        "decision": certificate.revoked_decision,
        "reason": certificate.revoked_reason,
    }
    if certificate.is_replaced:
        words["serial"] = certificate.replaced_by.serial
        return _("Replaced by %(serial)s: %(reason)s") % words
    if certificate.revoked_decision:
        return _("Revoked on %(day)s by decision %(decision)s: %(reason)s") % words
    return _("Revoked on %(day)s: %(reason)s") % words
