"""Checking in: by a code that is read or typed at the door, or by the code on the board.

The code of a session is shown in the room for some minutes; trainees type it themselves.
"""

import datetime as dt
import hmac
import secrets
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import audit
from courses.models import Session
from courses.scheduling import chain_of
from enrollment.models import Attendance, AttendanceMark, Enrollment
from enrollment.running.check_in import SHORT_DIGITS, read_check_in, short_code
from enrollment.running.marking import REFUSALS, AttendanceRefused, NewMark, Outcome, take_marks
from enrollment.seating import seats

Source = AttendanceMark.Source
MINUTES_OFFERED: Final = (10, 20, 30)
TEXTS: Final = {
    "not_ours": gettext_lazy("This is not a check-in code of this site."),
    "other_class": gettext_lazy("This code is of another class."),
    "other_day": gettext_lazy("Check-in is possible on the day of the session only."),
    "ambiguous": gettext_lazy("Two people of the class have this code; find the person by name."),
    "wrong_code": gettext_lazy("This code is not valid here, or not any more."),
}


@dataclass(frozen=True)
class CheckIn:
    """What came of it: in now, in already, or marked otherwise before."""

    enrollment: Enrollment
    state: Literal["in", "already", "marked"]
    attendance: Attendance


def check_in(session: Session, code: str, *, by: Any, at: dt.datetime | None = None) -> CheckIn:
    """Let in whose QR code or short code this is; a refused attempt is written down, no more."""
    at = at or timezone.now()
    digits = "".join(code.split())
    is_short = digits.isdecimal() and digits.isascii()
    try:
        found = _by_short_code(session, digits) if is_short else _by_text(session, code)
        return _let_in(found, session, by=by, at=at, source=Source.CODE if is_short else Source.QR)
    except AttendanceRefused as refusal:
        audit.record("check_in.refused", **_about(session), by=by, data={"code": refusal.code})
        raise


def _by_text(session: Session, text: str) -> Enrollment:
    public_id = read_check_in(text)
    if public_id is None:
        raise _refused("not_ours")
    found = Enrollment.objects.filter(public_id=public_id).first()
    if found is None or found.training_class_id != session.training_class_id:
        raise _refused("other_class")
    return found


def _by_short_code(session: Session, digits: str) -> Enrollment:
    people = Enrollment.objects.for_class(session.training_class)
    found = [one for one in people if hmac.compare_digest(short_code(one), digits)]
    confirmed = [one for one in found if one.state == Enrollment.State.CONFIRMED]
    if not found:
        raise _refused("wrong_code")
    if len(confirmed or found) > 1:
        raise _refused("ambiguous")
    return (confirmed or found)[0]


def _let_in(
    enrollment: Enrollment,
    session: Session,
    *,
    by: Any,
    at: dt.datetime,
    source: str,
    only_if_unmarked: bool = False,
) -> CheckIn:
    if timezone.localdate(at) > session.held_on:
        raise _refused("other_day")
    mark = NewMark(
        session.pk,
        enrollment.public_id,
        Attendance.Mark.PRESENT.value,
        # At the door a short code is as good as the QR code: nobody who is in becomes "present".
        source=source if only_if_unmarked else Source.QR,
        only_if_unmarked=only_if_unmarked,
    )
    with transaction.atomic():
        seats.lock_class(session.training_class)
        known = session.attendance.filter(enrollment=enrollment).first()
        if known and (only_if_unmarked or known.mark in Attendance.ATTENDED):
            is_in = known.mark in Attendance.ATTENDED
            return CheckIn(enrollment, "already" if is_in else "marked", known)
        verdict = take_marks(session.training_class, [mark], by=by, at=at)[0]
        if verdict.outcome == Outcome.REFUSED:
            raise AttendanceRefused(REFUSALS[verdict.code], code=verdict.code)
        return CheckIn(enrollment, "in", session.attendance.get(enrollment=enrollment))


def _refused(code: str) -> AttendanceRefused:
    return AttendanceRefused(TEXTS[code], code=code)


def open_check_in(
    session: Session, *, minutes: int, by: Any, at: dt.datetime | None = None
) -> Session:
    """Make a code that is valid for some minutes of today; an earlier one ends."""
    at = at or timezone.now()
    with transaction.atomic():
        seats.lock_class(session.training_class)
        session.refresh_from_db(fields=["locked_at"])
        _check_takes_roll(session, at=at)
        session.check_in_code = f"{secrets.randbelow(10**SHORT_DIGITS):0{SHORT_DIGITS}d}"
        session.check_in_until = at + dt.timedelta(minutes=minutes)
        session.save(update_fields=["check_in_code", "check_in_until"])
        audit.record("check_in.opened", **_about(session), by=by)
    return session


def end_check_in(session: Session, *, by: Any) -> Session:
    """The code on the board is not valid any more."""
    with transaction.atomic():
        seats.lock_class(session.training_class)
        session.refresh_from_db(fields=["check_in_code"])
        if not session.check_in_code:
            return session
        session.check_in_code, session.check_in_until = "", None
        session.save(update_fields=["check_in_code", "check_in_until"])
        audit.record("check_in.ended", **_about(session), by=by)
    return session


def check_in_by_board(user: Any, code: str, *, at: dt.datetime | None = None) -> CheckIn:
    """A trainee types what stands on the board; a mark that is there already stays."""
    at = at or timezone.now()
    digits = "".join(code.split())
    mine = Enrollment.objects.of_account(user).confirmed()
    sessions = Session.objects.filter(
        training_class__in=mine.values("training_class"), check_in_until__gt=at
    )
    for session in sessions.select_related("training_class__attendance_rule"):
        if session.check_in_code and hmac.compare_digest(
            session.check_in_code.encode(), digits.encode()
        ):
            found = mine.get(training_class=session.training_class)
            return _let_in(
                found, session, by=user, at=at, source=Source.CODE, only_if_unmarked=True
            )
    raise _refused("wrong_code")


def _check_takes_roll(session: Session, *, at: dt.datetime) -> None:
    in_class = session.training_class
    if session.locked_at or in_class.finalized_at or not in_class.is_held:
        raise AttendanceRefused(REFUSALS["locked"], code="locked")
    if timezone.localdate(at) != session.held_on:
        raise _refused("other_day")


def _about(session: Session) -> dict[str, Any]:
    """Where an act about this session is written down."""
    return {"chain": chain_of(session.training_class), "subject": f"session:{session.pk}"}


def in_words(done: CheckIn) -> str:
    """One line for whoever stands at the door."""
    at = timezone.localtime(done.attendance.marked_at).strftime("%H:%M")
    words = {
        "in": _("%(name)s is in."),
        "already": _("%(name)s is in already, since %(at)s."),
        "marked": _("%(name)s is marked already: %(mark)s. The organizers can change it."),
    }
    mark = done.attendance.get_mark_display()
    return words[done.state] % {"name": done.enrollment.full_name, "at": at, "mark": mark}
