"""Tables D and E of the year: its parts with their charts, and the years before it."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils.translation import pgettext, pgettext_lazy

from certificates.charts import Bar, Chart
from certificates.documents.cells import Column, Kind
from certificates.documents.figures import LINE_NUMBER, RowGroup, YearTable
from certificates.documents.shared import figure
from certificates.year_book.figures import YearlySummary
from certificates.year_book.summary import YearHeld
from certificates.year_book.tables.columns import (
    CERTIFICATES,
    CLASSES,
    COMPLETED,
    NUMBERED,
    PERSONS,
    RATE,
    TRAINEES,
    Spec,
    attribute,
    cells,
    columns_of,
)

YEARS_SHOWN: Final = 5


def parts_of_year(summary: YearlySummary) -> YearTable:
    """Table D: by month, field and level, each with its chart."""
    groups = _parts(summary) if summary.classes else ()
    share = pgettext_lazy("summary column", "Share")
    whole = ("participations", summary.participations)
    return YearTable(
        letter="D",
        title=pgettext("paper", "Parts of the year"),
        label=pgettext("table of the year", "Charts"),
        columns=(
            LINE_NUMBER,
            Column("name", pgettext_lazy("paper", "Part"), Kind.TEXT),
            CLASSES,
            Column("participations", TRAINEES),
            Column("share", share, Kind.SHARE, ratio=whole),
        ),
        groups=groups,
        charts=tuple(_chart(group, is_time=place == 0) for place, group in enumerate(groups)),
        empty=pgettext("paper", "No class has ended in this year."),
    )


def other_years(summary: YearlySummary, beside: Sequence[YearHeld]) -> YearTable:
    """Table E: the years before and this one, whose figures are those of the other tables."""
    earlier = [held for held in beside if held.year < summary.year][1 - YEARS_SHOWN :]
    specs: tuple[Spec, ...] = (
        NUMBERED,
        attribute(Column("year", pgettext_lazy("paper", "Year"), Kind.NUMBER)),
        attribute(CLASSES),
        attribute(Column("participations", TRAINEES)),
        attribute(PERSONS),
        attribute(COMPLETED),
        (RATE, lambda row: None),
        attribute(CERTIFICATES),
    )
    rows = tuple(cells(row, specs) for row in (*earlier, summary)) if summary.classes else ()
    bars = [Bar(str(row[1]), _number(row[3]), figure(_number(row[3]))) for row in rows]
    chart = Chart(pgettext("paper", "Participations by year"), bars)
    return YearTable(
        letter="E",
        title=pgettext("paper", "The year and those before it"),
        label=pgettext("table of the year", "Years"),
        columns=columns_of(specs),
        groups=(RowGroup("", rows),),
        charts=(chart,) if len(rows) > 1 else (),
        empty=pgettext("paper", "No class has ended in this year."),
    )


def _parts(summary: YearlySummary) -> tuple[RowGroup, ...]:
    month = pgettext("paper", "Month {number}")
    months = [(month.format(number=row.month), row) for row in summary.by_month]
    fields = [(row.name, row) for row in summary.by_category]
    levels = [(row.name, row) for row in summary.by_level]
    classes, people = summary.classes, summary.participations
    return (
        _part(pgettext("paper", "By month"), months, (classes, people)),
        _part(pgettext("paper", "By field of training"), fields, (classes, people)),
        # A class takes people of several levels: its classes do not add up.
        _part(pgettext("paper", "By level"), levels, (None, people)),
    )


def _part(name: str, rows: Iterable[tuple[str, Any]], whole: tuple[int | None, int]) -> RowGroup:
    lines = tuple((None, label, row.classes, row.participations, None) for label, row in rows)
    return RowGroup(name, lines, (None, name, *whole, None))


def _chart(group: RowGroup, *, is_time: bool) -> Chart:
    """Months bear their number alone, so that twelve stand beside each other."""
    bars = [
        Bar(
            str(place if is_time else row[1]),
            _number(row[3]),
            figure(_number(row[3])),
        )
        for place, row in enumerate(group.rows, 1)
    ]
    title = pgettext("paper", "{part}: participations").format(part=group.name)
    return Chart(title, bars, kind="columns" if is_time else "rows")


def _number(value: Any) -> int:
    return int(value or 0)
