"""Days of the current year's classes: working days at a distance from the day of loading."""

import datetime as dt

SATURDAY = 5
# Month and day; those that follow the moon are left to chance.
HOLIDAYS = {(1, 1), (4, 30), (5, 1), (9, 2)}


def days_of_class(today: dt.date, *, starts_in: int, days: int) -> tuple[dt.date, dt.date]:
    """First and last day, within one week of work; 0 means that it is being held today."""
    if starts_in == 0:
        return _around(today, days)
    start = today + dt.timedelta(days=starts_in)
    away_from_today = dt.timedelta(days=1 if starts_in > 0 else -1)
    while start.weekday() + days > SATURDAY or _meets_holiday(start, days):
        start += away_from_today
    return start, start + dt.timedelta(days=days - 1)


def _meets_holiday(start: dt.date, days: int) -> bool:
    held_on = (start + dt.timedelta(days=n) for n in range(days))
    return any((day.month, day.day) in HOLIDAYS for day in held_on)


def next_working_day(day: dt.date) -> dt.date:
    """The day itself, or the Monday after a weekend."""
    return day + dt.timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day


def _around(today: dt.date, days: int) -> tuple[dt.date, dt.date]:
    """Begun yesterday if that was a working day; at a weekend, a class of Saturday and Sunday."""
    if today.weekday() >= SATURDAY:
        saturday = today - dt.timedelta(days=today.weekday() - SATURDAY)
        return saturday, saturday + dt.timedelta(days=1)
    start = today - dt.timedelta(days=min(today.weekday(), 1))
    friday = today + dt.timedelta(days=SATURDAY - 1 - today.weekday())
    return start, min(start + dt.timedelta(days=days - 1), friday)
