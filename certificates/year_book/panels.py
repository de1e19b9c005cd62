"""A chart for each way to part a year, with the table of its figures beside it.

Each figure names the list behind it: `which` and `key` as `year_book.lists` takes them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.charts import Bar, Chart, drawing
from certificates.documents.shared import grouped
from certificates.year_book.figures import YearlySummary
from certificates.year_book.narrowing import times_words
from certificates.year_book.summary import YearHeld

MOST_AGENCIES: Final = 20
_FIGURES: Final = ("participations", "persons", "completed")


@dataclass(frozen=True)
class Figure:
    """A number that leads to its list; a text without `which` leads nowhere."""

    shown: str
    which: str = ""
    key: str = ""


@dataclass(frozen=True)
class Row:
    label: str
    figures: tuple[Figure, ...]
    url_year: int | None = None  # a row of another year leads to that year


@dataclass(frozen=True)
class Panel:
    """A chart with the table of its figures beside it."""

    slug: str
    title: str
    chart: SafeString
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    note: str = ""


def panels_of(
    summary: YearlySummary, beside: Sequence[YearHeld], months_before: Mapping[int, int]
) -> tuple[Panel, ...]:
    """Those that have something to show; `months_before` are the participations by month of the
    year before."""
    panels = (
        _months(summary, months_before),
        _years(summary, beside),
        _fields(summary),
        _levels(summary),
        _agencies(summary),
        _attended(summary),
    )
    return tuple(panel for panel in panels if panel.rows)


def _months(summary: YearlySummary, before: Mapping[int, int]) -> Panel:
    year = summary.year
    series = (str(year), str(year - 1)) if before else None
    bars = [
        Bar(
            str(row.month),
            row.participations,
            grouped(row.participations),
            *((before.get(row.month, 0), grouped(before.get(row.month, 0))) if before else ()),
        )
        for row in summary.by_month
    ]
    title = _("Participations by month")
    rows = [
        Row(
            _("Month %(month)d") % {"month": row.month},
            (
                linked(row.classes, "classes", f"month:{row.month}"),
                linked(row.participations, "participations", f"month:{row.month}"),
                *((Figure(grouped(before.get(row.month, 0))),) if before else ()),
            ),
        )
        for row in summary.by_month
    ]
    beside = [_("%(year)d: participations") % {"year": year - 1}] if before else []
    total = [
        linked(summary.classes, "classes"),
        linked(summary.participations, "participations"),
        *([Figure(grouped(sum(before.values())))] if before else []),
    ]
    return Panel(
        slug="months",
        title=title,
        chart=drawing(Chart(title, bars, series=series)),
        heads=(_("Month"), _("Classes"), _("Participations"), *beside),
        rows=tuple(rows) if summary.classes else (),
        total=Row(_("Total"), tuple(total)),
    )


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


def _years(summary: YearlySummary, beside: Sequence[YearHeld]) -> Panel:
    title = _("Participations in the last years")
    names = ("classes", "participations", "persons", "completed", "certificates")
    held = [one for one in beside if one.year != summary.year]
    figures = [(one.year, [getattr(one, name) for name in names]) for one in held]
    figures.append((summary.year, [getattr(summary, name) for name in names]))
    bars = [Bar(str(year), counts[1], grouped(counts[1])) for year, counts in figures]
    rows = [
        Row(str(year), tuple(Figure(grouped(count)) for count in counts), year)
        for year, counts in figures
    ]
    return Panel(
        slug="years",
        title=title,
        chart=drawing(Chart(title, bars)),
        heads=(
            _("Year"),
            _("Classes"),
            _("Participations"),
            pgettext("head of a column", "Persons"),
            _("Completed"),
            _("Certificates"),
        ),
        rows=tuple(rows) if held else (),
    )


def _bars(title: str, rows: Iterable[Any]) -> SafeString:
    bars = [Bar(row.name, row.participations, grouped(row.participations)) for row in rows]
    return drawing(Chart(title, bars, kind="rows"))


def _part_row(row: Any, kind: str, names: Iterable[str]) -> Row:
    key = f"{kind}:{row.code}"
    return Row(row.name, tuple(linked(getattr(row, name), name, key) for name in names))


def _total(summary: YearlySummary, names: Iterable[str]) -> Row:
    return Row(_("Total"), tuple(linked(getattr(summary, name), name) for name in names))


def linked(count: int, which: str, key: str = "") -> Figure:
    """Nothing is behind a zero."""
    return Figure(grouped(count), which, key) if count else Figure(grouped(count))


def _persons_note() -> str:
    return pgettext("of the year", "Persons are counted anew in each line, so they do not add up.")
