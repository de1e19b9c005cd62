"""Tables C, D and E of the year: planned and done, its parts as charts, the years before."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import pgettext, pgettext_lazy

from certificates.charts import Bar, Chart
from certificates.documents.cells import Cells, Column, Kind
from certificates.documents.figures import LINE_NUMBER, RowGroup, YearTable
from certificates.documents.shared import figure, roman
from certificates.year_book.columns import (
    CERTIFICATES,
    COMPLETED,
    NUMBERED,
    PERSONS,
    RATE,
    TRAINEES,
    Spec,
    attribute,
    cells,
    columns_of,
)
from certificates.year_book.figures import YearlySummary
from certificates.year_book.plan_rows import PlanRow
from certificates.year_book.summary import YearHeld

CLASSES: Final = Column("classes", pgettext_lazy("summary column", "Classes"))
YEARS_SHOWN: Final = 5
_PLANNED: Final = pgettext_lazy("summary column", "Planned")
_DONE: Final = pgettext_lazy("summary column", "Done")
_SHARE: Final = pgettext_lazy("summary column", "Share done")


def plan_against_done(summary: YearlySummary, plan: Sequence[PlanRow]) -> YearTable:
    """Table C: the lines of the plan, and what was held without one; together all of the year."""
    groups = []
    if plan:
        rows = tuple(_plan_cells(row) for row in plan)
        groups.append(RowGroup(pgettext("paper", "In the plan"), rows, _plan_sum(plan)))
        done = [sum(row.classes for row in plan), sum(row.participations for row in plan)]
        rest = (summary.classes - done[0], summary.participations - done[1])
        if any(rest):
            outside = pgettext("paper", "Classes outside the plan")
            held: Cells = (None, outside, None, 0, 0, *rest, None, None, "")
            groups.append(RowGroup(pgettext("paper", "Outside the plan"), (held,), held))
    planned = _plan_sum(plan)[3:5]
    # Without a plan there are no lines, and nothing to sum up.
    held_in_all = (summary.classes, summary.participations) if plan else (0, 0)
    return YearTable(
        letter="C",
        title=pgettext("paper", "Planned and done"),
        label=pgettext("table of the year", "Plan"),
        columns=_plan_columns(),
        groups=tuple(groups),
        total=(None, None, None, *planned, *held_in_all, *[None] * 3),
        total_label=pgettext("paper", "Total"),
        empty=pgettext("paper", "No plan was approved for this year."),
    )


def shares_of_year(summary: YearlySummary) -> YearTable:
    """Table D: by month, field and level, each with its chart."""
    share = Column(
        "share",
        pgettext_lazy("summary column", "Share"),
        Kind.SHARE,
        ratio=("participations", summary.participations),
    )
    columns = (
        LINE_NUMBER,
        Column("name", pgettext_lazy("paper", "Part"), Kind.TEXT),
        CLASSES,
        Column("participations", TRAINEES),
        share,
    )
    whole = (summary.classes, summary.participations, None)
    month = pgettext("paper", "Month {number}")
    parts = (
        (
            pgettext("paper", "By month"),
            [(month.format(number=row.month), row) for row in summary.by_month],
            summary.classes,
        ),
        (
            pgettext("paper", "By field of training"),
            [(row.name, row) for row in summary.by_category],
            summary.classes,
        ),
        # A class takes people of several levels: its classes do not add up.
        (pgettext("paper", "By level"), [(row.name, row) for row in summary.by_level], None),
    )
    groups = tuple(
        RowGroup(
            name,
            tuple((None, label, row.classes, row.participations, None) for label, row in rows),
            (None, name, classes, *whole[1:]),
        )
        for name, rows, classes in parts
        if rows
    )
    return YearTable(
        letter="D",
        title=pgettext("paper", "Parts of the year"),
        label=pgettext("table of the year", "Charts"),
        columns=columns,
        groups=groups if summary.classes else (),
        charts=tuple(_chart(group, is_time=place == 0) for place, group in enumerate(groups)),
        empty=pgettext("paper", "No class has ended in this year."),
    )


def other_years(summary: YearlySummary, beside: Sequence[YearHeld]) -> YearTable:
    """Table E: the years before and this one, whose figures are those of the other tables."""
    earlier = [held for held in beside if held.year < summary.year][1 - YEARS_SHOWN :]
    specs: tuple[Spec, ...] = (
        NUMBERED,
        attribute(Column("year", pgettext_lazy("paper", "Year"), Kind.NUMBER)),
        attribute(CLASSES),
        attribute(Column("participations", TRAINEES)),
        attribute(PERSONS),
        attribute(COMPLETED),
        (RATE, lambda row: None),
        attribute(CERTIFICATES),
    )
    rows = tuple(cells(row, specs) for row in (*earlier, summary)) if summary.classes else ()
    bars = [Bar(str(row[1]), _number(row[3]), figure(_number(row[3]))) for row in rows]
    chart = Chart(pgettext("paper", "Participations by year"), bars)
    return YearTable(
        letter="E",
        title=pgettext("paper", "The year and those before it"),
        label=pgettext("table of the year", "Years"),
        columns=columns_of(specs),
        groups=(RowGroup("", rows),),
        charts=(chart,) if len(rows) > 1 else (),
        empty=pgettext("paper", "No class has ended in this year."),
    )


def _plan_columns() -> tuple[Column, ...]:
    classes, people = CLASSES.heading, TRAINEES
    return (
        LINE_NUMBER,
        Column("name", pgettext_lazy("paper", "Content"), Kind.TEXT),
        Column("quarter", pgettext_lazy("summary column", "Quarter"), Kind.NUMBER),
        Column("planned_classes", classes, group=_PLANNED),
        Column("planned_participations", people, group=_PLANNED),
        Column("classes", classes, group=_DONE),
        Column("participations", people, group=_DONE),
        Column(
            "share_of_classes",
            classes,
            Kind.SHARE,
            group=_SHARE,
            ratio=("classes", "planned_classes"),
        ),
        Column(
            "share_of_participations",
            people,
            Kind.SHARE,
            group=_SHARE,
            ratio=("participations", "planned_participations"),
        ),
        Column("remark", pgettext_lazy("paper", "Remarks"), Kind.TEXT, may_go=True),
    )


def _plan_cells(row: PlanRow) -> Cells:
    return (
        None,
        row.title,
        roman(row.quarter) if row.quarter else None,
        row.planned_classes,
        row.planned_participations,
        row.classes,
        row.participations,
        None,
        None,
        pgettext("line of a plan", "Late") if row.is_late else "",
    )


def _plan_sum(plan: Sequence[PlanRow]) -> Cells:
    return (
        *[None] * 3,
        sum(row.planned_classes for row in plan),
        sum(row.planned_participations for row in plan),
        sum(row.classes for row in plan),
        sum(row.participations for row in plan),
        *[None] * 3,
    )


def _chart(group: RowGroup, *, is_time: bool) -> Chart:
    """Months bear their number alone, so that twelve stand beside each other."""
    bars = [
        Bar(
            str(place if is_time else row[1]),
            _number(row[3]),
            figure(_number(row[3])),
        )
        for place, row in enumerate(group.rows, 1)
    ]
    title = pgettext("paper", "{part}: participations").format(part=group.name)
    return Chart(title, bars, kind="columns" if is_time else "rows")


def _number(value: Any) -> int:
    return int(value or 0)
