"""The yearly summary: classes by field, agencies by level, months; refused when sums disagree."""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext, pgettext, pgettext_lazy

from certificates.documents.figures import ClassRow, FigureRow, FigureTable
from certificates.documents.shared import (
    Paper,
    SignatureBlock,
    css_lengths,
    figure,
    grouped,
    must_add_up,
    roman,
)
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
            (grouped(self.class_count), pgettext("paper", "classes")),
            (grouped(self.attendances), pgettext("paper", "attendances")),
            (grouped(self.distinct_persons), pgettext("paper", "distinct persons")),
        ]

    def _class_table(self) -> dict[str, object]:
        rows = [row for group in self.classes.groups for row in group.rows]
        shown = [key for key in _CLASS_TEXTS if any(_class_text(row, key) for row in rows)]
        total = pgettext("paper", "TOTAL: {classes} classes, {attendances} attendances").format(
            classes=grouped(self.class_count), attendances=grouped(self.attendances)
        )
        heads = [pgettext("paper", "Class"), *(_CLASS_TEXTS[key][0] for key in shown)]
        widths = [_CLASS_TEXTS[key][1] for key in shown]
        return _table(self.classes, heads, widths, shown) | {"total_label": total}

    def _agency_table(self) -> dict[str, object]:
        heads = [pgettext("paper", "Agency")]
        return _table(self.agencies, heads, [], []) | {"total_label": pgettext("paper", "Total")}

    def _chart(self) -> str:
        bars = [
            (str(month.month), month.attendances, figure(month.attendances))
            for month in self.months
        ]
        return bar_chart(bars, gettext("Attendances by month"))


# Texts of a class beside its name: heading and millimeters. A column nobody fills is left out.
_CLASS_TEXTS: Mapping[str, tuple[object, float]] = {
    "audience": (pgettext_lazy("paper", "For whom"), 24.0),
    "held": (pgettext_lazy("paper", "Held"), 22.0),
    "venue": (pgettext_lazy("paper", "Venue"), 30.0),
    "host": (pgettext_lazy("paper", "Host"), 30.0),
    "note": (pgettext_lazy("paper", "Remarks"), 22.0),
}
_PAGE_WIDTH = 262.0
_NUMBER_WIDTH = 9.0
_FIGURE_WIDTH = 16.0


def _class_text(row: FigureRow, key: str) -> str:
    if key != "held":
        return str(getattr(row, key, ""))
    if not isinstance(row, ClassRow):
        return ""
    # "09/03" or "16/03–18/03": the year stands in the title.
    first, last = short_date(row.starts_on)[:5], short_date(row.ends_on)[:5]
    return first if first == last else f"{first}–{last}"


def _table(
    table: FigureTable, heads: Sequence[object], widths: Sequence[float], keys: Sequence[str]
) -> dict[str, object]:
    """What the template prints: numbered rows of texts and figures, in numbered groups."""
    numbers = itertools.count(1)
    figure_width = min(_FIGURE_WIDTH, 130.0 / max(len(table.columns), 1))
    rest = _PAGE_WIDTH - _NUMBER_WIDTH - sum(widths) - figure_width * len(table.columns)
    groups = [
        {
            "roman": roman(place),
            "name": group.name,
            "subtotal": table.printed(group.subtotal),
            "rows": [
                (_texts(next(numbers), row, keys), table.printed(row.figures)) for row in group.rows
            ],
        }
        for place, group in enumerate(table.groups, 1)
    ]
    return {
        "text_heads": [pgettext("paper", "No."), *heads],
        "widths": css_lengths(
            [_NUMBER_WIDTH, rest, *widths, *([figure_width] * len(table.columns))], "mm"
        ),
        "heads": table.column_heads(),
        "has_groups": any(column.group for column in table.columns),
        "groups": groups,
        "total": table.printed(table.total),
        "label_span": len(heads),
    }


def _texts(number: int, row: FigureRow, keys: Sequence[str]) -> list[tuple[str, bool]]:
    return [
        (str(number), True),
        (row.name, False),
        *((_class_text(row, key), key == "held") for key in keys),
    ]
