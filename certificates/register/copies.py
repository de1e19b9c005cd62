"""The verb that gives a copy from the register: what the book says, certified on a later day."""

import datetime as dt
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.content import Content, hash_of
from certificates.models import Certificate, CertificateCopy, CertificateRequest, Signatory
from certificates.register import numbers as registers
from certificates.register.issuing import signatory_on
from certificates.register.numbers import log_one
from certificates.register.requests import settle
from courses.refusals import Refusal
from enrollment.letters import outbox
from enrollment.models import Letter

TEMPLATE: Final = "register-copy-1"


class CopyRefused(Refusal):
    """A copy that cannot be given."""


def give_copy(
    certificate: Certificate,
    *,
    by: Any,
    request: CertificateRequest | None = None,
    number: int | None = None,
    at: dt.datetime | None = None,
) -> CertificateCopy:
    """Certify the line of the register once more; no number is taken in the register.

    `number` is that of the copy which is meant: a button pressed twice gives one. Refused with
    code `not_valid`, `already_given` or `no_signatory`.
    """
    at = at or timezone.now()
    day = timezone.localdate(at)
    with transaction.atomic():
        registers.lock_register(certificate.register)
        certificate.refresh_from_db(fields=["revoked_at", "handed_over_on", "handed_over_to"])
        if certificate.is_revoked:
            raise CopyRefused(
                _("This certificate no longer holds, so no copy of it is given."), code="not_valid"
            )
        signatory = signatory_on(certificate.enrollment.training_class, day)
        following = certificate.copies.count() + 1
        if number not in (None, following):
            raise CopyRefused(_("This copy was issued already."), code="already_given")
        copy = _stored(certificate, signatory, number=following, request=request, by=by, at=at)
        data = {"copy": following, "hash": copy.content_hash}
        log_one("certificate.copied", certificate, by=by, data=data)
        if request is not None:
            answer = _("Copy no. %(number)s") % {"number": following}
            settle(request, by=by, answer=answer, at=at)
        outbox.put(
            Letter.Kind.CERTIFICATE_COPIED, key=f"copy:{copy.pk}", about=certificate.enrollment
        )
    return copy


def _stored(
    certificate: Certificate,
    signatory: Signatory,
    *,
    number: int,
    request: CertificateRequest | None,
    by: Any,
    at: dt.datetime,
) -> CertificateCopy:
    day = timezone.localdate(at)
    content = copy_content(certificate, signatory, number=number, on=day)
    return CertificateCopy.objects.create(
        certificate=certificate,
        number=number,
        request=request,
        signatory=signatory,
        content=content,
        content_hash=hash_of(content),
        issued_on=day,
        issued_at=at,
        issued_by=by,
    )


def copy_content(
    certificate: Certificate, signatory: Signatory, *, number: int, on: dt.date
) -> Content:
    """All that the copy prints, as JSON."""
    handed_over_on = certificate.handed_over_on
    return {
        "template": TEMPLATE,
        "number": number,
        "issued_on": on.isoformat(),
        "signature": {
            "authority": signatory.authority,
            "title": signatory.title,
            "name": signatory.full_name,
        },
        "handed_over_on": handed_over_on.isoformat() if handed_over_on else None,
        "entry": certificate.content,
    }
