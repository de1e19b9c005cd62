"""The yearly summary: classes by field, agencies by level, months; refused when sums disagree."""

import dataclasses
import datetime as dt
from typing import ClassVar

from django.utils.translation import gettext, pgettext

from certificates.documents.figures import ClassRow, FigureRow, FigureTable
from certificates.documents.shared import Paper, SignatureBlock, figure, must_add_up, roman
from certificates.paper_drawings import bar_chart
from courses.dates import short_date

@dataclasses.dataclass(frozen=True)
class MonthFigures:
    month: int
    classes: int
    attendances: int


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
    attendances: int
    distinct_persons: int
    structure: str = ""  # which tree of agencies the report follows, in words
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
        must_add_up(by_month, [month.attendances for month in self.months], self.attendances)
        for where, table in ((by_class, self.classes), (by_agency, self.agencies)):
            must_add_up(where, [table.figure("attendances", table.total)], self.attendances)

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
            "structure": self.structure
            or pgettext("paper", "agencies as they were at the time of study"),
            "class_table": self._class_table(),
            "agency_table": self._agency_table(),
            "counts": self._counts(),
            "chart": self._chart(),
            "place_and_date": self.heading.place_and_date(self.issued_on),
            "is_landscape": True,
        }

    def _counts(self) -> list[tuple[str, str]]:
        return [
            (figure(self.class_count) or "0", pgettext("paper", "classes")),
            (figure(self.attendances), pgettext("paper", "attendances")),
            (figure(self.distinct_persons), pgettext("paper", "distinct persons")),
        ]

    def _class_table(self) -> dict[str, object]:
        rows = [row for group in self.classes.groups for row in group.rows]
        shown = {
            name: any(getattr(row, name, "") for row in rows)
            for name in ("audience", "venue", "host", "note")
        }
        return {
            **self._table(self.classes),
            "shown": shown,
            "text_columns": 3 + sum(shown[name] for name in ("audience", "venue", "host")),
        }

    def _agency_table(self) -> dict[str, object]:
        return {**self._table(self.agencies), "text_columns": 2}

    def _table(self, table: FigureTable) -> dict[str, object]:
        number, groups = 0, []
        for place, group in enumerate(table.groups, 1):
            rows = []
            for row in group.rows:
                number += 1
                rows.append((number, row, _held(row), table.printed(row.figures)))
            groups.append(
                {
                    "roman": roman(place),
                    "name": group.name,
                    "rows": rows,
                    "subtotal": table.printed(group.subtotal),
                }
            )
        return {
            "heads": table.column_heads(),
            "groups": groups,
            "total": table.printed(table.total),
            "figure_columns": len(table.columns),
        }

    def _chart(self) -> str:
        bars = [
            (
                pgettext("paper", "Month {month}").format(month=month.month),
                month.attendances,
                figure(month.attendances),
            )
            for month in self.months
        ]
        return bar_chart(bars, gettext("Attendances by month"))


def _held(row: FigureRow) -> str:
    """ "09/03" or "16/03–18/03": the year stands in the title."""
    if not isinstance(row, ClassRow):
        return ""
    first, last = short_date(row.starts_on)[:5], short_date(row.ends_on)[:5]
    return first if first == last else f"{first}–{last}"
