"""The classes of a year as they were announced, on A4 across; refused when its sums disagree."""

import dataclasses
import datetime as dt
from itertools import groupby
from typing import ClassVar, Final

from django.utils.translation import ngettext, pgettext

from certificates.documents.shared import Paper, SignatureBlock, css_lengths, grouped
from certificates.sums import must_add_up
from courses.dates import month_and_year, short_date, short_span

# Millimeters: number, code, days, half-days, deadline; the rest is shared by the texts.
_NUMBER, _CODE, _DAYS, _HALF_DAYS, _DEADLINE = 10.0, 22.0, 27.0, 14.0, 22.0
_WIDTH: Final = 262.0
_SHARES: Final = (10, 6, 7)  # title, for whom, place
_LINES_PER_PAGE: Final = 10


@dataclasses.dataclass(frozen=True)
class ScheduledClass:
    """One line; a class that was called off stays on the paper, so that nobody travels in vain."""

    code: str
    title: str
    starts_on: dt.date
    ends_on: dt.date
    audience: str = ""
    place: str = ""
    half_days: int = 0
    deadline: dt.date | None = None
    is_called_off: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class YearSchedule(Paper):
    template: ClassVar[str] = "certificates/pdf/year_schedule.html"

    year: int
    classes: tuple[ScheduledClass, ...]
    held_count: int  # counted apart from the lines
    version: int = 0  # 0 before it is released
    released_on: dt.date | None = None
    note: str = ""
    signature: SignatureBlock | None = None

    def check(self) -> None:
        held = [not one.is_called_off for one in self.classes]
        must_add_up(self.title(), held, self.held_count)

    def title(self) -> str:
        return pgettext("paper", "Schedule of training classes in {year}").format(year=self.year)

    def page_estimate(self) -> int:
        return 1 + len(self.classes) // _LINES_PER_PAGE

    def words(self) -> dict[str, object]:
        return {
            "paper": self,
            "announced": self._announced(),
            "months": self._months(),
            "widths": css_lengths(self._widths(), "mm"),
            "total": self._total(),
            "place_and_date": self.heading.place_and_date(self.released_on),
            "is_landscape": True,
        }

    def _announced(self) -> str:
        if not self.version or self.released_on is None:
            return pgettext("paper, of a schedule", "Not released yet")
        form = pgettext("paper", "Version {number}, released on {day}")
        return form.format(number=self.version, day=short_date(self.released_on))

    def _months(self) -> list[dict[str, object]]:
        """Lines under their months, numbered through."""
        numbered = enumerate(self.classes, 1)
        by_month = groupby(numbered, key=lambda pair: pair[1].starts_on.replace(day=1))
        return [
            {
                "name": month_and_year(first),
                "rows": [_row(number, one) for number, one in pairs],
            }
            for first, pairs in by_month
        ]

    def _widths(self) -> list[float]:
        fixed = _NUMBER + _CODE + _DAYS + _HALF_DAYS + _DEADLINE
        part = (_WIDTH - fixed) / sum(_SHARES)
        title, audience, place = (share * part for share in _SHARES)
        return [_NUMBER, _CODE, title, audience, _DAYS, _HALF_DAYS, place, _DEADLINE]

    def _total(self) -> str:
        form = ngettext("%(n)s class", "%(n)s classes", self.held_count)
        total = form % {"n": grouped(self.held_count)}
        off = len(self.classes) - self.held_count
        if not off:
            return total
        return pgettext("paper", "{total}; {off} called off").format(total=total, off=grouped(off))


def _row(number: int, one: ScheduledClass) -> dict[str, object]:
    return {
        "number": number,
        "class": one,
        "days": short_span(one.starts_on, one.ends_on),
        "half_days": one.half_days or "",
        "deadline": short_date(one.deadline) if one.deadline else "",
    }
