"""Who works on a run, and in which state it is left: a run belongs to who moved its lease last."""

import datetime as dt
from typing import Any, Final

import structlog

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import IssueRun

log = structlog.get_logger(__name__)

State = IssueRun.State
# A queued run that nobody began after this time is queued again: its task was lost.
PATIENCE: Final = dt.timedelta(minutes=2)
# So long a run rests that waits for the key or for room.
RETRY_AFTER: Final = dt.timedelta(seconds=30)
LEASE: Final = dt.timedelta(minutes=2)
# A file of all papers is one step, and a long one for a large class.
LEASE_PER_PAPER: Final = dt.timedelta(seconds=1)
MAX_ATTEMPTS: Final = 5
LONGEST_ERROR: Final = 300


class LeaseLost(Exception):
    """Another worker has taken the run over."""


class StopAsked(Exception):
    """Somebody wants the run to stop; what is made so far stays."""


def claim(public_id: str, *, at: dt.datetime) -> IssueRun | None:
    """Take a run that is queued or whose worker is gone; None when another was faster."""
    free = Q(state=State.QUEUED) | Q(state=State.RUNNING, lease_until__lte=at)
    mine = IssueRun.objects.filter(free, public_id=public_id)
    if not mine.update(state=State.RUNNING, lease_until=at + LEASE, attempts=F("attempts") + 1):
        return None
    runs = IssueRun.objects.select_related(
        "training_class__issuing_body__heading",
        "training_class__venue",
        "register__issuing_body__heading",
    )
    run: IssueRun = runs.get(public_id=public_id)
    if run.attempts > MAX_ATTEMPTS:
        log.error("run_given_up", run=run.pk)
        fail(run, _("The files could not be made; tried several times."))
        return None
    return run


def hold(run: IssueRun, *, lease: dt.timedelta | None = None, **changes: Any) -> None:
    """Move the lease on, if it is still ours, and obey who asked to stop. Call before each step."""
    keep(run, lease=lease, **changes)
    obey(run)


def keep(run: IssueRun, *, lease: dt.timedelta | None = None, **changes: Any) -> None:
    """Move the lease on, if it is still ours; with it what is noted in the same transaction."""
    until = timezone.now() + (lease or LEASE)
    if not _mine(run).update(lease_until=until, **changes):
        raise LeaseLost
    run.lease_until = until


def obey(run: IssueRun) -> None:
    if IssueRun.objects.filter(pk=run.pk).exclude(stop_asked_at=None).exists():
        raise StopAsked


def hold_for(run: IssueRun, papers: int, **changes: Any) -> None:
    """Before one long step about so many papers."""
    hold(run, lease=LEASE + papers * LEASE_PER_PAPER, **changes)


def finish(run: IssueRun) -> None:
    _leave(run, state=State.DONE)


def fail(run: IssueRun, error: str) -> None:
    _leave(run, state=State.FAILED, error=error[:LONGEST_ERROR])


def stop(run: IssueRun) -> None:
    _leave(run, state=State.STOPPED)


def postpone(run: IssueRun, *, waits_for: str, error: str = "") -> None:
    """The machine is at fault, not the paper: taken up again by itself, however long it lasts."""
    _leave(
        run,
        state=State.QUEUED,
        lease_until=timezone.now() + RETRY_AFTER,
        attempts=0,
        waits_for=waits_for,
        error=error[:LONGEST_ERROR],
    )


def _leave(run: IssueRun, **changes: Any) -> None:
    """In its next state, if it is still ours."""
    files = {name: getattr(run, name).name or "" for name in IssueRun.FILES}
    _mine(run).update(**{"error": "", "waits_for": ""} | files | changes)


def _mine(run: IssueRun) -> Any:
    return IssueRun.objects.filter(pk=run.pk, state=State.RUNNING, lease_until=run.lease_until)
