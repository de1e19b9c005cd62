"""A chart for each way to part a year, with the table of its figures beside it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.charts import Bar, Chart, drawing
from certificates.documents.shared import grouped
from certificates.year_book.at_a_glance.panel import Panel, Row, linked
from certificates.year_book.at_a_glance.panels_in_time import months, years
from certificates.year_book.figures import YearlySummary
from certificates.year_book.lists.narrowing import times_words
from certificates.year_book.summary import YearHeld

MOST_AGENCIES: Final = 20
_FIGURES: Final = ("participations", "persons", "completed")


def panels_of(
    summary: YearlySummary, beside: Sequence[YearHeld], months_before: Mapping[int, int]
) -> tuple[Panel, ...]:
    """Those that have something to show; `months_before` are the participations by month of the
    year before."""
    panels = (
        months(summary, months_before),
        years(summary, beside),
        _fields(summary),
        _levels(summary),
        _agencies(summary),
        _attended(summary),
    )
    return tuple(panel for panel in panels if panel.rows)


def _fields(summary: YearlySummary) -> Panel:
    title = _("Participations by field of training")
    ordered = sorted(summary.by_category, key=lambda row: -row.participations)
    return Panel(
        slug="fields",
        title=title,
        chart=_bars(title, ordered),
        heads=(
            _("Field of training"),
            _("Classes"),
            _("Participations"),
            pgettext("head of a column", "Persons"),
        ),
        rows=tuple(
            _part_row(row, "field", ("classes", "participations", "persons")) for row in ordered
        ),
        total=_total(summary, ("classes", "participations", "persons")),
    )


def _levels(summary: YearlySummary) -> Panel:
    title = _("Participations by level")
    return Panel(
        slug="levels",
        title=title,
        chart=_bars(title, summary.by_level),
        heads=(
            _("Level"),
            _("Participations"),
            pgettext("head of a column", "Persons"),
            _("Completed"),
        ),
        rows=tuple(_part_row(row, "level", _FIGURES) for row in summary.by_level),
        total=_total(summary, _FIGURES),
        note=_persons_note(),
    )


def _agencies(summary: YearlySummary) -> Panel:
    title = _("Participations by agency")
    sent = [row for row in summary.by_agency if row.participations]
    largest = sorted(sent, key=lambda row: -row.participations)[:MOST_AGENCIES]
    note = _persons_note()
    if len(largest) < len(sent):
        words = {"shown": grouped(len(largest)), "all": grouped(len(sent))}
        first = _("The %(shown)s of %(all)s agencies with the most participations.") % words
        note = f"{first} {note}"
    return Panel(
        slug="agencies",
        title=title,
        chart=_bars(title, largest),
        heads=(
            _("Agency"),
            _("Participations"),
            pgettext("head of a column", "Persons"),
            _("Completed"),
        ),
        rows=tuple(_part_row(row, "agency", _FIGURES) for row in largest),
        total=_total(summary, _FIGURES) if len(largest) == len(sent) else None,
        note=note,
    )


def _attended(summary: YearlySummary) -> Panel:
    title = _("Persons by number of classes")
    bars = [
        Bar(times_words(times), persons, grouped(persons)) for times, persons in summary.attended
    ]
    rows = [
        Row(times_words(times), (linked(persons, "persons", f"times:{times}"),))
        for times, persons in summary.attended
    ]
    return Panel(
        slug="attended",
        title=title,
        chart=drawing(Chart(title, bars)),
        heads=(_("Came to"), pgettext("head of a column", "Persons")),
        rows=tuple(rows),
        total=Row(_("Total"), (linked(summary.persons, "persons"),)),
    )


def _bars(title: str, rows: Iterable[Any]) -> SafeString:
    bars = [Bar(row.name, row.participations, grouped(row.participations)) for row in rows]
    return drawing(Chart(title, bars, kind="rows"))


def _part_row(row: Any, kind: str, names: Iterable[str]) -> Row:
    key = f"{kind}:{row.code}"
    return Row(row.name, tuple(linked(getattr(row, name), name, key) for name in names))


def _total(summary: YearlySummary, names: Iterable[str]) -> Row:
    return Row(_("Total"), tuple(linked(getattr(summary, name), name) for name in names))


def _persons_note() -> str:
    return pgettext("of the year", "Persons are counted anew in each line, so they do not add up.")
