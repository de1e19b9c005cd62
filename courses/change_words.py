"""A change of the schedule as people say it: "Moved from 12 to 14 May 2026"."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import pgettext

from courses.dates import day_span, month_word, short_date, short_span

State = Mapping[str, Any]

DAYS_NAMED = 3


def sentence(kind: str, before: State, after: State) -> str:
    """What became of a class, in the active language."""
    return _FORMS[kind](before, after)


def _added(_before: State, after: State) -> str:
    form = pgettext("change of the schedule", "Added: {days}, {venue}")
    return form.format(days=short_span(*_days(after)), venue=after["venue"])


def _called_off(before: State, after: State) -> str:
    if after.get("reason"):
        form = pgettext("change of the schedule", "Called off ({days}): {reason}")
    else:
        form = pgettext("change of the schedule", "Called off ({days})")
    return form.format(days=short_span(*_days(before)), reason=after.get("reason", ""))


def _withdrawn(before: State, _after: State) -> str:
    form = pgettext("change of the schedule", "No longer announced ({days})")
    return form.format(days=short_span(*_days(before)))


def _moved(before: State, after: State) -> str:
    """Within one month the month is said once."""
    old, new = _days(before), _days(after)
    if len({(day.year, day.month) for day in (*old, *new)}) > 1:
        form = pgettext("change of the schedule", "Moved from {old} to {new}")
        return form.format(old=short_span(*old), new=short_span(*new))
    # xgettext: no-python-brace-format (the catalogue decides in which order)
    form = pgettext("change of the schedule", "Moved from {old} to {new} {month} {year}")
    return form.format(
        old=day_span(*old), new=day_span(*new), month=month_word(new[0]), year=str(new[0].year)
    )


def _timetable(before: State, after: State) -> str:
    """On which days the sessions are other ones."""
    old, new = (
        {tuple(session) for session in state.get("sessions", ())} for state in (before, after)
    )
    days = sorted({session[0] for session in old ^ new})
    form = pgettext("change of the schedule", "Other hours on {days}")
    named = [short_date(dt.date.fromisoformat(day)) for day in days[:DAYS_NAMED]]
    return form.format(days=", ".join(named) + ("…" if days[DAYS_NAMED:] else ""))


def _place(before: State, after: State) -> str:
    if before["venue"] == after["venue"]:
        form = pgettext("change of the schedule", "Address of {venue}: {new} instead of {old}")
        return form.format(
            venue=after["venue"], new=after["address"] or "–", old=before["address"] or "–"
        )
    form = pgettext("change of the schedule", "Place: {new} instead of {old}")
    return form.format(new=after["venue"], old=before["venue"])


def _title(before: State, after: State) -> str:
    form = pgettext("change of the schedule", "New title: “{new}” instead of “{old}”")
    return form.format(new=after["title"], old=before["title"])


def _audience(before: State, after: State) -> str:
    if not before["audience"]:
        form = pgettext("change of the schedule", "For whom: {new}")
    else:
        form = pgettext("change of the schedule", "For whom: {new} instead of {old}")
    return form.format(new=after["audience"] or "–", old=before["audience"])


def _deadline(before: State, after: State) -> str:
    form = pgettext("change of the schedule", "Register by {new} instead of {old}")
    return form.format(new=_day(after["deadline"]), old=_day(before["deadline"]))


def _day(text: str) -> str:
    return short_date(dt.date.fromisoformat(text))


def _days(state: State) -> tuple[dt.date, dt.date]:
    return dt.date.fromisoformat(state["starts_on"]), dt.date.fromisoformat(state["ends_on"])


_FORMS = {
    "added": _added,
    "called_off": _called_off,
    "withdrawn": _withdrawn,
    "moved": _moved,
    "timetable": _timetable,
    "place": _place,
    "title": _title,
    "audience": _audience,
    "deadline": _deadline,
}
