"""Recording an old list in the background: all of its rows or none, so it is one transaction.

Nobody else sees into it. How far it has come is therefore told by the cache, not by the row of the
run; without a cache the page says that it is being done, and no more.
"""

import datetime as dt
from functools import partial
from typing import Final

import structlog

from django.core.cache import cache
from django.db.models import F

from certificates.history.recording import STEPS, record_history
from certificates.models import IssueRun
from certificates.runs.lease import LEASE, hold, keep

log = structlog.get_logger(__name__)

# However slow the machine; a worker that dies is missed after this time.
LEASE_PER_ROW: Final = dt.timedelta(milliseconds=20)
SECONDS_TOLD: Final = 3600


def make_history(run: IssueRun) -> None:
    """Killed anywhere, nothing is there and the run is taken up again; done twice, it is once."""
    draft = run.history_import
    hold(run, lease=LEASE + len(draft.rows) * LEASE_PER_ROW, total=STEPS, done=0)
    record_history(
        draft,
        by=run.requested_by,
        step=partial(_tell, run),
        # In the same transaction: who has lost the run meanwhile records nothing.
        last=lambda: keep(run, done=F("total")),
    )


def steps_done(run: IssueRun) -> int:
    """As far as anybody outside the transaction can know."""
    try:
        told = cache.get(_key(run)) or 0
    except Exception:  # noqa: BLE001 - the page is shown without any cache
        told = 0
    return run.done if run.is_finished else max(run.done, told)


def _tell(run: IssueRun, done: int) -> None:
    try:
        cache.set(_key(run), done, SECONDS_TOLD)
    except Exception:  # noqa: BLE001 - nothing is recorded worse without it
        log.warning("progress_not_told", run=run.pk)


def _key(run: IssueRun) -> str:
    return f"history-run-{run.public_id}"
