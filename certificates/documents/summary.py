"""The yearly summary: classes by field, agencies by level, months; refused when sums disagree."""

import dataclasses
import datetime as dt
from typing import ClassVar

from django.utils.translation import gettext, pgettext

from certificates.charts import Bar, Chart, drawing
from certificates.documents.figure_layout import lay_out
from certificates.documents.figures import FigureTable
from certificates.documents.shared import (
    Paper,
    SignatureBlock,
    figure,
    grouped,
)
from certificates.sums import must_add_up
from courses.dates import short_date


@dataclasses.dataclass(frozen=True)
class MonthFigures:
    month: int
    classes: int
    participations: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class YearlySummaryPaper(Paper):
    """Every total is handed in beside its rows, so that the paper can be held against itself."""

    template: ClassVar[str] = "certificates/pdf/yearly_summary.html"

    year: int
    as_of: dt.date
    classes: FigureTable
    agencies: FigureTable
    months: tuple[MonthFigures, ...]
    class_count: int
    participations: int
    persons: int
    recipients: tuple[str, ...] = ()
    signature: SignatureBlock | None = None
    issued_on: dt.date | None = None

    def check(self) -> None:
        by_class, by_agency = pgettext("paper", "By class"), pgettext("paper", "By agency")
        by_month = pgettext("paper", "By month")
        self.classes.check(by_class)
        self.agencies.check(by_agency)
        rows = [1 for group in self.classes.groups for _row in group.rows]
        must_add_up(by_class, rows, self.class_count)
        must_add_up(by_month, [month.classes for month in self.months], self.class_count)
        must_add_up(by_month, [month.participations for month in self.months], self.participations)
        for where, table in ((by_class, self.classes), (by_agency, self.agencies)):
            must_add_up(where, [table.figure("participations", table.total)], self.participations)

    def title(self) -> str:
        return pgettext("paper", "Summary of training classes in {year}").format(year=self.year)

    def page_estimate(self) -> int:
        rows = sum(
            1 + len(group.rows) for table in (self.classes, self.agencies) for group in table.groups
        )
        return 3 + rows // 10

    def words(self) -> dict[str, object]:
        return {
            "paper": self,
            "as_of": short_date(self.as_of),
            "structure": pgettext("paper", "agencies as they were at the time of study"),
            "class_table": self._class_table(),
            "agency_table": self._agency_table(),
            "counts": self._counts(),
            "chart": self._chart(),
            "place_and_date": self.heading.place_and_date(self.issued_on),
            "is_landscape": True,
        }

    def _counts(self) -> list[tuple[str, str]]:
        return [
            (grouped(self.class_count), pgettext("paper", "classes")),
            (grouped(self.participations), pgettext("paper", "participations")),
            (grouped(self.persons), pgettext("paper", "persons")),
        ]

    def _class_table(self) -> dict[str, object]:
        form = pgettext("paper", "TOTAL: {classes} classes, {participations} participations")
        total = form.format(
            classes=grouped(self.class_count), participations=grouped(self.participations)
        )
        return lay_out(self.classes, pgettext("paper", "Class"), total)

    def _agency_table(self) -> dict[str, object]:
        return lay_out(self.agencies, pgettext("paper", "Agency"), pgettext("paper", "Total"))

    def _chart(self) -> str:
        bars = [
            Bar(str(month.month), month.participations, figure(month.participations))
            for month in self.months
        ]
        return drawing(Chart(gettext("Participations by month"), bars))
