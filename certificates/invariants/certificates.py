"""Registers, certificates, runs and yearly figures (I5, I6, I7, I12, I13)."""

import datetime as dt
from typing import Final

from django.db.models import Count, Exists, Max, Min, OuterRef
from django.utils import timezone

from certificates.content import hash_of
from certificates.invariants.findings import Findings
from certificates.models import (
    Certificate,
    CertificateCopy,
    IssueRun,
    PaperCertificate,
    Register,
    RevocationRequest,
)
from certificates.sums import TotalsDisagree
from certificates.year_book.figures import YearlySummary
from certificates.year_book.summary import yearly_summary, years_held
from courses.models import AuditEntry, TrainingClass
from enrollment.models import Enrollment

# A run past its lease is taken up by the next sweep; later than this, no sweep is running.
FORGOTTEN_AFTER: Final = dt.timedelta(minutes=2)


def registers_have_no_gap() -> Findings:
    """I5: the numbers of a register are 1 to its last number, each once; none is void by itself."""
    registers = Register.objects.select_related("issuing_body").annotate(
        count=Count("certificates"),
        different=Count("certificates__number", distinct=True),
        lowest=Min("certificates__number"),
        highest=Max("certificates__number"),
    )
    for one in registers:
        found = (one.count, one.different, one.lowest or 1, one.highest or 0)
        if found != (one.last_number, one.last_number, 1, one.last_number):
            yield (
                f"register {one}",
                f"last number {one.last_number}, but {one.count} certificates "
                f"from {one.lowest} to {one.highest}",
            )
    yield from _revocations_without_two_people()


def contents_are_untouched() -> Findings:
    """I6: the frozen content is what was stored and logged when the certificate was issued."""
    logged: dict[str, str] = {}
    issued = AuditEntry.objects.filter(
        action="certificates.issued", chain__key__startswith="register:"
    )
    for data in issued.values_list("data", flat=True):
        logged.update(data.get("hashes", {}))
    for one in Certificate.objects.select_related("register").iterator():
        content = one.content
        if hash_of(content) != one.content_hash:
            yield one.serial, "the content is not what its hash says"
        if logged.get(one.serial) != one.content_hash:
            yield one.serial, "the hash is not the one that was logged"
        printed = (content["serial"], content["number"], content["year"], content["code"])
        if printed != (one.serial, one.number, one.register.year, one.code):
            yield one.serial, "the content speaks of another number"
    yield from _copies_that_changed()


def _copies_that_changed() -> Findings:
    """A copy from the register says what was stored when it was given, and what the book says."""
    for one in CertificateCopy.objects.select_related("certificate").iterator():
        if hash_of(one.content) != one.content_hash:
            yield str(one.certificate), f"copy {one.number} is not what its hash says"
        if hash_of(one.content["entry"]) != one.certificate.content_hash:
            yield str(one.certificate), f"copy {one.number} says something else than the register"


def _revocations_without_two_people() -> Findings:
    """What is void and was not replaced was asked for by one person and approved by another."""
    approved = RevocationRequest.objects.filter(
        certificate=OuterRef("pk"), state=RevocationRequest.State.APPROVED
    )
    void = Certificate.objects.exclude(revoked_at=None).filter(replaced_by=None)
    for one in void.filter(~Exists(approved)):
        yield one.serial, "is revoked, and nobody approved it"


def one_valid_certificate_each() -> Findings:
    """I7: at most one certificate of a person and class holds, and what is replaced does not."""
    pairs = (
        Certificate.objects.valid()
        .order_by()
        .values_list("enrollment__training_class__code", "enrollment__trainee")
    )
    for code, trainee, count in pairs.annotate(count=Count("pk")).filter(count__gt=1):
        yield code, f"trainee {trainee} has {count} valid certificates"
    for one in Certificate.objects.filter(replaced_by__isnull=False, revoked_at=None):
        yield one.serial, "was replaced and still holds"
    strangers = Certificate.objects.exclude(
        enrollment__state=Enrollment.State.CONFIRMED,
        enrollment__outcome=Enrollment.Outcome.COMPLETED,
    )
    for one in strangers.valid():
        yield one.serial, "holds for somebody who did not complete the class"


def runs_do_not_hang() -> Findings:
    """I12: no run is left behind by a dead worker."""
    since = timezone.now() - FORGOTTEN_AFTER
    for run in IssueRun.objects.unfinished().exclude(lease_until__gte=since):
        yield f"run {run.pk}", f"is {run.state}, nobody works on it"


def summaries_agree() -> Findings:
    """I13: the tables of a year agree with each other and with the rows counted once more."""
    for held in years_held():
        summary = yearly_summary(held.year)
        try:
            summary.check()
        except TotalsDisagree as error:
            yield f"year {held.year}", error.text
        yield from _compare_with_rows(summary)


def _compare_with_rows(summary: YearlySummary) -> Findings:
    classes = TrainingClass.objects.held_in(summary.year).filter(ends_on__lte=summary.as_of)
    people = Enrollment.objects.confirmed().filter(training_class__in=classes)
    counted = {
        "classes": classes.count(),
        "participations": people.count(),
        "persons": people.values("trainee").distinct().count(),
        "completed": people.filter(outcome=Enrollment.Outcome.COMPLETED).count(),
        "certificates": sum(
            kind.objects.valid().filter(enrollment__in=people).count()
            for kind in (Certificate, PaperCertificate)
        ),
    }
    for name, count in counted.items():
        if getattr(summary, name) != count:
            yield (
                f"year {summary.year}",
                f"{name}: the summary says {getattr(summary, name)}, the rows {count}",
            )
