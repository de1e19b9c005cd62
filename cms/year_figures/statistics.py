"""What the public sees of a year: its figures without small cells, groups, names and reasons."""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language, gettext

from certificates.sums import TotalsDisagree
from certificates.year_book.figures import AgencyRow, PartRow, YearlySummary
from certificates.year_book.keeping.frozen import ShownYear, shown_year
from certificates.year_book.small_cells import FEWEST, Cell, Mark, hidden, is_small, shown_steps
from cms.year_figures.public_figures import (
    COLUMNS,
    FIGURES,
    Amendment,
    Figure,
    PublicYear,
    Row,
    Table,
)
from courses import dates
from courses.models import Category
from enrollment.models import AgencyLevel

logger = logging.getLogger(__name__)

# Changes whenever the form below does, so that nothing of an older form is read.
KEPT_AS: Final = "public-year-1"
SECONDS_KEPT: Final = 60


def public_year(year: int) -> PublicYear | None:
    """The figures of at most a minute ago; None for a year in which no class has ended."""
    key = f"{KEPT_AS}-{year}-{get_language()}"
    try:
        kept = cache.get(key)
        if kept is None:
            kept = count_year(year) or False
            cache.set(key, kept, SECONDS_KEPT)
    except Exception:  # noqa: BLE001 - pages are shown without any cache
        return count_year(year)
    return kept or None


def count_year(year: int) -> PublicYear | None:
    """As it was closed, or as the records say at this moment."""
    if year not in dates.YEARS:
        return None
    try:
        return published(shown_year(year))
    except TotalsDisagree:
        # Nothing that contradicts itself is public, and an article stands without its figure.
        logger.exception("Figures of %s disagree and are not public.", year)
        return None


def published(shown: ShownYear) -> PublicYear | None:
    """What of these figures the public may see."""
    summary, closed = shown.summary, shown.closed
    if not summary.classes:
        return None
    marks = _marks(summary)
    return PublicYear(
        year=summary.year,
        as_of=summary.as_of,
        closed_on=timezone.localdate(closed.closed_at) if closed else None,
        changed_at=_changed_at(shown),
        totals=_totals(_counts(summary), marks.get(("total", "women"))),
        tables=() if is_small(summary.participations) else _tables(summary, marks, _names(shown)),
        amendments=_amendments(shown),
    )


def _changed_at(shown: ShownYear) -> dt.datetime:
    if shown.closed is None:
        return timezone.now().replace(microsecond=0)
    moments = [shown.closed.closed_at, *(one.made_at for one in shown.amendments)]
    return max(moments).replace(microsecond=0)


def _counts(summary: YearlySummary) -> dict[str, int]:
    plain = ("classes", "participations", "persons", "women", "completed", "certificates")
    return {name: getattr(summary, name) for name in plain} | {"agencies": summary.agencies_sent}


def _totals(counts: Mapping[str, int], of_women: Mark | None) -> dict[str, Figure]:
    """Classes and agencies are no people; with fewer than five of those, nothing else is shown."""
    if is_small(counts["participations"]):
        people = dict.fromkeys(("participations", "persons", "women"), Mark.SMALL)
        marks: dict[str, Mark | None] = people | dict.fromkeys(
            ("completed", "certificates", "agencies"), Mark.SHIELD
        )
    else:
        steps = sorted(("completed", "certificates"), key=lambda name: -counts[name])
        found = shown_steps(counts["participations"], [counts[name] for name in steps])
        marks = dict(zip(steps, found, strict=True))
        marks["women"] = of_women
        marks["persons"] = Mark.SMALL if is_small(counts["persons"]) else None
    return {name: Figure.of(counts[name], marks.get(name)) for name in FIGURES}


def _marks(summary: YearlySummary) -> dict[Any, Mark]:
    """All tables together, since a reader has all of them and the sums they share."""
    if summary.participations < FEWEST:
        return {}
    return hidden(list(_cells(summary)))


def _cells(summary: YearlySummary) -> Iterator[Cell]:
    """People flow from months through the classes of a field in a month to the fields.

    The schedule says which classes those are: the one class of a month may be all of its field.
    """
    places = {row.code: place for place, row in enumerate(summary.by_category)}
    for cell in _months(summary):
        if not cell.is_fixed:
            yield replace(cell, source="in", target=cell.key)
    groups: Counter[tuple[int, int]] = Counter()
    for one in summary.by_class:
        groups[one.ends_on.month - 1, places[one.category_code]] += one.participations
    for (month, field), count in groups.items():
        source, target = ("month", month, "participations"), ("into", field)
        yield Cell(("classes", month, field), source, target, count, is_unseen=True)
    for cell in _parts(summary):
        is_field = isinstance(cell.key, tuple) and cell.source == "in"
        yield replace(cell, source=("into", cell.key[1])) if is_field else cell


def _months(summary: YearlySummary) -> Iterator[Cell]:
    for row in summary.by_month:
        yield Cell(("month", row.month - 1, "participations"), "a", "b", row.participations)
    yield Cell("all months", "b", "a", summary.participations, is_fixed=True)


def _parts(summary: YearlySummary) -> Iterator[Cell]:
    """People flow from fields to women and men, from these to levels, from levels to agencies."""
    men = summary.participations - summary.women
    places = {row.code: place for place, row in enumerate(summary.by_level)}
    for place, part in enumerate(summary.by_category):
        yield from _by_gender("field", place, part, ("in", ("field", place)), out=True)
    yield Cell(("total", "women"), "women", "women below", summary.women)
    yield Cell(("total", "men"), "men", "men below", men)
    for place, level in enumerate(summary.by_level):
        knots = (("level", place), ("agencies", place))
        yield from _by_gender("level", place, level, knots, out=False)
    for place, agency in enumerate(summary.by_agency):
        above = ("agencies", places.get(agency.level_code))
        if agency.participations:
            yield Cell(("agency", place, "participations"), above, "out", agency.participations)
    yield Cell("all", "out", "in", summary.participations, is_fixed=True)


def _by_gender(
    table: str, place: int, row: PartRow, knots: tuple[Any, Any], *, out: bool
) -> Iterator[Cell]:
    yield Cell((table, place, "participations"), *knots, row.participations)
    men = row.participations - row.women
    for gender, count in (("women", row.women), ("men", men)):
        key = (table, place, gender)
        if out:
            yield Cell(key, knots[1], gender, count)
        else:
            yield Cell(key, f"{gender} below", knots[0], count)


def _names(shown: ShownYear) -> Mapping[tuple[str, str], str]:
    """A closed year is frozen in the language of the house; others have their own words by code."""
    if shown.closed is None or get_language() == settings.LANGUAGE_CODE:
        return {}
    fields = {("field", one.slug): str(one) for one in Category.objects.all()}
    return fields | {("level", one.code): str(one) for one in AgencyLevel.objects.all()}


def _tables(
    summary: YearlySummary, marks: Mapping[Any, Mark], names: Mapping[tuple[str, str], str]
) -> tuple[Table, ...]:
    sources: dict[str, Iterable[Any]] = {
        "month": summary.by_month,
        "field": summary.by_category,
        "level": summary.by_level,
        "agency": summary.by_agency,
    }
    return tuple(
        Table(code, tuple(_row(code, place, row, marks, names) for place, row in enumerate(rows)))
        for code, rows in sources.items()
    )


def _row(
    table: str,
    place: int,
    row: Any,
    marks: Mapping[Any, Mark],
    names: Mapping[tuple[str, str], str],
) -> Row:
    figures = {
        name: Figure.of(getattr(row, name), marks.get((table, place, name)))
        for name in COLUMNS[table]
    }
    people = figures["participations"]
    # Somebody in each class: many classes would tell how many people there are at least.
    if people.mark and table in ("level", "agency"):
        figures["classes"] = Figure(None, Mark.SHIELD)
    if table == "month":
        return Row(f"{row.month:02}", gettext("Month %(month)s") % {"month": row.month}, figures)
    if isinstance(row, AgencyRow):
        return Row(row.code, row.name, figures, names.get(("level", row.level_code), row.level))
    return Row(row.code, names.get((table, row.code), row.name), figures)


def _amendments(shown: ShownYear) -> dict[str, Amendment]:
    """Of the totals; the reasons are the business of the desk."""
    if not shown.is_frozen:
        return {}
    corrected = {key[2]: one for key, one in shown.corrections.items() if not key[0]}
    before = _counts(shown.summary)
    after = {
        name: int(corrected[name].after or 0) if name in corrected else count
        for name, count in before.items()
    }
    small_women = is_small(after["women"]) or is_small(after["participations"] - after["women"])
    figures = _totals(after, Mark.SHIELD if small_women else None)
    return {
        name: Amendment(figures[name], one.day)
        for name, one in corrected.items()
        if name in figures
    }
