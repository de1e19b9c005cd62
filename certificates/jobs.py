"""Long runs: the PDF files of a class. A worker may be killed at any point; the next one goes on.

The files are derived from stored content, so doing a step twice is harmless. A run belongs to
whoever moved its lease last; a worker that lost it stops at its next step.
"""

import datetime as dt
from typing import Any, Final

import structlog
from django_tasks import task

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates import papers
from certificates.calling import agencies_called, letter_of
from certificates.models import Certificate, IssueRun
from certificates.pdf.render import render_document
from courses import audit
from courses.models import TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of

log = structlog.get_logger(__name__)

State = IssueRun.State
Kind = IssueRun.Kind
# A queued run that nobody began after this time is queued again.
PATIENCE: Final = dt.timedelta(seconds=30)
LEASE: Final = dt.timedelta(minutes=2)
# The merged file is one step, and a long one for a large class.
LEASE_PER_PAPER: Final = dt.timedelta(seconds=1)
MAX_ATTEMPTS: Final = 5


class LeaseLost(Exception):
    """Another worker has taken the run over."""


def order_run(training_class: TrainingClass, *, by: Any) -> IssueRun | None:
    """Have the files of all valid certificates of the class made; None when there are none.

    While a run is under way the same one is returned.
    """
    count = Certificate.objects.valid().of_class(training_class).count()
    return _order(training_class, Kind.CERTIFICATES, count, by=by)


def order_letters(training_class: TrainingClass, *, by: Any) -> IssueRun | None:
    """Have the call letters to all agencies made in one file; None when nobody is called."""
    return _order(training_class, Kind.CALL_LETTERS, len(agencies_called(training_class)), by=by)


def _order(training_class: TrainingClass, kind: str, count: int, *, by: Any) -> IssueRun | None:
    if not count:
        return None
    try:
        with transaction.atomic():
            run = IssueRun.objects.create(
                training_class=training_class,
                kind=kind,
                requested_by=by,
                requested_at=timezone.now(),
                total=count,
                lease_until=timezone.now() + PATIENCE,
            )
            _log_order(run, by=by)
            transaction.on_commit(lambda: enqueue(run))
    except IntegrityError:
        # Somebody else pressed the button at the same moment; the constraint decided.
        known = IssueRun.objects.unfinished().filter(training_class=training_class, kind=kind)
        return known.first()
    return run


def _log_order(run: IssueRun, *, by: Any) -> None:
    chain, subject = chain_of(run.training_class), f"run:{run.pk}"
    if run.kind == Kind.CALL_LETTERS:
        audit.record("call_letters.files_ordered", chain=chain, by=by, subject=subject)
    else:
        audit.record("certificates.files_ordered", chain=chain, by=by, subject=subject)


def ensure_run(training_class: TrainingClass, *, by: Any) -> IssueRun | None:
    """The run that has made, or is making, the files of all valid certificates; else a new one."""
    latest = IssueRun.objects.of_certificates(training_class).first()
    if latest and (not latest.is_finished or covers_all(latest)):
        return latest
    return order_run(training_class, by=by)


def covers_all(run: IssueRun) -> bool:
    """Whether the run is done and no certificate came or went since."""
    valid = Certificate.objects.valid().of_class(run.training_class)
    return (
        run.state == State.DONE
        and run.total == valid.count()
        and not valid.filter(issued_at__gt=run.requested_at).exists()
        and run.merged_pdf.storage.exists(run.merged_pdf.name)
    )


def enqueue(run: IssueRun) -> None:
    """Hand the run to the next worker that is free."""
    render_run.enqueue(str(run.public_id))


def take_up_stale_runs(at: dt.datetime | None = None) -> int:
    """Queue again what nobody works on: the worker died or the task was lost. Call regularly."""
    at = at or timezone.now()
    stale = IssueRun.objects.unfinished().filter(lease_until__lte=at)
    taken = 0
    for run in stale:
        # The condition keeps two sweeps from queueing the same run twice.
        mine = stale.filter(pk=run.pk, lease_until=run.lease_until)
        if mine.update(state=State.QUEUED, lease_until=at + PATIENCE):
            log.warning("run_taken_up", run=run.pk, was=run.state)
            enqueue(run)
            taken += 1
    return taken


@task()
def render_run(public_id: str) -> None:
    """Make the files of one run; a second delivery of the same task finds nothing to do."""
    run = claim(public_id, at=timezone.now())
    if run is None:
        return
    try:
        make_files(run)
    except LeaseLost:
        log.info("run_lost", run=run.pk)
    except Refusal as refusal:
        log.error("run_failed", run=run.pk, code=refusal.code)
        _end(run, state=State.FAILED, error=refusal.text)
    except OSError as error:
        # No room, no folder: the numbers are safe, the files come when the machine is well again.
        log.warning("run_postponed", run=run.pk, error=type(error).__name__)
        _end(run, state=State.QUEUED, lease_until=timezone.now() + PATIENCE, attempts=0)
    else:
        _end(run, state=State.DONE)


def claim(public_id: str, *, at: dt.datetime) -> IssueRun | None:
    """Take a run that is queued or whose worker is gone; None when another was faster."""
    free = Q(state=State.QUEUED) | Q(state=State.RUNNING, lease_until__lte=at)
    mine = IssueRun.objects.filter(free, public_id=public_id)
    if not mine.update(state=State.RUNNING, lease_until=at + LEASE, attempts=F("attempts") + 1):
        return None
    run = IssueRun.objects.select_related("training_class").get(public_id=public_id)
    if run.attempts > MAX_ATTEMPTS:
        log.error("run_given_up", run=run.pk)
        _end(run, state=State.FAILED, error=_("The files could not be made; tried several times."))
        return None
    return run


def make_files(run: IssueRun) -> None:
    """What the run was ordered for; each step moves the lease on."""
    if run.kind == Kind.CALL_LETTERS:
        _make_letters(run)
    else:
        _make_certificates(run)


def _make_letters(run: IssueRun) -> None:
    """All letters in one file, as the class and what was typed for them are now."""
    called = agencies_called(run.training_class)
    _hold(run, lease=LEASE + len(called) * LEASE_PER_PAPER, total=len(called))
    body = render_document(papers.call_letters(letter_of(run.training_class), called))
    run.merged_pdf.name = run.merged_pdf.storage.put(f"runs/{run.public_id}.pdf", body)
    _hold(run, lease=LEASE, done=len(called))


def _make_certificates(run: IssueRun) -> None:
    """One file per certificate that has none, then all in one."""
    certificates = list(
        Certificate.objects.valid().of_class(run.training_class).order_by("register", "number")
    )
    for done, certificate in enumerate(certificates):
        _hold(run, lease=LEASE, done=done, total=len(certificates))
        store_pdf(certificate)
    _hold(run, lease=LEASE + len(certificates) * LEASE_PER_PAPER, done=len(certificates))
    body = render_document(papers.certificate_batch(run.training_class, certificates))
    run.merged_pdf.name = run.merged_pdf.storage.put(f"runs/{run.public_id}.pdf", body)


def store_pdf(certificate: Certificate) -> None:
    """Keep the file of a certificate that has none; its name follows from the content."""
    storage = certificate.pdf.storage
    if certificate.pdf and storage.exists(certificate.pdf.name):
        return
    folder, mark = certificate.register_id, certificate.content_hash[:16]
    name = f"certificates/{folder}/{certificate.serial}-{mark}.pdf"
    storage.put(name, render_document(papers.certificate_paper(certificate)))
    Certificate.objects.filter(pk=certificate.pk).update(pdf=name)


def _hold(run: IssueRun, *, lease: dt.timedelta, **changes: Any) -> None:
    """Move the lease on, if it is still ours."""
    until = timezone.now() + lease
    mine = IssueRun.objects.filter(pk=run.pk, state=State.RUNNING, lease_until=run.lease_until)
    if not mine.update(lease_until=until, **changes):
        raise LeaseLost
    run.lease_until = until


def _end(run: IssueRun, *, error: str = "", **changes: Any) -> None:
    """Leave the run in its next state, if it is still ours."""
    mine = IssueRun.objects.filter(pk=run.pk, state=State.RUNNING, lease_until=run.lease_until)
    mine.update(error=error[:300], merged_pdf=run.merged_pdf.name, **changes)
