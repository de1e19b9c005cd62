"""What a worker does with a run, and the sweep that takes up what a dead one left."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final

import structlog
from django_tasks import task

from django.utils import timezone

from certificates.models import IssueRun
from certificates.runs import lease
from certificates.runs.certificate_files import make_certificate_files
from certificates.runs.history_rows import make_history
from certificates.runs.lease import LeaseLost, StopAsked
from certificates.runs.letter_files import make_letters
from certificates.runs.paperwork_files import make_paperwork
from certificates.runs.register_files import make_register_book
from certificates.runs.year_files import make_year_papers
from certificates.signing.refusals import SigningUnavailable
from courses.refusals import Refusal

log = structlog.get_logger(__name__)

State = IssueRun.State
Kind = IssueRun.Kind
Wait = IssueRun.Wait

MAKERS: Final[Mapping[str, Callable[[IssueRun], None]]] = {
    Kind.CERTIFICATES: make_certificate_files,
    Kind.CALL_LETTERS: make_letters,
    Kind.PAPERWORK: make_paperwork,
    Kind.REGISTER_BOOK: make_register_book,
    Kind.YEAR_PAPERS: make_year_papers,
    Kind.HISTORY: make_history,
}


def enqueue(run: IssueRun) -> None:
    """Hand the run to the next worker that is free."""
    render_run.enqueue(str(run.public_id))


@task()
def render_run(public_id: str) -> None:
    """Make the files of one run; a second delivery of the same task finds nothing to do."""
    run = lease.claim(public_id, at=timezone.now())
    if run is None:
        return
    try:
        MAKERS[run.kind](run)
    except LeaseLost:
        log.info("run_lost", run=run.pk)
    except StopAsked:
        log.info("run_stopped", run=run.pk)
        lease.stop(run)
    except SigningUnavailable as refusal:
        # Nothing is released without its signature; the numbers are safe meanwhile.
        log.warning("run_waits_for_key", run=run.pk, code=refusal.code)
        lease.postpone(run, waits_for=Wait.KEY, error=refusal.text)
    except Refusal as refusal:
        if refusal.code == "unavailable":
            lease.postpone(run, waits_for=Wait.ROOM)
            return
        log.error("run_failed", run=run.pk, code=refusal.code)
        lease.fail(run, refusal.text)
    except OSError as error:
        # No room, no folder: the files come when the machine is well again.
        log.warning("run_postponed", run=run.pk, error=type(error).__name__)
        lease.postpone(run, waits_for=Wait.ROOM)
    else:
        lease.finish(run)


def take_up_stale_runs(at: dt.datetime | None = None) -> int:
    """Queue again what nobody works on: the worker died or the task was lost. Call regularly."""
    at = at or timezone.now()
    stale = IssueRun.objects.unfinished().filter(lease_until__lte=at)
    # Its worker died before it could obey.
    stale.exclude(stop_asked_at=None).update(state=State.STOPPED)
    taken = 0
    for run in stale:
        # The condition keeps two sweeps from queueing the same run twice.
        mine = stale.filter(pk=run.pk, lease_until=run.lease_until)
        if mine.update(state=State.QUEUED, lease_until=at + lease.PATIENCE):
            log.warning("run_taken_up", run=run.pk, was=run.state)
            enqueue(run)
            taken += 1
    return taken
