"""Closing the roll of a session, and correcting one that is closed: always with a reason."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses import audit
from courses.models import Session, TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.models import Attendance, Enrollment
from enrollment.running import attendance
from enrollment.running.marking import NewMark, Verdict, take_marks
from enrollment.seating import seats


class MarkRefused(Refusal):
    """Marks that belong together and of which one cannot be made: none of them is."""


def put_marks(
    training_class: TrainingClass,
    marks: Sequence[NewMark],
    *,
    by: Any,
    reason: str = "",
    closed_too: bool = False,
    at: dt.datetime | None = None,
) -> list[Verdict]:
    """Marks of the desk: all or none of them."""
    with transaction.atomic():
        verdicts = take_marks(
            training_class, marks, by=by, reason=reason, closed_too=closed_too, at=at
        )
        for verdict in verdicts:
            if verdict.code:
                raise MarkRefused(verdict.text, code=verdict.code)
    return verdicts


def correct_marks(
    training_class: TrainingClass,
    marks: Sequence[NewMark],
    *,
    by: Any,
    reason: str,
    at: dt.datetime | None = None,
) -> list[Verdict]:
    """Change marks of closed sessions, until the results are recognized; the reason is kept."""
    if not reason:
        raise MarkRefused(
            _("The roll call of this session is closed. A correction needs a reason."),
            code="reason_missing",
        )
    with transaction.atomic():
        seats.lock_class(training_class)
        if training_class.finalized_at:
            raise MarkRefused(
                _("The results are recognized. Take the recognition back before correcting."),
                code="finalized",
            )
        verdicts = put_marks(training_class, marks, by=by, reason=reason, closed_too=True, at=at)
        audit.record(
            "attendance.corrected",
            chain=chain_of(training_class),
            by=by,
            data={"reason": reason, "sessions": sorted({mark.session_id for mark in marks})},
        )
    return verdicts


def unmarked(session: Session) -> QuerySet[Enrollment]:
    """Who of the class has no mark in this session, as the roster reads."""
    people = Enrollment.objects.for_class(session.training_class).confirmed()
    without = people.exclude(attendance__session=session)
    return without.with_people().in_roster_order()


def close_session(
    session: Session, *, by: Any, rest_absent: bool = False, at: dt.datetime | None = None
) -> int:
    """Close the roll; with `rest_absent` those without a mark were not there. Returns how many."""
    with transaction.atomic():
        seats.lock_class(session.training_class)
        rest = list(unmarked(session)) if rest_absent else []
        absent = Attendance.Mark.ABSENT.value
        marks = [NewMark(session.pk, one.public_id, absent, only_if_unmarked=True) for one in rest]
        put_marks(session.training_class, marks, by=by, at=at)
        attendance.lock_session(session, by=by, at=at)
    return len(rest)
