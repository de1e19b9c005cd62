"""Verbs: issue the certificates of a class, revoke one, issue one anew in place of another.

Number and frozen content are stored in one transaction; files are made afterwards by `jobs`.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates import register as registers
from certificates.content import freeze, hash_of
from certificates.models import Certificate, Register, Signatory, new_code
from courses import audit
from courses.dates import short_date
from courses.models import TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.letters import outbox
from enrollment.models import Enrollment, Letter
from enrollment.querysets import EnrollmentQuerySet

PRINTED: Final = ("trainee__user", "training_class__issuing_body__heading", "training_class__venue")


class IssuingRefused(Refusal):
    """A certificate that may not be issued, revoked or replaced."""


def chain_of_register(register: Register) -> str:
    """Key of the log that holds all acts on one register."""
    return f"register:{register.pk}"


def issue_certificates(
    training_class: TrainingClass,
    *,
    by: Any,
    issued_on: dt.date | None = None,
    at: dt.datetime | None = None,
) -> list[Certificate]:
    """Number and freeze a certificate for everyone entitled who has none; again: nothing new.

    Refused with code `not_held`, `not_finalized`, `too_early`, `in_future` or `no_signatory`.
    """
    at = at or timezone.now()
    issued_on = issued_on or timezone.localdate(at)
    with transaction.atomic():
        current = _issuable(training_class, issued_on=issued_on, at=at)
        signatory = signatory_on(current, issued_on)
        register = registers.open_register(current.issuing_body, issued_on.year)
        # Whoever comes second waits here and then finds nothing left to issue.
        registers.lock_register(register)
        entitled = list(entitled_without(current).select_related(*PRINTED).in_roster_order())
        numbers = registers.take_numbers(register, len(entitled))
        issued = Certificate.objects.bulk_create(
            _certificate(enrollment, signatory, register, number, by=by, on=issued_on, at=at)
            for enrollment, number in zip(entitled, numbers, strict=True)
        )
        if issued:
            _log_issue(current, register, issued, by=by)
    return issued


def entitled_without(training_class: TrainingClass) -> EnrollmentQuerySet:
    """Who completed the class and was never given a certificate.

    A revoked certificate comes back by `reissue` only: a revocation must not be undone by the
    button for the whole class.
    """
    given = Certificate.objects.filter(enrollment=OuterRef("pk"))
    completed = Enrollment.objects.for_class(training_class).confirmed()
    found: EnrollmentQuerySet = completed.filter(
        ~Exists(given), outcome=Enrollment.Outcome.COMPLETED
    )
    return found


def signatory_on(training_class: TrainingClass, day: dt.date) -> Signatory:
    """Who signs for the issuing body of the class on that day; nobody is a refusal."""
    found: Signatory | None = Signatory.objects.signing(training_class.issuing_body, day)
    if found is None:
        raise IssuingRefused(
            _("Nobody is named who signs for %(body)s on %(day)s."),
            code="no_signatory",
            params={"body": training_class.issuing_body, "day": short_date(day)},
        )
    return found


def revoke(
    certificate: Certificate, *, by: Any, reason: str, at: dt.datetime | None = None
) -> Certificate:
    """Declare a certificate void; its number and content stay in the register."""
    with transaction.atomic():
        registers.lock_register(certificate.register)
        _revoke(certificate, by=by, reason=reason, at=at or timezone.now())
        _log_one("certificate.revoked", certificate, by=by, data={"reason": reason})
    return certificate


def reissue(
    certificate: Certificate, *, by: Any, reason: str, at: dt.datetime | None = None
) -> Certificate:
    """Issue a new certificate with its own number that takes the place of this one.

    A certificate that still holds is revoked by it; one that was revoked may be replaced too.
    """
    at = at or timezone.now()
    day = timezone.localdate(at)
    with transaction.atomic():
        enrollment = Enrollment.objects.select_related(*PRINTED).get(pk=certificate.enrollment_id)
        current = _issuable(enrollment.training_class, issued_on=day, at=at)
        signatory = signatory_on(current, day)
        register = registers.open_register(current.issuing_body, day.year)
        registers.lock_register(register)
        _check_replaceable(certificate, reason)
        if not certificate.is_revoked:
            _revoke(certificate, by=by, reason=reason, at=at)
        number = registers.take_number(register)
        new = _certificate(
            enrollment, signatory, register, number, by=by, on=day, at=at, replaces=certificate
        )
        new.save(force_insert=True)
        _log_one(
            "certificate.replaced", certificate, by=by, data={"reason": reason, "by": new.serial}
        )
        _log_issue(current, register, [new], by=by)
    return new


def _issuable(
    training_class: TrainingClass, *, issued_on: dt.date, at: dt.datetime
) -> TrainingClass:
    """The class as it is stored now, if certificates may be issued for it on that day."""
    stored = TrainingClass.objects.select_related("issuing_body")
    current: TrainingClass = stored.get(pk=training_class.pk)
    if not current.is_held:
        raise IssuingRefused(_("This class was not held."), code="not_held")
    if current.finalized_at is None:
        raise IssuingRefused(
            _("The results of this class are not recognized yet."), code="not_finalized"
        )
    if issued_on < current.ends_on:
        raise IssuingRefused(
            _("A certificate cannot be dated before the last day of the class."), code="too_early"
        )
    if issued_on > timezone.localdate(at):
        raise IssuingRefused(_("A certificate cannot be dated in the future."), code="in_future")
    return current


def _certificate(
    enrollment: Enrollment,
    signatory: Signatory,
    register: Register,
    number: int,
    *,
    by: Any,
    on: dt.date,
    at: dt.datetime,
    replaces: Certificate | None = None,
) -> Certificate:
    content = freeze(
        enrollment,
        signatory=signatory,
        year=register.year,
        number=number,
        code=new_code(),
        issued_on=on,
        reissue=replaces.content["reissue"] + 1 if replaces else 0,
    )
    return Certificate(
        register=register,
        number=number,
        serial=content["serial"],
        code=content["code"],
        enrollment=enrollment,
        content=content,
        content_hash=hash_of(content),
        issued_on=on,
        issued_at=at,
        issued_by=by,
        replaces=replaces,
    )


def _check_replaceable(certificate: Certificate, reason: str) -> None:
    _check_reason(reason)
    certificate.refresh_from_db(fields=["revoked_at"])
    others = Certificate.objects.valid().filter(enrollment=certificate.enrollment_id)
    if (
        Certificate.objects.filter(replaces=certificate).exists()
        or others.exclude(pk=certificate.pk).exists()
    ):
        raise IssuingRefused(
            _("This certificate was already replaced by another."), code="already_replaced"
        )


def _revoke(certificate: Certificate, *, by: Any, reason: str, at: dt.datetime) -> None:
    _check_reason(reason)
    # A conditional update decides between two administrators who press the button at once.
    revoked = Certificate.objects.valid().filter(pk=certificate.pk)
    if not revoked.update(revoked_at=at, revoked_reason=reason, revoked_by=by):
        raise IssuingRefused(_("This certificate is already revoked."), code="already_revoked")
    certificate.revoked_at, certificate.revoked_reason, certificate.revoked_by = at, reason, by


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise IssuingRefused(_("A reason is needed."), code="reason_needed")


def _log_issue(
    training_class: TrainingClass, register: Register, issued: Sequence[Certificate], *, by: Any
) -> None:
    """One act, one row: with the hashes, so that content cannot be exchanged unnoticed."""
    hashes = {certificate.serial: certificate.content_hash for certificate in issued}
    audit.record(
        "certificates.issued", chain=chain_of_register(register), by=by, data={"hashes": hashes}
    )
    audit.record(
        "certificates.issued",
        chain=chain_of(training_class),
        by=by,
        data={"serials": sorted(hashes)},
    )
    for certificate in issued:
        outbox.put(
            Letter.Kind.CERTIFICATE_READY,
            key=f"certificate:{certificate.pk}",
            about=certificate.enrollment,
        )


def _log_one(action: str, certificate: Certificate, *, by: Any, data: dict[str, str]) -> None:
    """On the register's log and on the log of the class."""
    training_class = certificate.enrollment.training_class
    for chain in (chain_of_register(certificate.register), chain_of(training_class)):
        audit.record(action, chain=chain, by=by, subject=certificate.serial, data=data)
