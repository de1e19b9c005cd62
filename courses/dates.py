"""How dates are written in sentences and on papers, by the rules of the active language."""

import datetime as dt
from typing import Final

from django.utils.translation import pgettext, pgettext_lazy

# A year outside of these is a slip of the finger.
YEARS: Final = range(1990, 2101)

# The catalogue decides whether months are words ("July") or figures ("7", but "02").
_MONTHS = (
    pgettext_lazy("month in a date", "January"),
    pgettext_lazy("month in a date", "February"),
    pgettext_lazy("month in a date", "March"),
    pgettext_lazy("month in a date", "April"),
    pgettext_lazy("month in a date", "May"),
    pgettext_lazy("month in a date", "June"),
    pgettext_lazy("month in a date", "July"),
    pgettext_lazy("month in a date", "August"),
    pgettext_lazy("month in a date", "September"),
    pgettext_lazy("month in a date", "October"),
    pgettext_lazy("month in a date", "November"),
    pgettext_lazy("month in a date", "December"),
)


def long_date(day: dt.date) -> str:
    """A date in words, as at the foot of a paper: "16 July 2010"."""
    # xgettext: no-python-brace-format (a translation may ask for two digits: {day:02})
    return _fill(pgettext("date in words", "{day} {month} {year}"), day)


def short_date(day: dt.date) -> str:
    """Figures only, day first in every language: "16/07/2010"."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def short_span(start: dt.date, end: dt.date) -> str:
    """One day or the first and the last, in figures."""
    return short_date(start) if start == end else f"{short_date(start)} – {short_date(end)}"


def day_span(start: dt.date, end: dt.date) -> str:
    """Days within a month that is said elsewhere: "12" or "12–14"."""
    return str(start.day) if start == end else f"{start.day}–{end.day}"


def birth_text(birth_date: dt.date | None, birth_year: int | None) -> str:
    """The date of birth if it is known, else the year alone: old lists have no more."""
    if birth_date is not None:
        return short_date(birth_date)
    return str(birth_year) if birth_year else ""


def date_range(start: dt.date, end: dt.date) -> str:
    """When something was held: one day, or from the first day to the last."""
    first, last = _within_range(start), _within_range(end)
    if start == end:
        return pgettext("date range", "On {day}").format(day=first)
    return pgettext("date range", "From {first} to {last}").format(first=first, last=last)


def month_and_year(day: dt.date) -> str:
    """Heading of a month in a list: "July 2010"."""
    return _fill(pgettext("month as a heading", "{month} {year}"), day)


def next_month(day: dt.date) -> dt.date:
    """The first day of the month after the month of this day."""
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def month_word(day: dt.date) -> str:
    """The month as it stands in a date: a word, or figures where the catalogue says so."""
    return str(_MONTHS[day.month - 1])


def _within_range(day: dt.date) -> str:
    # xgettext: no-python-brace-format (as above)
    return _fill(pgettext("date within a range", "{day} {month} {year}"), day)


def _fill(form: str, day: dt.date) -> str:
    return form.format(day=day.day, month=_MONTHS[day.month - 1], year=f"{day.year:04}")
