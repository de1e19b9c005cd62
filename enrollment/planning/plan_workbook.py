"""A plan with its progress as workbook and as CSV: the same rows, a column for each source."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.spreadsheets import as_cell, file_of, with_sheet
from enrollment.models import TrainingPlan
from enrollment.planning.standing import LineProgress, PlanTotals, totals_of

WIDTHS = (6, 60, 20, 24, 9, 10, 14, 10, 14, 26, 26)


def plan_workbook(plan: TrainingPlan, lines: Sequence[LineProgress]) -> bytes:
    """One sheet: a row for each line, and the sum of each column that adds up."""
    table = _table(plan, lines)
    return file_of(with_sheet(f"{plan.year}", table[0], table[1:], widths=WIDTHS))


def plan_csv(plan: TrainingPlan, lines: Sequence[LineProgress]) -> bytes:
    """For other programs: UTF-8 with a mark that spreadsheets look for, commas between."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerows([as_cell(value) for value in row] for row in _table(plan, lines))
    return stream.getvalue().encode("utf-8-sig")


def _table(plan: TrainingPlan, lines: Sequence[LineProgress]) -> list[list[Any]]:
    totals = totals_of(lines)
    sources = [source for source, _amount in totals.budget]
    heads = [
        _("No."),
        _("Content"),
        _("Course"),
        _("For whom"),
        _("Quarter"),
        _("Classes planned"),
        _("Participations planned"),
        _("Classes done"),
        _("Participations done"),
        pgettext("of a line of a plan", "Place"),
        _("Leading unit"),
        *(f"{_('Budget')}: {source}" for source in sources),
        _("State"),
        _("Note"),
    ]
    return [heads, *(_row(one, sources) for one in lines), _total(totals, sources)]


def _row(one: LineProgress, sources: Sequence[Any]) -> list[Any]:
    line, budget = one.line, dict(one.budget)
    return [
        one.number,
        line.title,
        line.course.code if line.course else "",
        line.audience,
        line.quarter,
        one.planned_classes,
        one.planned_participations,
        one.done_classes,
        one.done_participations,
        line.place,
        line.host,
        *(_amount(budget.get(source)) for source in sources),
        one.state_label,
        line.note,
    ]


def _total(totals: PlanTotals, sources: Sequence[Any]) -> list[Any]:
    budget = dict(totals.budget)
    return [
        None,
        _("Total"),
        *[None] * 3,
        totals.planned_classes,
        totals.planned_participations,
        totals.done_classes,
        totals.done_participations,
        *[None] * 2,
        *(_amount(budget[source]) for source in sources),
        None,
        None,
    ]


def _amount(amount: Any) -> Any:
    """A whole amount without the decimals of the database."""
    if amount is None or amount != amount.to_integral_value():
        return amount
    return int(amount)
