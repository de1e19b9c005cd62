"""The roll call (I9): every mark is kept, and what counts follows from all of them."""

import itertools
from collections.abc import Iterator

from certificates.invariants.findings import Findings
from enrollment.models import Attendance, AttendanceMark
from enrollment.running.roll_rules import Standing, standing

Outcome = AttendanceMark.Outcome
Pair = tuple[int, int]


def marks_and_roll_agree() -> Findings:
    """I9: nothing counts without its mark, and no mark was overwritten without a trace."""
    rows = Attendance.objects.order_by("session_id", "enrollment_id").iterator()
    counted = {(row.session_id, row.enrollment_id): row for row in rows}
    for pair, state in _states():
        row = counted.pop(pair, None)
        found = (row.mark, row.minutes) if row else None
        follows = (state.mark, state.minutes) if state else None
        if found != follows:
            session, enrollment = pair
            yield (
                f"session {session}, enrollment {enrollment}",
                f"{found} counts, {follows} follows from the marks",
            )
    # What is left was counted before marks were kept; the first new one begins its history.


def _states() -> Iterator[tuple[Pair, Standing | None]]:
    """What follows from the marks of each person in each session, a pile at a time."""
    marks = AttendanceMark.objects.exclude(outcome__in=[Outcome.REFUSED, Outcome.HELD])
    rows = marks.order_by("session_id", "enrollment_id").iterator()
    piles = itertools.groupby(rows, key=lambda row: (row.session_id, row.enrollment_id))
    for pair, pile in piles:
        yield pair, standing(pile)
