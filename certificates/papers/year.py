"""The paper of a year: two tables of figures that page, PDF and workbook share."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.db.models import Count
from django.utils import timezone, translation
from django.utils.translation import pgettext

from certificates.documents import ClassRow as PaperClassRow
from certificates.documents import (
    FigureColumn,
    FigureGroup,
    FigureRow,
    FigureTable,
    MonthFigures,
    YearlySummaryPaper,
)
from certificates.documents.figures import (
    CERTIFICATES,
    CLASSES,
    COMPLETED,
    COMPLETION_RATE,
    PARTICIPATIONS,
    PERIODS,
    PERSONS,
    SESSIONS,
    WOMEN,
    level_column,
    result_column,
)
from certificates.papers.blocks import heading_of, signature_of
from certificates.year_book.figures import ClassRow, YearlySummary
from certificates.year_book.summary import yearly_summary
from courses.models import IssuingBody, TrainingClass

Reader = Callable[[Any], int | None]

AGENCY_COLUMNS: Final[tuple[tuple[FigureColumn, Reader], ...]] = (
    # One class counts at each agency that took part in it, so these two do not add up.
    (dataclasses.replace(CLASSES, adds=False), lambda row: row.classes),
    (PARTICIPATIONS, lambda row: row.participations),
    (PERSONS, lambda row: row.persons),
    (WOMEN, lambda row: row.women),
    (COMPLETED, lambda row: row.completed),
    (COMPLETION_RATE, lambda row: None),
    (CERTIFICATES, lambda row: row.certificates),
)


def year_paper(year: int) -> YearlySummaryPaper | None:
    """Printed by the body that held most classes of the year, in its language; None without any."""
    body = body_of(year)
    if body is None:
        return None
    with translation.override(body.language):
        summary = yearly_summary(year)
        return YearlySummaryPaper(
            heading=heading_of(body),
            language=body.language,
            is_sample=TrainingClass.objects.held_in(year).filter(is_demo=True).exists(),
            year=year,
            as_of=summary.as_of,
            classes=class_table(summary),
            agencies=agency_table(summary),
            months=tuple(
                MonthFigures(row.month, row.classes, row.participations) for row in summary.by_month
            ),
            class_count=summary.classes,
            participations=summary.participations,
            persons=summary.persons,
            signature=signature_of(body, timezone.localdate()),
        )


def body_of(year: int) -> IssuingBody | None:
    """Whose name stands at the head of the year's summary; None in a year without classes."""
    held = IssuingBody.objects.filter(
        classes__in=TrainingClass.objects.held_in(year).values("pk")
    ).select_related("heading")
    found: IssuingBody | None = held.annotate(held=Count("classes")).order_by("-held", "pk").first()
    return found


def class_table(summary: YearlySummary) -> FigureTable:
    """Classes in groups of one field of training, with subtotals."""
    columns = _class_columns(summary)
    # The heading of the paper names the only body; a column would repeat it in each line.
    shows_host = len({row.issuing_body for row in summary.by_class}) > 1
    groups = []
    for category in summary.by_category:
        rows = [row for row in summary.by_class if row.category_code == category.code]
        lines = tuple(
            _class_line(row, _figures(row, columns), shows_host=shows_host) for row in rows
        )
        groups.append(FigureGroup(category.name, lines, subtotal=_sum_of(rows, columns)))
    return FigureTable(
        columns=tuple(column for column, _read in columns),
        groups=tuple(groups),
        total=_sum_of(summary.by_class, columns),
    )


def agency_table(summary: YearlySummary) -> FigureTable:
    """Agencies in groups of one level; persons are counted anew in each line."""
    levels = {row.level_code: row.level for row in summary.by_agency}
    totals = {row.code: row for row in summary.by_level}
    groups = [
        FigureGroup(
            name=name,
            rows=tuple(
                FigureRow(row.name, _figures(row, AGENCY_COLUMNS))
                for row in summary.by_agency
                if row.level_code == code
            ),
            subtotal=_figures(totals[code], AGENCY_COLUMNS)
            if code in totals
            else _nothing(AGENCY_COLUMNS),
        )
        for code, name in levels.items()
    ]
    return FigureTable(
        columns=tuple(column for column, _read in AGENCY_COLUMNS),
        groups=tuple(groups),
        total=_figures(summary, AGENCY_COLUMNS),
    )


def _class_columns(summary: YearlySummary) -> tuple[tuple[FigureColumn, Reader], ...]:
    levels = tuple(
        (level_column(level.name), _reader_of("by_level", level.code)) for level in summary.by_level
    )
    ranks = tuple((result_column(name), _reader_of("rankings", name)) for name in summary.rankings)
    return (
        (SESSIONS, lambda row: row.sessions),
        (PERIODS, lambda row: row.periods),
        (PARTICIPATIONS, lambda row: row.participations),
        (WOMEN, lambda row: row.women),
        *levels,
        *ranks,
        *_other_results(summary),
        (CERTIFICATES, lambda row: row.certificates),
    )


def _other_results(summary: YearlySummary) -> list[tuple[FigureColumn, Reader]]:
    """Results without a rank, so that all results together are all participations."""
    unranked = pgettext("summary column", "Completed, not ranked")
    completed = unranked if summary.rankings else pgettext("summary column", "Completed")
    columns: list[tuple[FigureColumn, Reader]] = [
        (result_column(completed), lambda row: row.completed - sum(row.rankings.values())),
        (
            result_column(pgettext("summary column", "Not completed")),
            lambda row: row.not_completed,
        ),
    ]
    if summary.undecided:
        undecided = result_column(pgettext("summary column", "Not decided"))
        columns.append((undecided, lambda row: row.undecided))
    return columns


def _reader_of(name: str, key: str) -> Reader:
    return lambda row: getattr(row, name).get(key, 0)


def _class_line(
    row: ClassRow, figures: tuple[int | None, ...], *, shows_host: bool
) -> PaperClassRow:
    return PaperClassRow(
        name=row.title,
        figures=figures,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        audience=row.audience,
        venue=row.venue,
        host=row.issuing_body if shows_host else "",
    )


def _figures(row: Any, columns: Sequence[tuple[FigureColumn, Reader]]) -> tuple[int | None, ...]:
    return tuple(read(row) for _column, read in columns)


def _nothing(columns: Sequence[tuple[FigureColumn, Reader]]) -> tuple[int | None, ...]:
    return tuple(None if column.ratio else 0 for column, _read in columns)


def _sum_of(
    rows: Sequence[ClassRow], columns: Sequence[tuple[FigureColumn, Reader]]
) -> tuple[int | None, ...]:
    return tuple(sum(read(row) or 0 for row in rows) for _column, read in columns)
