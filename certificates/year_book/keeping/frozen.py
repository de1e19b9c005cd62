"""What pages, papers and articles show of a year: as it was frozen, or live while it is open."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from certificates.models import ClosedYear, YearAmendment
from certificates.year_book.figures import YearlySummary
from certificates.year_book.keeping import content
from certificates.year_book.keeping.change_words import ChangeWords, ToldChange
from certificates.year_book.keeping.differences import Amount, Change
from certificates.year_book.plan_rows import PlanRow, plan_rows
from certificates.year_book.structure import AS_WAS, Structure
from certificates.year_book.summary import YearHeld, yearly_summary
from certificates.year_book.years import beside_of


@dataclass(frozen=True)
class Correction:
    """What a frozen figure has become: "537, since 05/02/2011: 536 (reason)"."""

    change: Change
    day: dt.date
    reason: str
    number: int

    @property
    def after(self) -> Amount:
        return self.change.after


@dataclass(frozen=True)
class CorrectedTotals:
    """What one amendment says of the whole year; nothing when it is about parts only."""

    day: dt.date
    reason: str
    changes: tuple[ToldChange, ...]


@dataclass(frozen=True)
class ShownYear:
    """`closed` is the closing that holds, also when the figures are converted and so live."""

    summary: YearlySummary
    plan: tuple[PlanRow, ...]
    beside: tuple[YearHeld, ...]
    closed: ClosedYear | None = None
    amendments: tuple[YearAmendment, ...] = ()

    @property
    def is_frozen(self) -> bool:
        """Converted to the agencies of another day, figures are worked out from today's records."""
        return self.closed is not None and self.summary.structure_on is None

    def lists(self) -> dict[str, list[dict[str, Any]]]:
        """The rows behind frozen figures, as `lines.year_lists` gave them."""
        if self.closed is None:
            raise ValueError("Only a closed year keeps its lists.")
        return content.read_lists(self.closed)

    @cached_property
    def corrections(self) -> dict[tuple[str, str, str], Correction]:
        """By (table, row, figure); of a figure that was amended twice the newest."""
        return {
            (change.table, change.row, change.figure): Correction(
                change, timezone.localdate(one.made_at), one.reason, one.number
            )
            for one in self.amendments
            for change in map(Change.from_json, one.changes)
        }

    @property
    def corrected_totals(self) -> list[CorrectedTotals]:
        """What each amendment changed of the whole year, one after the other."""
        words = ChangeWords(self.summary)
        return [
            CorrectedTotals(
                timezone.localdate(one.made_at),
                one.reason,
                tuple(
                    words.tell(Change.from_json(form)) for form in one.changes if not form["table"]
                ),
            )
            for one in self.amendments
        ]


def standing(year: int) -> ClosedYear | None:
    """The closing that holds."""
    closings = ClosedYear.objects.standing().filter(year=year)
    found: ClosedYear | None = with_amendments(closings).first()
    return found


def with_amendments(closings: QuerySet[ClosedYear]) -> QuerySet[ClosedYear]:
    """For `of_closing`: a number of queries that does not grow."""
    amendments = YearAmendment.objects.select_related("made_by").order_by("number")
    return closings.select_related("closed_by", "reopened_by").prefetch_related(
        Prefetch("amendments", amendments)
    )


def shown_year(year: int, *, structure: Structure = AS_WAS) -> ShownYear:
    """By a number of queries that does not grow; a closed year is not counted again."""
    closed = standing(year)
    if closed and structure.on is None:
        return of_closing(closed)
    summary = yearly_summary(year, structure=structure)
    amendments = tuple(closed.amendments.all()) if closed else ()
    return ShownYear(summary, plan_rows(year), beside_of(year), closed, amendments)


def of_closing(closed: ClosedYear) -> ShownYear:
    """One closing as it was, whether it still holds or not; see `with_amendments`."""
    figures = closed.figures
    return ShownYear(
        summary=YearlySummary.from_json(figures["summary"]),
        plan=tuple(map(PlanRow.from_json, figures["plan"])),
        beside=tuple(YearHeld(**row) for row in figures["beside"]),
        closed=closed,
        amendments=tuple(closed.amendments.all()),
    )
