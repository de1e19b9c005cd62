"""The one way a mark gets into the roll: many at once, each with a verdict of its own.

A mark carries the key its device gave it, so sending it again changes nothing and gets the first
answer.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses import audit
from courses.models import TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.models import AttendanceMark, RollDevice
from enrollment.running.mark_batch import REFUSALS, Batch, NewMark, Outcome, Verdict
from enrollment.seating import seats

__all__ = [
    "REFUSALS",
    "AttendanceRefused",
    "NewMark",
    "Outcome",
    "Verdict",
    "decide_held",
    "take_marks",
]


class AttendanceRefused(Refusal):
    """A mark that cannot be made: not begun, closed, or the person is not of this class."""


def take_marks(
    training_class: TrainingClass,
    marks: Sequence[NewMark],
    *,
    by: Any,
    device: RollDevice | None = None,
    clock: dt.datetime | None = None,
    reason: str = "",
    closed_too: bool = False,
    at: dt.datetime | None = None,
) -> list[Verdict]:
    """Store marks of sessions of one class; one verdict each, in their order.

    `clock` is what the device showed when it sent them. With `closed_too` a closed session is
    corrected, until the results are recognized.
    """
    at = at or timezone.now()
    with transaction.atomic():
        seats.lock_class(training_class)
        batch = Batch(training_class, marks, by=by, at=at, closed_too=closed_too)
        if device is not None:
            device.refresh_from_db(fields=["revoked_at"])
        rows = [batch.row_for(mark, device=device, clock=clock, reason=reason) for mark in marks]
        batch.store()
        return [batch.verdict(mark, row) for mark, row in zip(marks, rows, strict=True)]


def decide_held(
    training_class: TrainingClass,
    marks: Iterable[int],
    *,
    accept: bool,
    by: Any,
    at: dt.datetime | None = None,
) -> int:
    """Let marks of a blocked device count as if they came now, or refuse them; returns how many."""
    at = at or timezone.now()
    with transaction.atomic():
        seats.lock_class(training_class)
        held = AttendanceMark.objects.filter(
            pk__in=marks, outcome=Outcome.HELD, session__training_class=training_class
        )
        rows = list(held.select_related("enrollment"))
        batch = Batch(training_class, [], by=by, at=at, closed_too=False)
        for row in rows:
            batch.decide(row, accept=accept)
        batch.store()
        if rows:
            audit.record(
                "attendance.held_decided",
                chain=chain_of(training_class),
                by=by,
                data={"marks": [row.pk for row in rows], "accepted": accept},
            )
    return len(rows)
