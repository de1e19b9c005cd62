"""The year along its months, and beside the years before it."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.charts import Bar, Chart, drawing
from certificates.documents.shared import grouped
from certificates.year_book.at_a_glance.panel import Figure, Panel, Row, linked
from certificates.year_book.figures import MonthRow, YearlySummary
from certificates.year_book.summary import YearHeld

_BESIDE: Final = ("classes", "participations", "persons", "completed", "certificates")


def months(summary: YearlySummary, before: Mapping[int, int]) -> Panel:
    """`before` are the participations by month of the year before; empty, if there are none."""
    title, last = _("Participations by month"), summary.year - 1
    series = (str(summary.year), str(last)) if before else None
    bars = [_month_bar(row, before) for row in summary.by_month]
    beside = [_("%(year)d: participations") % {"year": last}] if before else []
    return Panel(
        slug="months",
        title=title,
        chart=drawing(Chart(title, bars, series=series)),
        heads=(_("Month"), _("Classes"), _("Participations"), *beside),
        rows=tuple(_month_row(row, before) for row in summary.by_month) if summary.classes else (),
        total=_months_total(summary, before),
    )


def _month_bar(row: MonthRow, before: Mapping[int, int]) -> Bar:
    count = row.participations
    if not before:
        return Bar(str(row.month), count, grouped(count))
    last = before.get(row.month, 0)
    return Bar(str(row.month), count, grouped(count), last, grouped(last))


def _month_row(row: MonthRow, before: Mapping[int, int]) -> Row:
    figures = [
        linked(getattr(row, name), name, f"month:{row.month}")
        for name in ("classes", "participations")
    ]
    if before:
        figures.append(Figure(grouped(before.get(row.month, 0))))
    return Row(_("Month %(month)d") % {"month": row.month}, tuple(figures))


def _months_total(summary: YearlySummary, before: Mapping[int, int]) -> Row:
    figures = [linked(getattr(summary, name), name) for name in ("classes", "participations")]
    if before:
        figures.append(Figure(grouped(sum(before.values()))))
    return Row(_("Total"), tuple(figures))


def years(summary: YearlySummary, beside: Sequence[YearHeld]) -> Panel:
    """Nothing, where there is no year before."""
    title = _("Participations in the last years")
    held = [one for one in beside if one.year != summary.year]
    counts = [(one.year, one.participations) for one in held]
    counts.append((summary.year, summary.participations))
    bars = [Bar(str(year), count, grouped(count)) for year, count in counts]
    of_year = tuple(linked(getattr(summary, name), name) for name in _BESIDE)
    rows = (*map(_year_row, held), Row(str(summary.year), of_year, summary.year))
    persons = pgettext("head of a column", "Persons")
    heads = (_("Classes"), _("Participations"), persons, _("Completed"), _("Certificates"))
    return Panel(
        slug="years",
        title=title,
        chart=drawing(Chart(title, bars)),
        heads=(_("Year"), *heads),
        rows=rows if held else (),
    )


def _year_row(one: YearHeld) -> Row:
    figures = tuple(Figure(grouped(getattr(one, name))) for name in _BESIDE)
    return Row(str(one.year), figures, one.year)
