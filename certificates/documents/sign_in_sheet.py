"""The sign-in sheet of a class: blank for signatures, or filled from the roll call."""

import dataclasses
import datetime as dt
from itertools import groupby
from typing import ClassVar

from django.utils.translation import pgettext

from certificates.documents.shared import Paper, css_lengths
from certificates.paper_drawings import qr_drawing
from certificates.sums import must_add_up
from courses.dates import date_range, short_date

DAYS_PER_SHEET = 5
# Up to this many half-days a sheet stands upright.
PORTRAIT_SESSIONS = 4
PRESENT_MARKS = ("present", "late", "left_early")


@dataclasses.dataclass(frozen=True)
class SheetSession:
    held_on: dt.date
    part: str  # "morning", "afternoon", "evening"


@dataclasses.dataclass(frozen=True)
class SheetRow:
    """One trainee; `marks` follow the sessions of the sheet and are empty on a blank form."""

    full_name: str
    birth: str = ""
    position: str = ""
    agency: str = ""
    marks: tuple[str, ...] = ()
    periods_present: int | None = None
    note: str = ""
    # The row for typing the signed sheet in; it stays when others leave or come. 0 counts along.
    number: int = 0


@dataclasses.dataclass(frozen=True, kw_only=True)
class SignInSheet(Paper):
    """More than five days become several sheets of five days with the same rows."""

    template: ClassVar[str] = "certificates/pdf/sign_in_sheet.html"

    class_title: str
    starts_on: dt.date
    ends_on: dt.date
    sessions: tuple[SheetSession, ...]
    rows: tuple[SheetRow, ...]
    trainee_count: int
    venue: str = ""
    instructors: tuple[str, ...] = ()
    decision: str = ""
    is_filled: bool = False
    issued_on: dt.date | None = None
    # Which numbering of the rows this is, and where the signed sheet is typed in.
    version: int = 0
    entry_url: str = ""

    def check(self) -> None:
        must_add_up(pgettext("paper", "Trainees"), [1] * len(self.rows), self.trainee_count)
        for row in self.rows:
            if self.is_filled:
                must_add_up(row.full_name, [1] * len(row.marks), len(self.sessions))

    def title(self) -> str:
        return pgettext("paper", "Sign-in sheet")

    def page_estimate(self) -> int:
        return len(self.sheets()) * (1 + len(self.rows) // 10)

    def words(self) -> dict[str, object]:
        return {
            "paper": self,
            "sheets": self.sheets(),
            "legend": self._legend() if self.is_filled else [],
            "held": date_range(self.starts_on, self.ends_on),
            "instructors": ", ".join(self.instructors),
            "place_and_date": self.heading.place_and_date(self.issued_on),
            "is_landscape": not self.is_portrait,
            "qr": qr_drawing(self.entry_url, self._entry_label()) if self.entry_url else "",
        }

    def _entry_label(self) -> str:
        return pgettext("paper", "Address where the signed sheet is typed in")

    @property
    def is_portrait(self) -> bool:
        return len(self.sessions) <= PORTRAIT_SESSIONS

    def sheets(self) -> list[dict[str, object]]:
        """Each sheet with its days, its half-days and its part of the marks."""
        days = [list(group) for _, group in groupby(enumerate(self.sessions), key=_day_of)]
        starts = range(0, max(len(days), 1), DAYS_PER_SHEET)
        parts = [days[start : start + DAYS_PER_SHEET] for start in starts]
        return [self._sheet(part, number, len(parts)) for number, part in enumerate(parts, 1)]

    def _sheet(
        self, days: list[list[tuple[int, SheetSession]]], number: int, count: int
    ) -> dict[str, object]:
        places = [place for day in days for place, _ in day]
        return {
            "number": number,
            "count": count,
            "is_last": number == count,
            "days": [(_day_text(day[0][1].held_on), len(day)) for day in days],
            "parts": [_part_name(session.part) for day in days for _, session in day],
            "rows": [
                (row, row.number or place, [mark_letter(_mark(row, one)) for one in places])
                for place, row in enumerate(self.rows, 1)
            ],
            "present": [self._present_at(place) for place in places],
            "widths": css_lengths(column_widths(len(places), is_portrait=self.is_portrait), "mm"),
        }

    def _present_at(self, place: int) -> int | None:
        if not self.is_filled:
            return None
        return sum(_mark(row, place) in PRESENT_MARKS for row in self.rows)

    def _legend(self) -> list[tuple[str, str]]:
        return [
            (mark_letter("present"), pgettext("attendance", "present")),
            (mark_letter("excused"), pgettext("attendance", "excused absence")),
            (mark_letter("absent"), pgettext("attendance", "unexcused absence")),
            (mark_letter("late"), pgettext("attendance", "late")),
            (mark_letter("left_early"), pgettext("attendance", "left early")),
        ]


def mark_letter(mark: str) -> str:
    """The letter of a mark in the language of the paper; nothing where nobody called the roll."""
    letters = {
        "present": pgettext("attendance letter", "x"),
        "excused": pgettext("attendance letter", "E"),
        "absent": pgettext("attendance letter", "A"),
        "late": pgettext("attendance letter", "L"),
        "left_early": pgettext("attendance letter", "S"),
    }
    return letters.get(mark, "")


def column_widths(sessions: int, *, is_portrait: bool) -> list[float]:
    """Millimeters: number, name, birth, position, agency, half-days, periods, remarks."""
    page = 180.0 if is_portrait else 262.0
    each = 50.0 / max(sessions, 2) if is_portrait else 14.0 if sessions <= 6 else 11.0
    each = min(each, 16.0)
    number, birth, periods = 9.0, 21.0, 12.0
    rest = page - number - birth - periods - each * sessions
    name, position, agency, note = (rest * share for share in (0.35, 0.21, 0.31, 0.13))
    return [number, name, birth, position, agency, *([each] * sessions), periods, note]


def _mark(row: SheetRow, place: int) -> str:
    return row.marks[place] if place < len(row.marks) else ""


def _day_of(item: tuple[int, SheetSession]) -> dt.date:
    return item[1].held_on


def _day_text(day: dt.date) -> str:
    return short_date(day)[:5]


def _part_name(part: str) -> str:
    names: dict[str, str] = {
        "morning": pgettext("half-day on paper", "a.m."),
        "afternoon": pgettext("half-day on paper", "p.m."),
        "evening": pgettext("half-day on paper", "eve."),
    }
    return names.get(part, part)
