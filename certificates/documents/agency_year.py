"""The year of one agency with all below it: its classes, its people in them, the years beside."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import ClassVar

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.charts import Bar, Chart, drawing
from certificates.documents.shared import (
    Paper,
    SignatureBlock,
    css_lengths,
    figure,
    grouped,
    percent,
)
from certificates.sums import must_add_up, must_fit_into
from courses.dates import short_date

# Millimeters: number, class, days, participations, completed, periods, certificates.
_CLASS_WIDTHS = (10.0, 112.0, 48.0, 24.0, 24.0, 22.0, 22.0)
# Number, name, birth, position, unit, class, result, certificate.
_PEOPLE_WIDTHS = (10.0, 40.0, 20.0, 36.0, 40.0, 66.0, 21.0, 29.0)
_YEAR_WIDTHS = (30.0, 28.0, 28.0, 28.0, 28.0)
_ROWS_ON_A_PAGE = 14


@dataclasses.dataclass(frozen=True)
class AgencyClass:
    title: str
    code: str
    days: str
    participations: int
    completed: int
    periods: int
    certificates: int


@dataclasses.dataclass(frozen=True)
class AgencyPerson:
    """One participation, by the names of that day."""

    full_name: str
    birth: str
    position: str
    agency: str
    class_code: str
    class_title: str
    result: str
    serial: str = ""


@dataclasses.dataclass(frozen=True)
class AgencyYearBeside:
    year: int
    classes: int
    participations: int
    persons: int
    completed: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class AgencyYearPaper(Paper):
    template: ClassVar[str] = "certificates/pdf/agency_year.html"

    agency: str
    year: int
    as_of: dt.date
    closed_on: dt.date | None = None  # the year was closed, its own paper says what then was so
    classes: tuple[AgencyClass, ...]
    people: tuple[AgencyPerson, ...]
    beside: tuple[AgencyYearBeside, ...]
    months: tuple[int, ...]
    participations: int
    persons: int
    completed: int
    periods: int
    certificates: int
    staff: int
    absent: int
    signature: SignatureBlock | None = None

    def check(self) -> None:
        for name in ("participations", "completed", "periods", "certificates"):
            parts = [getattr(row, name) for row in self.classes]
            must_add_up(self.title(), parts, getattr(self, name))
        must_add_up(_("Participations by month"), self.months, self.participations)
        must_add_up(
            pgettext("agency's year", "People in these classes"),
            [1] * len(self.people),
            self.participations,
        )
        must_fit_into(self.title(), self.persons, self.participations)
        must_fit_into(self.title(), self.absent, self.staff)

    def title(self) -> str:
        form = pgettext("agency's year", "Training in the year {year}")
        return form.format(year=self.year)

    def page_estimate(self) -> int:
        return 3 + (len(self.classes) + len(self.people)) // _ROWS_ON_A_PAGE

    def words(self) -> dict[str, object]:
        return {
            "paper": self,
            "is_landscape": True,
            "counts": self._counts(),
            "chart": self._chart(),
            "year_table": _table(_YEAR_WIDTHS, _year_heads(), self._year_rows()),
            "class_table": _table(_CLASS_WIDTHS, _class_heads(), self._class_rows()),
            "class_total": ["", pgettext("paper", "Total"), "", *self._totals()],
            "people_table": _table(_PEOPLE_WIDTHS, _people_heads(), self._people_rows()),
            "absent": self._absent(),
            "closed": self._closed(),
            "total": self._total(),
            "place_and_date": self.heading.place_and_date(self.as_of),
        }

    def _counts(self) -> list[tuple[str, str]]:
        return [
            (grouped(len(self.classes)), pgettext("agency's year", "classes")),
            (grouped(self.participations), pgettext("agency's year", "participations")),
            (grouped(self.persons), pgettext("agency's year", "persons")),
            (grouped(self.completed), pgettext("agency's year", "completed")),
            (grouped(self.certificates), pgettext("agency's year", "certificates")),
        ]

    def _chart(self) -> SafeString:
        bars = [Bar(str(month), count, figure(count)) for month, count in enumerate(self.months, 1)]
        return drawing(Chart(_("Participations by month"), bars))

    def _year_rows(self) -> list[list[str]]:
        return [
            [
                str(one.year),
                *map(figure, (one.classes, one.participations, one.persons, one.completed)),
            ]
            for one in self.beside
        ]

    def _totals(self) -> list[str]:
        return [
            figure(self.participations),
            figure(self.completed),
            figure(self.periods),
            figure(self.certificates),
        ]

    def _class_rows(self) -> list[list[str]]:
        return [
            [
                str(number),
                f"{row.title} ({row.code})",
                row.days,
                *map(figure, (row.participations, row.completed, row.periods, row.certificates)),
            ]
            for number, row in enumerate(self.classes, 1)
        ]

    def _people_rows(self) -> list[list[str]]:
        return [
            [
                str(number),
                row.full_name,
                row.birth,
                row.position,
                row.agency,
                f"{row.class_title} ({row.class_code})",
                row.result,
                row.serial,
            ]
            for number, row in enumerate(self.people, 1)
        ]

    def _total(self) -> str:
        form = pgettext(
            "agency's year", "The list has {participations} participations of {persons} persons"
        )
        return form.format(
            participations=grouped(self.participations), persons=grouped(self.persons)
        )

    def _closed(self) -> str:
        if self.closed_on is None:
            return ""
        form = pgettext(
            "agency's year",
            "The year was closed on {day}; these are the records of {today}.",
        )
        return form.format(day=short_date(self.closed_on), today=short_date(self.as_of))

    def _absent(self) -> str:
        form = pgettext(
            "agency's year",
            "In no class of the year: {absent} of {staff} people on record today ({share})",
        )
        share = percent(self.absent, self.staff)
        return form.format(absent=grouped(self.absent), staff=grouped(self.staff), share=share)


def _table(
    widths: Sequence[float], heads: Sequence[str], rows: Sequence[Sequence[str]]
) -> dict[str, object]:
    return {"widths": css_lengths(widths, "mm"), "heads": heads, "rows": rows}


def _year_heads() -> list[str]:
    return [
        pgettext("paper", "Year"),
        pgettext("paper", "Classes"),
        pgettext("paper", "Participations"),
        pgettext("head of a column", "Persons"),
        pgettext("paper", "Completed"),
    ]


def _class_heads() -> list[str]:
    return [
        pgettext("paper", "No."),
        pgettext("transcript", "Class"),
        pgettext("transcript", "Days"),
        pgettext("paper", "Participations"),
        pgettext("paper", "Completed"),
        pgettext("transcript", "Periods attended"),
        pgettext("transcript", "Certificate"),
    ]


def _people_heads() -> list[str]:
    return [
        pgettext("paper", "No."),
        pgettext("paper", "Full name"),
        pgettext("paper", "Date of birth"),
        pgettext("paper", "Position"),
        pgettext("paper", "Agency"),
        pgettext("transcript", "Class"),
        pgettext("paper", "Result"),
        pgettext("transcript", "Certificate"),
    ]
