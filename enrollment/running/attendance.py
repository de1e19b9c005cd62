"""Verbs of the roll call: marks, "all the rest present", closing a session."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from courses.models import AttendanceRule, Session
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.models import Attendance, Enrollment
from enrollment.seating import seats

Mark = Attendance.Mark


class AttendanceRefused(Refusal):
    """A mark that cannot be made: not begun, closed, or the person is not of this class."""


def periods_for(mark: str, session_periods: int, rule: AttendanceRule) -> int:
    """Whole periods that a mark is worth: late and early leavers lose what the rule says."""
    if mark == Mark.PRESENT:
        return session_periods
    if mark in (Mark.LATE, Mark.LEFT_EARLY):
        return max(session_periods - rule.late_costs_periods, 0)
    return 0


def record_attendance(
    session: Session,
    enrollment: Enrollment,
    mark: str,
    *,
    by: Any,
    at: dt.datetime | None = None,
) -> Attendance:
    """Set one mark, replacing an earlier one; the replaced mark stays in the log."""
    return record_marks(session, {enrollment.pk: mark}, by=by, at=at)[0]


def record_marks(
    session: Session, marks: dict[int, str], *, by: Any, at: dt.datetime | None = None
) -> list[Attendance]:
    """Set marks by enrollment id, all or none; marking the same again changes nothing."""
    at = at or timezone.now()
    with transaction.atomic():
        _check_open(session, at=at)
        _check_people(session, marks)
        known = {a.enrollment_id: a for a in session.attendance.filter(enrollment__in=marks)}
        rule = session.training_class.attendance_rule
        changes = {pk: m for pk, m in marks.items() if pk not in known or known[pk].mark != m}
        rows = [
            Attendance(
                session=session,
                enrollment_id=pk,
                mark=mark,
                periods=periods_for(mark, session.periods, rule),
                marked_at=at,
                marked_by=by,
            )
            for pk, mark in changes.items()
        ]
        Attendance.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["session", "enrollment"],
            update_fields=["mark", "periods", "marked_at", "marked_by"],
        )
        if changes:
            _log(session, changes, known, by=by)
        return list(session.attendance.filter(enrollment__in=marks))


def mark_rest_present(
    session: Session, *, by: Any, at: dt.datetime | None = None
) -> list[Attendance]:
    """Everybody of the class without a mark in this session was there."""
    confirmed = Enrollment.objects.for_class(session.training_class).confirmed()
    unmarked = confirmed.exclude(attendance__session=session).values_list("pk", flat=True)
    return record_marks(session, dict.fromkeys(unmarked, Mark.PRESENT.value), by=by, at=at)


def lock_session(session: Session, *, by: Any, at: dt.datetime | None = None) -> Session:
    """Close the roll call; needs a mark for everybody."""
    at = at or timezone.now()
    with transaction.atomic():
        _check_open(session, at=at)
        confirmed = Enrollment.objects.for_class(session.training_class).confirmed()
        if missing := confirmed.exclude(attendance__session=session).count():
            raise AttendanceRefused(
                _("%(count)s people have no mark yet."),
                code="marks_missing",
                params={"count": missing},
            )
        session.locked_at = at
        session.save(update_fields=["locked_at"])
        audit.record(
            "session.locked",
            chain=chain_of(session.training_class),
            by=by,
            subject=f"session:{session.pk}",
        )
    return session


def reopen_session(session: Session, *, by: Any) -> Session:
    """Let a closed roll call be corrected, until the results are recognized."""
    with transaction.atomic():
        seats.lock_class(session.training_class)
        if session.training_class.finalized_at:
            raise AttendanceRefused(_("The results are already recognized."), code="finalized")
        session.refresh_from_db(fields=["locked_at"])
        if session.locked_at is None:
            return session
        session.locked_at = None
        session.save(update_fields=["locked_at"])
        audit.record(
            "session.reopened",
            chain=chain_of(session.training_class),
            by=by,
            subject=f"session:{session.pk}",
        )
    return session


def _check_open(session: Session, *, at: dt.datetime) -> None:
    """Ask the database, not the page: somebody may have closed it meanwhile."""
    seats.lock_class(session.training_class)
    session.refresh_from_db(fields=["locked_at"])
    if session.training_class.finalized_at or session.locked_at:
        raise AttendanceRefused(_("The roll call of this session is closed."), code="locked")
    if not session.training_class.is_held:
        raise AttendanceRefused(_("This class is not held."), code="not_held")
    if timezone.localdate(at) < session.held_on:
        raise AttendanceRefused(_("This session has not begun yet."), code="not_begun")


def _check_people(session: Session, marks: dict[int, str]) -> None:
    if not set(marks.values()) <= set(Mark.values):
        raise AttendanceRefused(_("This mark is not known."), code="unknown_mark")
    confirmed = Enrollment.objects.for_class(session.training_class).confirmed()
    if confirmed.filter(pk__in=marks).count() != len(marks):
        raise AttendanceRefused(_("This person is not in the class."), code="not_in_class")


def _log(
    session: Session, changes: dict[int, str], known: dict[int, Attendance], *, by: Any
) -> None:
    audit.record(
        "attendance.marked",
        chain=chain_of(session.training_class),
        by=by,
        subject=f"session:{session.pk}",
        data={
            "marks": {
                str(pk): [known[pk].mark if pk in known else "", mark]
                for pk, mark in changes.items()
            }
        },
    )


def marks_by_enrollment(attendance: Iterable[Attendance]) -> dict[int, Attendance]:
    """The marks of one session, by enrollment id."""
    return {row.enrollment_id: row for row in attendance}
