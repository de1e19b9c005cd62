"""Table C of the year: the lines of the plan against what was done, and what had no line."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import pgettext, pgettext_lazy

from certificates.documents.cells import Cells, Column, Kind
from certificates.documents.figures import LINE_NUMBER, RowGroup, YearTable
from certificates.documents.shared import roman
from certificates.year_book.figures import YearlySummary
from certificates.year_book.plan_rows import PlanRow
from certificates.year_book.tables.columns import CLASSES, TRAINEES

_COUNTED: Final[Mapping[str, object]] = {"classes": CLASSES.heading, "participations": TRAINEES}
_PLANNED: Final = pgettext_lazy("summary column", "Planned")
_DONE: Final = pgettext_lazy("summary column", "Done")
_SHARE: Final = pgettext_lazy("summary column", "Share done")


def plan_against_done(summary: YearlySummary, plan: Sequence[PlanRow]) -> YearTable:
    """Together all of the year."""
    groups = []
    if plan:
        is_over = summary.as_of == dt.date(summary.year, 12, 31)
        rows = tuple(_plan_cells(row, is_over=is_over) for row in plan)
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


def _plan_columns() -> tuple[Column, ...]:
    return (
        LINE_NUMBER,
        Column("name", pgettext_lazy("paper", "Content"), Kind.TEXT),
        Column("quarter", pgettext_lazy("summary column", "Quarter"), Kind.NUMBER),
        *(Column(f"planned_{key}", heading, group=_PLANNED) for key, heading in _COUNTED.items()),
        *(Column(key, heading, group=_DONE) for key, heading in _COUNTED.items()),
        *(
            Column(f"share_of_{key}", heading, Kind.SHARE, _SHARE, ratio=(key, f"planned_{key}"))
            for key, heading in _COUNTED.items()
        ),
        Column("remark", pgettext_lazy("paper", "Remarks"), Kind.TEXT, may_go=True),
    )


def _plan_cells(row: PlanRow, *, is_over: bool) -> Cells:
    """What was late while the year lasted is below plan when it is over."""
    late = pgettext("line of a plan", "Late")
    behind = pgettext("line of a plan", "Below plan") if is_over else late
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
        behind if row.is_late else "",
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
