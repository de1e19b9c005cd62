"""Verbs: a corrected certificate with a number of its own takes the place of another."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.content import Content, class_design, freeze
from certificates.models import (
    Certificate,
    CertificateRequest,
    Register,
    RevocationRequest,
    new_code,
)
from certificates.register import numbers as registers
from certificates.register.issuing import (
    PRINTED,
    IssuingRefused,
    issuable,
    log_issue,
    signatory_on,
    with_content,
)
from certificates.register.numbers import log_one
from certificates.register.requests import settle
from certificates.register.revoking import void
from courses.dates import birth_text
from courses.models import TrainingClass
from enrollment.letters import outbox
from enrollment.models import Enrollment, Letter
from enrollment.seating import seats

# What may be printed otherwise, by the parts of the content; the rest follows from the records.
CORRECTABLE: Final[dict[str, tuple[str, ...]]] = {
    "person": ("full_name", "birth_date", "birth_year", "gender", "position", "agency"),
    "class": ("title",),
}


@dataclass(frozen=True)
class Line:
    """One detail as it was printed and as it would be."""

    label: Any
    old: str
    new: str

    @property
    def is_changed(self) -> bool:
        return self.old != self.new


def reissue(
    certificate: Certificate,
    *,
    by: Any,
    reason: str,
    corrections: Mapping[str, Any] | None = None,
    request: CertificateRequest | None = None,
    at: dt.datetime | None = None,
) -> Certificate:
    """Issue a new certificate with its own number that takes the place of this one.

    A certificate that still holds is void by it; one that was revoked may be replaced too.
    `corrections` are details of the person, and `title` of the class, to be printed otherwise.
    """
    at = at or timezone.now()
    day = timezone.localdate(at)
    if not reason.strip():
        raise IssuingRefused(_("A reason is needed."), code="reason_needed")
    with transaction.atomic():
        # Whoever takes the recognition back waits until the number is taken.
        seats.lock_class(certificate.enrollment.training_class)
        enrollment, current = _still_issuable(certificate, day=day, at=at)
        register = registers.open_register(current.issuing_body, day.year)
        # The older book first, so that two who need both never wait for each other.
        for book in _books(certificate.register, register):
            registers.lock_register(book)
        _check_replaceable(certificate)
        if not certificate.is_revoked:
            void(certificate, by=by, at=at, reason=reason)
        number = registers.take_number(register)
        content = corrected_content(
            certificate, enrollment, register, number, corrections or {}, on=day
        )
        new = with_content(content, enrollment, register, by=by, on=day, at=at)
        new.replaces, new.design = certificate, certificate.design
        new.save(force_insert=True)
        _note(certificate, new, reason=reason, request=request, by=by, at=at)
    return new


def _note(
    old: Certificate,
    new: Certificate,
    *,
    reason: str,
    request: CertificateRequest | None,
    by: Any,
    at: dt.datetime,
) -> None:
    """The log of both books, the request that is answered by it, the letter."""
    log_one("certificate.replaced", old, by=by, data={"reason": reason, "by": new.serial})
    log_issue(new.enrollment.training_class, new.register, [new], by=by)
    if request is not None:
        settle(request, by=by, answer=new.serial, at=at)
    key = f"replaced:{new.pk}"
    outbox.put(Letter.Kind.CERTIFICATE_REPLACED, key=key, about=new.enrollment)


def rehearsed_content(
    certificate: Certificate, corrections: Mapping[str, Any], *, at: dt.datetime | None = None
) -> Content:
    """What `reissue` would print now; takes no number. For looking it over beforehand."""
    at = at or timezone.now()
    day = timezone.localdate(at)
    enrollment, current = _still_issuable(certificate, day=day, at=at)
    body = current.issuing_body
    register = Register.objects.filter(issuing_body=body, year=day.year).first()
    number = registers.next_number(body, day.year)
    register = register or Register(issuing_body=body, year=day.year)
    return corrected_content(certificate, enrollment, register, number, corrections, on=day)


def corrected_content(
    certificate: Certificate,
    enrollment: Enrollment,
    register: Register,
    number: int,
    corrections: Mapping[str, Any],
    *,
    on: dt.date,
) -> Content:
    """As printed before, but for the corrections; results, issuer and signature are today's."""
    training_class, version = enrollment.training_class, certificate.design
    content = freeze(
        enrollment,
        signatory=signatory_on(training_class, on),
        year=register.year,
        number=number,
        code=new_code(),
        issued_on=on,
        reissue=certificate.content["reissue"] + 1,
        design=class_design(training_class, version) if version else None,
    )
    for part, names in CORRECTABLE.items():
        for name in names:
            content[part][name] = corrections.get(name, certificate.content[part][name])
    return content


def compared(old: Content, new: Content) -> list[Line]:
    """Old and new beside each other, in the order of the paper."""
    before, after = _printed(old), _printed(new)
    return [Line(label, before[label], after[label]) for label in after]


def _printed(content: Content) -> dict[Any, str]:
    person, held = content["person"], content["class"]
    birth = dt.date.fromisoformat(person["birth_date"]) if person["birth_date"] else None
    return {
        gettext_lazy("Full name"): person["full_name"],
        gettext_lazy("Date of birth"): birth_text(birth, person["birth_year"]),
        gettext_lazy("Position"): person["position"],
        gettext_lazy("Agency"): person["agency"],
        gettext_lazy("Class"): held["title"],
        gettext_lazy("Ranking"): content["ranking"],
        gettext_lazy("Signed by"): content["signature"]["name"],
    }


def _books(*registers_needed: Register) -> list[Register]:
    return sorted({book.pk: book for book in registers_needed}.values(), key=lambda book: book.pk)


def _still_issuable(
    certificate: Certificate, *, day: dt.date, at: dt.datetime
) -> tuple[Enrollment, TrainingClass]:
    enrollment = Enrollment.objects.select_related(*PRINTED).get(pk=certificate.enrollment_id)
    return enrollment, issuable(enrollment.training_class, issued_on=day, at=at)


def _check_replaceable(certificate: Certificate) -> None:
    certificate.refresh_from_db(fields=["revoked_at"])
    others = Certificate.objects.valid().filter(enrollment=certificate.enrollment_id)
    if (
        Certificate.objects.filter(replaces=certificate).exists()
        or others.exclude(pk=certificate.pk).exists()
    ):
        raise IssuingRefused(
            _("This certificate was already replaced by another."), code="already_replaced"
        )
    if certificate.revocations.filter(state=RevocationRequest.State.OPEN).exists():
        raise IssuingRefused(
            _("A revocation of this certificate waits to be decided."), code="revocation_open"
        )
