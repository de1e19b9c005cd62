"""Verbs of the roll call: marks, "all the rest present", closing a session."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import audit
from courses.models import Session
from courses.scheduling import chain_of
from enrollment.models import Attendance, AttendanceMark, Enrollment
from enrollment.running.marking import (
    REFUSALS,
    AttendanceRefused,
    NewMark,
    Outcome,
    take_marks,
)
from enrollment.seating import seats

Mark = Attendance.Mark
Source = AttendanceMark.Source


def record_attendance(
    session: Session,
    enrollment: Enrollment,
    mark: str,
    *,
    by: Any,
    at: dt.datetime | None = None,
    minutes: int | None = None,
    source: str = Source.DESK,
) -> Attendance:
    """Set one mark, replacing an earlier one, which stays in the history."""
    given = {enrollment.pk: minutes} if minutes is not None else {}
    marks = {enrollment.pk: mark}
    return record_marks(session, marks, by=by, at=at, minutes=given, source=source)[0]


def record_marks(
    session: Session,
    marks: Mapping[int, str],
    *,
    by: Any,
    at: dt.datetime | None = None,
    minutes: Mapping[int, int] | None = None,
    source: str = Source.DESK,
    reason: str = "",
    closed_too: bool = False,
    only_if_unmarked: bool = False,
) -> list[Attendance]:
    """Set marks by enrollment id, all or none; marking the same again changes nothing."""
    with transaction.atomic():
        _check_open(session, at=at or timezone.now(), closed_too=closed_too)
        if not set(marks.values()) <= set(Mark.values):
            raise refused("unknown_mark")
        people = dict(session.training_class.enrollments.values_list("pk", "public_id"))
        if not marks.keys() <= people.keys():
            raise refused("not_in_class")
        verdicts = take_marks(
            session.training_class,
            [
                NewMark(
                    session.pk,
                    people[pk],
                    mark,
                    minutes=(minutes or {}).get(pk),
                    source=source,
                    only_if_unmarked=only_if_unmarked,
                )
                for pk, mark in marks.items()
            ],
            by=by,
            reason=reason,
            closed_too=closed_too,
            at=at,
        )
        for verdict in verdicts:
            if verdict.outcome == Outcome.REFUSED:
                raise refused(verdict.code)
        return list(session.attendance.filter(enrollment__in=marks))


def refused(code: str) -> AttendanceRefused:
    return AttendanceRefused(REFUSALS[code], code=code)


def mark_rest_present(
    session: Session, *, by: Any, at: dt.datetime | None = None, source: str = Source.DESK
) -> list[Attendance]:
    """Everybody of the class without a mark in this session was there."""
    confirmed = Enrollment.objects.for_class(session.training_class).confirmed()
    unmarked = confirmed.exclude(attendance__session=session).values_list("pk", flat=True)
    marks = dict.fromkeys(unmarked, Mark.PRESENT.value)
    return record_marks(session, marks, by=by, at=at, source=source, only_if_unmarked=True)


def lock_session(session: Session, *, by: Any, at: dt.datetime | None = None) -> Session:
    """Close the roll call; needs a mark for everybody."""
    at = at or timezone.now()
    with transaction.atomic():
        _check_open(session, at=at)
        confirmed = Enrollment.objects.for_class(session.training_class).confirmed()
        if missing := confirmed.exclude(attendance__session=session).count():
            raise AttendanceRefused(
                ngettext(
                    "%(count)s person has no mark yet.",
                    "%(count)s people have no mark yet.",
                    missing,
                ),
                code="marks_missing",
                params={"count": missing},
            )
        session.locked_at, session.locked_by = at, by
        session.save(update_fields=["locked_at", "locked_by"])
        audit.record(
            "session.locked",
            chain=chain_of(session.training_class),
            by=by,
            subject=f"session:{session.pk}",
        )
    return session


def reopen_session(session: Session, *, by: Any, reason: str) -> Session:
    """Let a closed roll call be taken again, with a reason, until the results are recognized."""
    with transaction.atomic():
        seats.lock_class(session.training_class)
        if session.training_class.finalized_at:
            raise AttendanceRefused(_("The results are already recognized."), code="finalized")
        session.refresh_from_db(fields=["locked_at"])
        if session.locked_at is None:
            return session
        if not reason:
            raise AttendanceRefused(_("Please give a reason."), code="reason_missing")
        session.locked_at = session.locked_by = None
        session.save(update_fields=["locked_at", "locked_by"])
        audit.record(
            "session.reopened",
            chain=chain_of(session.training_class),
            by=by,
            subject=f"session:{session.pk}",
            data={"reason": reason},
        )
    return session


def _check_open(session: Session, *, at: dt.datetime, closed_too: bool = False) -> None:
    """Ask the database, not the page: somebody may have closed it meanwhile."""
    seats.lock_class(session.training_class)
    session.refresh_from_db(fields=["locked_at"])
    if session.training_class.finalized_at or (session.locked_at and not closed_too):
        raise refused("locked")
    if not session.training_class.is_held:
        raise refused("not_held")
    if timezone.localdate(at) < session.held_on:
        raise refused("not_begun")


def marks_by_enrollment(attendance: Iterable[Attendance]) -> dict[int, Attendance]:
    """The marks of one session, by enrollment id."""
    return {row.enrollment_id: row for row in attendance}
