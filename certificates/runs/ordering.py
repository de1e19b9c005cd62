"""Verbs: have files made, stop it, go on with it. A press too many makes nothing twice."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.calling import agencies_called
from certificates.history.recording import CHAIN as HISTORY_CHAIN
from certificates.history.recording import STEPS, check_recordable
from certificates.models import Certificate, ClosedYear, HistoryImport, IssueRun, Register
from certificates.register import numbers as registers
from certificates.register.issuing import issue_certificates
from certificates.runs.lease import PATIENCE
from certificates.runs.tasks import enqueue
from certificates.runs.year_files import PAPERS
from certificates.year_book.keeping import closing
from courses import audit
from courses.models import TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.seating import seats

State = IssueRun.State
Kind = IssueRun.Kind
# What a run is about; a year has no row of its own.
Subject = TrainingClass | Register | HistoryImport | int


def issue_with_files(
    training_class: TrainingClass, *, by: Any, **choice: Any
) -> tuple[list[Certificate], IssueRun | None]:
    """Numbers now and files in the background, both or neither; again: nothing new.

    `choice`: what `issue_certificates` takes beside these.
    """
    with transaction.atomic():
        issued = issue_certificates(training_class, by=by, **choice)
        return issued, ensure_run(training_class, by=by)


def ensure_run(training_class: TrainingClass, *, by: Any) -> IssueRun | None:
    """The run that has made, or is making, the files of all valid certificates; else a new one."""
    latest = IssueRun.objects.of_certificates(training_class).first()
    if latest and latest.state == State.STOPPED:
        return resume_run(latest, by=by)
    if latest and (not latest.is_finished or covers_all(latest)):
        return latest
    return order_run(training_class, by=by)


def order_run(training_class: TrainingClass, *, by: Any) -> IssueRun | None:
    """Have the files of all valid certificates of the class made; None when there are none."""
    count = Certificate.objects.valid().of_class(training_class).count()
    return order(Kind.CERTIFICATES, training_class, total=count, by=by) if count else None


def order_if_nobody_did(certificate: Certificate) -> IssueRun:
    """The run that makes the missing file of a certificate; one that failed is not repeated."""
    training_class = certificate.enrollment.training_class
    latest = IssueRun.objects.of_certificates(training_class).first()
    if latest and latest.state != State.DONE:
        return latest
    return order(Kind.CERTIFICATES, training_class, total=1, by=None)


def order_letters(training_class: TrainingClass, *, by: Any) -> IssueRun | None:
    """Have the call letters to all agencies made in one file; None when nobody is called."""
    count = len(agencies_called(training_class))
    return order(Kind.CALL_LETTERS, training_class, total=count, by=by) if count else None


def order_paperwork(training_class: TrainingClass, slugs: Sequence[str], *, by: Any) -> IssueRun:
    """Have these papers of the class made in one file."""
    options = {"papers": list(slugs)}
    return order(Kind.PAPERWORK, training_class, total=len(slugs), by=by, options=options)


def order_book(register: Register, *, by: Any) -> IssueRun:
    """Have the register made as a book, with the lines it has when the work begins."""
    return order(Kind.REGISTER_BOOK, register, total=register.last_number, by=by)


def close_with_papers(year: int, *, by: Any, **choice: Any) -> ClosedYear:
    """Freeze the year now and have its papers made in the background, both or neither.

    `choice`: what `close_year` takes beside these.
    """

    def order_papers(closed: ClosedYear) -> None:
        order_year_papers(closed, by=by)

    return closing.close_year(year, by=by, then=order_papers, **choice)


def order_year_papers(closed: ClosedYear, *, by: Any) -> IssueRun:
    """Have the papers of a closed year made that are not there yet, from the frozen figures."""
    options = {"closing": str(closed.public_id)}
    return order(Kind.YEAR_PAPERS, closed.year, total=len(PAPERS), by=by, options=options)


def order_year_print(year: int, *, by: Any, on: dt.date | None = None) -> IssueRun:
    """Have the tables of a year printed that is too large to be waited for."""
    options = {"on": on.isoformat() if on else None}
    return order(Kind.YEAR_PAPERS, year, total=1, by=by, options=options)


def order_recording(draft: HistoryImport, *, by: Any) -> IssueRun:
    """Have an old list recorded; raises what it would be refused for as things stand."""
    check_recordable(draft)
    return order(Kind.HISTORY, draft, total=STEPS, by=by)


def order(
    kind: str,
    of: Subject,
    *,
    total: int,
    by: Any,
    options: dict[str, Any] | None = None,
) -> IssueRun:
    """A new run about its subject; while one is under way, that one."""
    about = _about(of)
    try:
        with transaction.atomic():
            _lock(of)
            run = IssueRun.objects.create(
                **about,
                kind=kind,
                requested_by=by,
                requested_at=timezone.now(),
                total=total,
                options=options or {},
                lease_until=timezone.now() + PATIENCE,
            )
            _log_order(run, by=by)
            transaction.on_commit(lambda: enqueue(run))
    except IntegrityError:
        # Somebody else pressed the button at the same moment; the constraint decided.
        run = IssueRun.objects.unfinished().get(**about, kind=kind)
    return run


def stop_run(run: IssueRun, *, by: Any, at: dt.datetime | None = None) -> IssueRun:
    """Ask the worker to stop at its next step; one that nobody began stops at once."""
    at = at or timezone.now()
    with transaction.atomic():
        _lock(_subject(run))
        under_way = IssueRun.objects.unfinished().filter(pk=run.pk, stop_asked_at=None)
        if not under_way.update(stop_asked_at=at):
            raise Refusal(_("There is nothing to stop any more."), code="not_running")
        IssueRun.objects.filter(pk=run.pk, state=State.QUEUED).update(state=State.STOPPED)
        _log_one("run.stopped", run, by=by)
    run.refresh_from_db()
    return run


def resume_run(run: IssueRun, *, by: Any) -> IssueRun:
    """Go on where a stopped run was left; what is made stays."""
    try:
        with transaction.atomic():
            _lock(_subject(run))
            stopped = IssueRun.objects.filter(pk=run.pk, state=State.STOPPED)
            taken = stopped.update(
                state=State.QUEUED,
                stop_asked_at=None,
                attempts=0,
                error="",
                lease_until=timezone.now() + PATIENCE,
            )
            if taken:
                _log_one("run.resumed", run, by=by)
                transaction.on_commit(lambda: enqueue(run))
    except IntegrityError:
        # Another run about the same was begun meanwhile.
        return IssueRun.objects.unfinished().get(**_about(_subject(run)), kind=run.kind)
    run.refresh_from_db()
    return run


def covers_all(run: IssueRun) -> bool:
    """Whether the run is done and no certificate came or went since."""
    valid = Certificate.objects.valid().of_class(run.training_class)
    return (
        run.has_file
        and run.total == valid.count()
        and not valid.filter(issued_at__gt=run.requested_at).exists()
    )


def _subject(run: IssueRun) -> Subject:
    return run.training_class or run.register or run.history_import or run.year


def _about(of: Subject) -> dict[str, Any]:
    """The field of a run that names its subject."""
    if isinstance(of, TrainingClass):
        return {"training_class": of}
    if isinstance(of, HistoryImport):
        return {"history_import": of}
    return {"register": of} if isinstance(of, Register) else {"year": of}


def _lock(of: Subject) -> None:
    """Before the log, as everywhere: issuing holds the same row."""
    if isinstance(of, TrainingClass):
        seats.lock_class(of)
    elif isinstance(of, Register):
        registers.lock_register(of)
    elif isinstance(of, HistoryImport):
        # As recording does: the log of past years first.
        audit.lock(HISTORY_CHAIN)
    else:
        closing.lock_year(of)


def _log_order(run: IssueRun, *, by: Any) -> None:
    if run.kind == Kind.CERTIFICATES:
        _log_one("certificates.files_ordered", run, by=by)
    elif run.kind == Kind.CALL_LETTERS:
        _log_one("call_letters.files_ordered", run, by=by)
    elif run.kind == Kind.PAPERWORK:
        _log_one("paperwork.files_ordered", run, by=by)
    elif run.kind == Kind.REGISTER_BOOK:
        _log_one("register.files_ordered", run, by=by)
    elif run.kind == Kind.HISTORY:
        _log_one("history.ordered", run, by=by)
    else:
        _log_one("year.files_ordered", run, by=by)


def _log_one(action: str, run: IssueRun, *, by: Any) -> None:
    audit.record(action, chain=_chain(_subject(run)), by=by, subject=f"run:{run.pk}")


def _chain(of: Subject) -> str:
    if isinstance(of, TrainingClass):
        return chain_of(of)
    if isinstance(of, Register):
        return registers.chain_of_register(of)
    if isinstance(of, HistoryImport):
        return HISTORY_CHAIN
    return closing.chain_of_year(of)
