"""Working days: Monday to Friday, without the holidays that were entered."""

import datetime as dt
from collections.abc import Collection
from typing import Final

from courses.models import Holiday

SATURDAY: Final = 5
# No country keeps its offices shut for longer than this between two working days.
LONGEST_BREAK: Final = 31


def working_days_after(day: dt.date, count: int) -> dt.date:
    """The last of so many working days; the day itself does not count."""
    closed = _holidays_between(day, day + dt.timedelta(days=count * 7 + LONGEST_BREAK))
    left = count
    while left:
        day += dt.timedelta(days=1)
        left -= _is_working_day(day, closed)
    return day


def working_days_until(
    today: dt.date, due_on: dt.date, closed: Collection[dt.date] | None = None
) -> int:
    """How many working days are left; below zero for those that have gone by since.

    `closed` are the holidays, read once for a list.
    """
    if due_on < today:
        return -working_days_until(due_on, today, closed)
    if closed is None:
        closed = _holidays_between(today, due_on)
    ahead = range(1, (due_on - today).days + 1)
    return sum(_is_working_day(today + dt.timedelta(days=number), closed) for number in ahead)


def holidays() -> set[dt.date]:
    """All that were entered, for lists of days."""
    return set(Holiday.objects.values_list("day", flat=True))


def _is_working_day(day: dt.date, closed: Collection[dt.date]) -> bool:
    return day.weekday() < SATURDAY and day not in closed


def _holidays_between(first: dt.date, last: dt.date) -> set[dt.date]:
    return set(Holiday.objects.filter(day__range=(first, last)).values_list("day", flat=True))
