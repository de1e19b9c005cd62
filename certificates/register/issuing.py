"""The verb that issues the certificates of a class, and what issuing one anew shares with it.

Number and frozen content are stored in one transaction; files are made afterwards by `runs`, and
only when they can be had their owners are told.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.content import ClassDesign, Content, class_design, freeze, hash_of
from certificates.models import (
    Certificate,
    CertificateDesign,
    DesignVersion,
    Register,
    Signatory,
    new_code,
)
from certificates.register import numbers as registers
from certificates.signing.record import new_record
from certificates.verification import shown_name
from courses import audit, vietnamese
from courses.dates import short_date
from courses.models import TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of, refuse_recorded
from enrollment.models import Enrollment
from enrollment.querysets import EnrollmentQuerySet
from enrollment.seating import seats

PRINTED: Final = ("trainee__user", "training_class__issuing_body__heading", "training_class__venue")


class IssuingRefused(Refusal):
    """A certificate that may not be issued or replaced."""


def issue_certificates(
    training_class: TrainingClass,
    *,
    by: Any,
    issued_on: dt.date | None = None,
    signatory: Signatory | None = None,
    design: DesignVersion | None = None,
    at: dt.datetime | None = None,
) -> list[Certificate]:
    """Number and freeze a certificate for everyone entitled who has none; again: nothing new.

    Refused with code `not_held`, `not_finalized`, `too_early`, `in_future`, `no_signatory`,
    `wrong_signatory`, `wrong_design` or `register_closed`.
    """
    at = at or timezone.now()
    issued_on = issued_on or timezone.localdate(at)
    with transaction.atomic():
        # Whoever takes the recognition back, or orders files, waits until the numbers are taken.
        seats.lock_class(training_class)
        current = issuable(training_class, issued_on=issued_on, at=at)
        signatory = signatory_on(current, issued_on, chosen=signatory)
        design = design_of(current, chosen=design)
        register = registers.open_register(current.issuing_body, issued_on.year)
        # Whoever comes second waits here and then finds nothing left to issue.
        registers.lock_register(register)
        printed = class_design(current, design) if design else None
        entitled = list(entitled_without(current).select_related(*PRINTED).in_roster_order())
        numbers = registers.take_numbers(register, len(entitled))
        issued = Certificate.objects.bulk_create(
            _certificate(
                enrollment, signatory, register, number, design=printed, by=by, on=issued_on, at=at
            )
            for enrollment, number in zip(entitled, numbers, strict=True)
        )
        if issued:
            log_issue(current, register, issued, by=by)
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


def signatory_on(
    training_class: TrainingClass, day: dt.date, *, chosen: Signatory | None = None
) -> Signatory:
    """Who signs for the issuing body of the class on that day; nobody is a refusal."""
    signing = Signatory.objects.valid_on(day).filter(issuing_body=training_class.issuing_body)
    if chosen is not None:
        if not signing.filter(pk=chosen.pk).exists():
            raise IssuingRefused(
                _("%(name)s does not sign for %(body)s on %(day)s."),
                code="wrong_signatory",
                params={"name": chosen.full_name, **_of(training_class, day)},
            )
        return chosen
    found: Signatory | None = Signatory.objects.signing(training_class.issuing_body, day)
    if found is None:
        raise IssuingRefused(
            _("Nobody is named who signs for %(body)s on %(day)s."),
            code="no_signatory",
            params=_of(training_class, day),
        )
    return found


def _of(training_class: TrainingClass, day: dt.date) -> dict[str, Any]:
    return {"body": training_class.issuing_body, "day": short_date(day)}


def design_of(
    training_class: TrainingClass, *, chosen: DesignVersion | None = None
) -> DesignVersion | None:
    """The chosen one, if it is offered to the body; else the usual one, if there are any."""
    body = training_class.issuing_body
    if chosen is None:
        usual = CertificateDesign.objects.usual_for(body)
        return usual.current if usual else None
    if not CertificateDesign.objects.offered_to(body).filter(current=chosen).exists():
        raise IssuingRefused(
            _("The design %(design)s is not offered for %(body)s."),
            code="wrong_design",
            params={"design": chosen.design, "body": body},
        )
    return chosen


def issuable(
    training_class: TrainingClass, *, issued_on: dt.date, at: dt.datetime
) -> TrainingClass:
    """The class as it is stored now, if certificates may be issued for it on that day."""
    stored = TrainingClass.objects.select_related("issuing_body__heading", "course")
    current: TrainingClass = stored.get(pk=training_class.pk)
    if not current.is_held:
        raise IssuingRefused(_("This class was not held."), code="not_held")
    refuse_recorded(current)
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
    design: ClassDesign | None,
    by: Any,
    on: dt.date,
    at: dt.datetime,
) -> Certificate:
    content = freeze(
        enrollment,
        signatory=signatory,
        year=register.year,
        number=number,
        code=new_code(),
        issued_on=on,
        design=design,
    )
    made = with_content(content, enrollment, register, by=by, on=on, at=at)
    made.design = design.version if design else None
    return made


def with_content(
    content: Content,
    enrollment: Enrollment,
    register: Register,
    *,
    by: Any,
    on: dt.date,
    at: dt.datetime,
) -> Certificate:
    """The line of the register that stands for this content; not stored yet."""
    return Certificate(
        register=register,
        number=content["number"],
        serial=content["serial"],
        code=content["code"],
        enrollment=enrollment,
        search_text=vietnamese.fold(content["person"]["full_name"]),
        content=content,
        content_hash=hash_of(content),
        record=new_record(content, full_name=shown_name(content, register.issuing_body)),
        issued_on=on,
        issued_at=at,
        issued_by=by,
    )


def log_issue(
    training_class: TrainingClass, register: Register, issued: Sequence[Certificate], *, by: Any
) -> None:
    """One act, one row: with the hashes, so that content cannot be exchanged unnoticed."""
    hashes = {certificate.serial: certificate.content_hash for certificate in issued}
    chain = registers.chain_of_register(register)
    audit.record("certificates.issued", chain=chain, by=by, data={"hashes": hashes})
    audit.record(
        "certificates.issued",
        chain=chain_of(training_class),
        by=by,
        data={"serials": sorted(hashes)},
    )
