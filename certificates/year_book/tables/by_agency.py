"""Table B of the year: a line for each agency by level; table F: those that were not converted."""

from django.utils.translation import pgettext, pgettext_lazy

from certificates.documents.cells import Column, Kind
from certificates.documents.figures import RowGroup, YearTable
from certificates.documents.shared import grouped
from certificates.year_book.figures import REASONS, YearlySummary
from certificates.year_book.tables.columns import (
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
    named,
    nothing,
    women_and_groups,
)

_AGENCY = pgettext_lazy("paper", "Agency")
# One class takes people of several agencies, so these do not add up.
_CLASSES = Column("classes", pgettext_lazy("summary column", "Classes attended"), adds=False)


def agency_table(summary: YearlySummary) -> YearTable:
    """Agencies in groups of one level; persons are counted anew in each line."""
    specs = _specs(summary)
    levels = {row.level_code: row.level for row in summary.by_agency}
    form = pgettext("paper", "TOTAL: {sent} agencies sent people, {silent} sent nobody")
    return YearTable(
        letter="B",
        title=pgettext("paper", "Results by agency"),
        label=pgettext("table of the year", "By agency"),
        columns=columns_of(specs),
        groups=tuple(_group(summary, code, name, specs) for code, name in levels.items()),
        total=cells(summary, specs),
        total_label=form.format(
            sent=grouped(summary.agencies_sent), silent=grouped(summary.agencies_silent)
        ),
        note=pgettext(
            "paper",
            "Classes and persons are counted anew in each line: one class takes people of several "
            "agencies, and one person may come more than once. These two columns do not add up.",
        ),
        empty=pgettext("paper", "No class has ended in this year."),
    )


def unconverted_agencies(summary: YearlySummary) -> YearTable:
    """Agencies without a place in the structure asked for, and why; they stand in table B, too."""
    reason = Column("reason", pgettext_lazy("paper", "Why"), Kind.TEXT)
    specs = (
        NUMBERED,
        named(_AGENCY, lambda row: row.name),
        attribute(Column("participations", TRAINEES)),
        attribute(PERSONS),
        (reason, lambda row: str(REASONS.get(row.reason, row.reason))),
    )
    rows = tuple(cells(row, specs) for row in summary.unconverted)
    whole = sum(row.participations for row in summary.unconverted)
    return YearTable(
        letter="F",
        title=pgettext("paper", "Agencies that could not be converted"),
        label=pgettext("table of the year", "Not converted"),
        columns=columns_of(specs),
        groups=(RowGroup("", rows),),
        total=(None, None, whole, None, None),
        total_label=pgettext("paper", "Total"),
        empty=pgettext("paper", "All agencies have a place in this structure."),
    )


def _group(summary: YearlySummary, code: str, name: str, specs: tuple[Spec, ...]) -> RowGroup:
    rows = [row for row in summary.by_agency if row.level_code == code]
    totals = {row.code: row for row in summary.by_level}
    subtotal = cells(totals[code], specs) if code in totals else nothing(specs)
    return RowGroup(name, tuple(cells(row, specs) for row in rows), subtotal)


def _specs(summary: YearlySummary) -> tuple[Spec, ...]:
    return (
        NUMBERED,
        # The year itself has no name: its line says the total.
        named(_AGENCY, lambda row: getattr(row, "name", "")),
        attribute(_CLASSES),
        attribute(Column("participations", TRAINEES)),
        attribute(PERSONS),
        *women_and_groups(summary),
        attribute(COMPLETED),
        (RATE, lambda row: None),
        attribute(CERTIFICATES),
    )
