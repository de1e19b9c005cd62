"""What the marks of one person in one session amount to, and how many periods they are worth.

Marks come late, twice and in any order: phones send them when a network is back. So none replaces
another when it arrives. All are kept, and what counts is found by going through them in the order
in which they were made (decision 0018).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from courses.models import AttendanceRule, Session
from enrollment.models import Attendance, AttendanceMark

Mark = Attendance.Mark
Source = AttendanceMark.Source
WITH_MINUTES: Final = (Mark.LATE, Mark.LEFT_EARLY)
MOST_MINUTES: Final = 600
# A clock that is right within this is believed, so that a slow network moves no mark.
CLOCK_TOLERANCE: Final = dt.timedelta(minutes=2)


@dataclass(frozen=True)
class Standing:
    """The mark that counts, since when, and who made it."""

    mark: str
    minutes: int | None
    since: dt.datetime
    by_id: int | None


def standing(marks: Iterable[AttendanceMark]) -> Standing | None:
    """What counts after all of these, in whatever order they are given; None without a mark."""
    current = None
    for one in sorted(marks, key=lambda mark: (mark.made_at, mark.client_id)):
        current = _after(current, one)
    return current


def _after(current: Standing | None, one: AttendanceMark) -> Standing | None:
    if current is not None and _gives_way(one, current):
        return current
    if not one.mark:
        return None
    if current is not None and (current.mark, current.minutes) == (one.mark, one.minutes):
        return current
    return Standing(one.mark, one.minutes, one.made_at, one.by_id)


def _gives_way(one: AttendanceMark, current: Standing) -> bool:
    """A default never changes a mark; who is in is not checked in once more."""
    is_check_in = one.source == Source.QR
    return one.only_if_unmarked or (is_check_in and current.mark in Attendance.ATTENDED)


def time_made(
    device_at: dt.datetime, clock: dt.datetime | None, received_at: dt.datetime
) -> dt.datetime:
    """The device's time by our clock: `clock` is what the device showed when it sent the mark."""
    if clock is None:
        return min(device_at, received_at)
    wrong_by = received_at - clock
    shift = wrong_by if abs(wrong_by) > CLOCK_TOLERANCE else dt.timedelta()
    # Nothing is made after it was sent.
    return min(device_at, clock) + shift


def session_minutes(session: Session) -> int:
    """How long a session lasts; constraints see to it that it does."""
    begins, ends = (at.hour * 60 + at.minute for at in (session.starts_at, session.ends_at))
    return max(ends - begins, 1)


def periods_for(
    mark: str,
    session_periods: int,
    rule: AttendanceRule,
    *,
    minutes: int | None = None,
    length: int | None = None,
) -> int:
    """Whole periods that a mark is worth.

    With minutes noted, a period counts of which at least half was attended, the periods lying
    evenly over the session of that length; without, late and early leavers lose what the rule says.
    """
    if mark == Mark.PRESENT:
        return session_periods
    if mark not in WITH_MINUTES:
        return 0
    if minutes is None or length is None:
        return max(session_periods - rule.late_costs_periods, 0)
    there = max(length - minutes, 0)
    return (2 * session_periods * there + length) // (2 * length)


def periods_of(state: Standing, session: Session, rule: AttendanceRule) -> int:
    """What the mark that counts is worth in this session."""
    length = session_minutes(session)
    return periods_for(state.mark, session.periods, rule, minutes=state.minutes, length=length)


def minutes_fit(mark: str, minutes: Any) -> bool:
    """Minutes are noted of late comers and early leavers only, and never more than a day."""
    if minutes is None:
        return True
    return mark in WITH_MINUTES and 0 < minutes <= MOST_MINUTES
