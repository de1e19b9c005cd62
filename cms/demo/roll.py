"""Invented marks of the roll call: enough periods, or just too few, never by a rounded ratio."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from typing import Any

from courses.models import AttendanceRule, Session
from enrollment.models import Attendance
from enrollment.running.attendance import record_marks
from enrollment.running.completion import attends_enough
from enrollment.running.roll_rules import periods_for

Mark = Attendance.Mark
HABITS = {
    Mark.PRESENT: 90,
    Mark.LATE: 4,
    Mark.LEFT_EARLY: 2,
    Mark.EXCUSED: 3,
    Mark.ABSENT: 1,
}
ROLL_TAKEN_AFTER = dt.timedelta(minutes=15)


def marks_of_one(
    sessions: Sequence[Session], rule: AttendanceRule, rng: random.Random, *, misses: bool = False
) -> Sequence[str]:
    """One person's marks by session; with `misses` one period more is lost than allowed."""
    spare = _periods_to_spare(sessions, rule)
    if misses:
        return _too_few(sessions, rule, spare + 1, rng)
    marks = []
    for session in sessions:
        mark = rng.choices(list(HABITS), list(HABITS.values()))[0]
        lost = session.periods - periods_for(mark, session.periods, rule)
        if lost > spare:
            mark, lost = Mark.PRESENT, 0
        spare -= lost
        marks.append(mark)
    return marks


def _periods_to_spare(sessions: Sequence[Session], rule: AttendanceRule) -> int:
    total = sum(session.periods for session in sessions)
    enough = (n for n in range(total + 1) if attends_enough(n, total, rule.required_percent))
    return total - next(enough)


def _too_few(
    sessions: Sequence[Session], rule: AttendanceRule, to_lose: int, rng: random.Random
) -> Sequence[str]:
    """Whole sessions are missed while they fit, the rest is lost by coming late."""
    marks = dict.fromkeys(range(len(sessions)), Mark.PRESENT)
    for number in rng.sample(range(len(sessions)), len(sessions)):
        if to_lose <= 0:
            break
        periods = sessions[number].periods
        misses_all = to_lose >= periods or not rule.late_costs_periods
        marks[number] = rng.choice([Mark.EXCUSED, Mark.ABSENT]) if misses_all else Mark.LATE
        to_lose -= periods - periods_for(marks[number], periods, rule)
    return list(marks.values())


def take_roll(sessions: Sequence[Session], marks: Mapping[int, Sequence[str]], *, by: Any) -> None:
    """Record the marks of each enrollment, session after session, a while after each began."""
    for number, session in enumerate(sessions):
        record_marks(
            session,
            {enrollment: one[number] for enrollment, one in marks.items()},
            by=by,
            at=session.begins_at + ROLL_TAKEN_AFTER,
        )
