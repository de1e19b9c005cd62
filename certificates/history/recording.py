"""Recording an old list: every row that is to come is stored, or none; the same again does nothing.

Classes are made published, with a frozen list and recognized results; nobody gets a letter.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.history import drafts
from certificates.history.verdicts import Judgment
from certificates.history.writing import PILES, Writer
from certificates.models import ClosedYear, HistoryImport
from certificates.year_book.keeping.closing import lock_year
from courses import audit
from courses.refusals import Refusal

CHAIN: Final = "history"
# Judging, and each of the piles.
STEPS: Final = 1 + len(PILES)
Step = Callable[[int], None]


def record_history(
    draft: HistoryImport,
    *,
    by: Any,
    at: dt.datetime | None = None,
    step: Step | None = None,
    last: Callable[[], None] | None = None,
) -> HistoryImport:
    """Store all rows of the draft; what is recorded already stays as it is.

    Raises Refusal with code `rows_refused` or `nothing_new`; the same draft again changes nothing.
    `step` hears how many of the STEPS are done; `last` is called before the transaction ends.
    """
    try:
        with transaction.atomic():
            return _record(draft, by, at or timezone.now(), step or _nobody, last)
    except IntegrityError as error:
        # Somebody has added a class of this code or such a venue at the same moment.
        raise Refusal(
            _("Something was changed by somebody else meanwhile. Check the file again."),
            code="changed_meanwhile",
        ) from error


def _nobody(_done: int) -> None:
    """Waits for the progress."""


def check_recordable(draft: HistoryImport) -> None:
    """Raise what recording would be refused for now."""
    _judged(draft)


def _record(
    draft: HistoryImport,
    by: Any,
    at: dt.datetime,
    step: Step,
    last: Callable[[], None] | None,
) -> HistoryImport:
    # One import after the other: what is judged from here on is what is stored.
    audit.lock(CHAIN)
    current = drafts.locked(draft)
    if current.committed_at:
        return current
    judgment = _judged(current)
    step(1)
    _lock_years(judgment)
    # Counted before: afterwards all of it is on record.
    totals = judgment.totals
    writer = Writer(current, by, at)
    writer.write(judgment, step=lambda piles: step(1 + piles))
    current.committed_at, current.rows = at, []
    current.totals, current.made = totals, writer.made
    current.facts = {"usual": current.facts["usual"]}
    current.save(update_fields=["committed_at", "rows", "facts", "totals", "made"])
    audit.record(
        "history.recorded",
        chain=CHAIN,
        by=by,
        subject=str(current.public_id),
        data={"file": current.source_name, **current.totals},
    )
    if last:
        last()
    return current


def _judged(current: HistoryImport) -> Judgment:
    _roster, judgment = drafts.judge_draft(current)
    if judgment.errors:
        raise Refusal(
            _("%(count)s rows have errors, so nothing was recorded."),
            code="rows_refused",
            params={"count": judgment.errors},
        )
    if not judgment.accepted:
        raise Refusal(
            _("Everything in this file is recorded already: nothing was changed."),
            code="nothing_new",
        )
    return judgment


def _lock_years(judgment: Judgment) -> None:
    """Whoever closes one of them waits; one that was closed just now is refused."""
    days = {one.training_class.last_day for one in judgment.accepted if one.training_class}
    years = sorted({day.year for day in days if day})
    for year in years:
        lock_year(year)
    closed = ClosedYear.objects.standing().filter(year__in=years).first()
    if closed:
        raise Refusal(
            _("The year %(year)s is closed. An administrator can open it again."),
            code="year_closed",
            params={"year": str(closed.year)},
        )
