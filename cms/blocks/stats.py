"""How a figure of a year stands in a text: number, name, year and the day it was taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.documents.shared import grouped, percent
from cms.year_figures import statistics_tables
from cms.year_figures.figures import Citations, FrozenFigure
from cms.year_figures.public_figures import FIGURES, PublicYear
from courses.dates import short_date


@dataclass(frozen=True)
class Stat:
    """One figure as it stands in the text; with a problem it is shown to nobody but the editor."""

    text: str = ""
    label: str = ""
    unit: str = ""
    notes: tuple[str, ...] = ()
    url: str = ""
    problem: str = ""


def parted(stats: Iterable[Stat]) -> dict[str, Any]:
    """What readers see, and what only the editor is told."""
    known = list(stats)
    return {
        "stats": [stat for stat in known if not stat.problem],
        "problems": [stat.problem for stat in known if stat.problem],
    }


def no_class(year: Any) -> str:
    return _("No class has ended in %(year)s: readers see nothing here.") % {"year": year}


def live_stat(year: PublicYear, figure: str) -> Stat:
    found = year.totals[figure]
    if found.value is None:
        problem = _("This figure is too small to be shown: readers see nothing here.")
        return Stat(problem=problem)
    if year.closed_on:
        when = _("year closed on %(day)s") % {"day": short_date(year.closed_on)}
    elif year.is_over:
        when = ""
    else:
        when = _("so far, up to %(day)s") % {"day": short_date(year.as_of)}
    whole = year.totals["participations"].value if figure == "women" else None
    notes = (_of_year(year.year), when, _amended(year, figure))
    return _stat(figure, _text(found.value, whole), year.year, notes)


def frozen_stat(frozen: FrozenFigure | None, citations: Citations) -> Stat:
    if frozen is None or frozen.figure not in FIGURES:
        return Stat(problem=_("Nothing is frozen yet; save the page."))
    day = {"day": short_date(frozen.on)}
    if frozen.is_closed:
        when = _("year closed on %(day)s") % day
        year = citations.year(frozen.year)
        later = _amended(year, frozen.figure) if year else ""
    else:
        when, later = _("figure of %(day)s") % day, ""
    notes = (_of_year(frozen.year), when, later)
    return _stat(frozen.figure, _text(frozen.value, frozen.whole), frozen.year, notes)


def _stat(figure: str, text: str, year: int, notes: Iterable[str]) -> Stat:
    url = reverse("statistics_year", args=[year])
    return Stat(text, str(FIGURES[figure]), notes=tuple(filter(None, notes)), url=url)


def _of_year(year: int) -> str:
    return _("in %(year)s") % {"year": year}


def _amended(year: PublicYear, figure: str) -> str:
    return statistics_tables.amended(year, figure) if figure in year.amendments else ""


def _text(value: int, whole: int | None) -> str:
    if whole is None:
        return grouped(value)
    return f"{grouped(value)}/{grouped(whole)} ({percent(value, whole)})"
