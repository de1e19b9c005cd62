"""The book of a register: all its lines, those of void certificates too."""

import datetime as dt

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certificates.documents import RegisterBookPaper, RegisterEntry
from certificates.models import Certificate, Register
from certificates.papers.blocks import heading_of, signature_of
from courses.dates import birth_text, short_date


def register_book(register: Register) -> RegisterBookPaper:
    body = register.issuing_body
    certificates = register.certificates.select_related("replaced_by").order_by("number")
    with translation.override(body.language):
        entries = tuple(_entry(certificate) for certificate in certificates)
        return RegisterBookPaper(
            heading=heading_of(body),
            language=body.language,
            is_sample=any(one.content["is_sample"] for one in certificates),
            year=register.year,
            entries=entries,
            total=register.last_number,
            signature=signature_of(body, timezone.localdate()),
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
        note=note_of(certificate),
        is_revoked=certificate.is_revoked,
    )


def note_of(certificate: Certificate) -> str:
    """What the column of remarks says about a certificate that no longer holds."""
    if certificate.is_replaced:
        return _("Replaced by %(serial)s: %(reason)s") % {
            "serial": certificate.replaced_by.serial,
            "reason": certificate.revoked_reason,
        }
    if certificate.revoked_at:
        return _("Revoked on %(day)s: %(reason)s") % {
            "day": short_date(timezone.localdate(certificate.revoked_at)),
            "reason": certificate.revoked_reason,
        }
    return ""
