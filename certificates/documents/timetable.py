"""The timetable of a class: days, half-days, hours, what is taught and by whom."""

import dataclasses
import datetime as dt
from itertools import groupby
from typing import ClassVar

from django.utils.translation import gettext, pgettext

from certificates.documents.shared import Paper, SignatureBlock, css_lengths
from certificates.sums import must_add_up
from courses.dates import short_date

_WIDTH = 165.0
_DAY, _HOURS, _PERIODS = 25.0, 27.0, 14.0


@dataclasses.dataclass(frozen=True)
class TimetableRow:
    held_on: dt.date
    weekday: str
    part: str
    starts_at: dt.time
    ends_at: dt.time
    periods: int
    topic: str = ""
    instructor: str = ""

    @property
    def hours(self) -> str:
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Timetable(Paper):
    template: ClassVar[str] = "certificates/pdf/timetable.html"

    class_title: str
    held: str
    rows: tuple[TimetableRow, ...]
    periods: int  # counted apart from the rows
    venue: str = ""
    decision: str = ""
    contact: str = ""
    signature: SignatureBlock | None = None
    issued_on: dt.date | None = None

    def check(self) -> None:
        must_add_up(self.title(), [row.periods for row in self.rows], self.periods)

    def title(self) -> str:
        return pgettext("paper", "Timetable")

    def page_estimate(self) -> int:
        return 1 + len(self.rows) // 12

    def words(self) -> dict[str, object]:
        rest = (_WIDTH - _DAY - _HOURS - _PERIODS) / 5
        days = [(day, list(rows)) for day, rows in groupby(self.rows, key=_day_of)]
        return {
            "paper": self,
            "days": [
                {"day": short_date(day), "weekday": rows[0].weekday, "rows": rows}
                for day, rows in days
            ],
            "widths": css_lengths([_DAY, _HOURS, 3 * rest, 2 * rest, _PERIODS], "mm"),
            "total": gettext("%(sessions)s sessions, %(periods)s periods")
            % {"sessions": len(self.rows), "periods": self.periods},
            "place_and_date": self.heading.place_and_date(self.issued_on),
        }


def _day_of(row: TimetableRow) -> dt.date:
    return row.held_on
