"""Public figures in words: what a reader sees for a count, the rows of a page, the chart beside."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from certificates.charts import Bar, Chart, drawing
from certificates.documents.shared import grouped, percent
from certificates.year_book.small_cells import FEWEST, Mark
from certificates.year_book.years import YearOnRecord
from cms.year_figures.public_figures import FIGURES, Figure, PublicYear, Row, Table
from courses.dates import short_date

CHARTED: Final = ("month", "field", "level")
COLUMNS, ROWS = "columns", "rows"
# Narrow, for a phone.
HEADS: Final[Mapping[str, Any]] = {
    "classes": pgettext_lazy("column", "Classes"),
    "participations": pgettext_lazy("column", "Participations"),
    "women": pgettext_lazy("column", "Women"),
}


@dataclass(frozen=True)
class Shown:
    """One figure as it is read."""

    code: str
    label: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class TextCell:
    head: str
    text: str
    is_hidden: bool = False


@dataclass(frozen=True)
class TextRow:
    name: str
    cells: tuple[TextCell, ...]


@dataclass(frozen=True)
class TextTable:
    code: str
    title: str
    heads: tuple[str, ...]
    groups: tuple[tuple[str, tuple[TextRow, ...]], ...]
    total: tuple[TextCell, ...]
    chart: SafeString | str = field(default="")


@dataclass(frozen=True)
class YearRow:
    """A year in the list; its main figures as far as nobody is told by them."""

    year: int
    classes: str
    participations: str
    persons: str
    closed_on: dt.date | None
    amended_on: dt.date | None
    is_over: bool


def words(figure: Figure) -> str:
    if figure.mark == Mark.SMALL:
        return f"<{FEWEST}"
    if figure.mark or figure.value is None:
        return pgettext("figure", "hidden")
    return grouped(figure.value)


def totals(year: PublicYear) -> list[Shown]:
    return [
        Shown(name, str(label), words(year.totals[name]), _note(year, name))
        for name, label in FIGURES.items()
    ]


def _note(year: PublicYear, name: str) -> str:
    """Shares, and what a frozen figure has become."""
    notes = []
    figure, whole = year.totals[name], year.totals["participations"]
    if name in ("women", "completed") and figure.value is not None and whole.value:
        notes.append(
            _("%(share)s of participations") % {"share": percent(figure.value, whole.value)}
        )
    if name in year.amendments:
        notes.append(amended(year, name))
    return ". ".join(notes)


def amended(year: PublicYear, name: str) -> str:
    amendment = year.amendments[name]
    return _("amended on %(day)s: %(figure)s") % {
        "day": short_date(amendment.on),
        "figure": words(amendment.figure),
    }


def tables(year: PublicYear) -> list[TextTable]:
    return [text_table(year, table) for table in year.tables if table.rows]


def text_table(year: PublicYear, table: Table) -> TextTable:
    return TextTable(
        code=table.code,
        title=table.name,
        heads=tuple(str(HEADS[name]) for name in table.columns),
        groups=tuple(_groups(table)),
        total=tuple(_total(year, table.code, name) for name in table.columns),
        chart=SimpleLazyObject(lambda: chart(year, table.code)) if table.code in CHARTED else "",
    )


def _groups(table: Table) -> Iterable[tuple[str, tuple[TextRow, ...]]]:
    """By level, as far as a table has such rows."""
    levels: dict[str, list[TextRow]] = {}
    for row in table.rows:
        levels.setdefault(row.level, []).append(_text_row(row, table.columns))
    return ((level, tuple(rows)) for level, rows in levels.items())


def _text_row(row: Row, columns: Iterable[str]) -> TextRow:
    return TextRow(row.name, tuple(_cell(name, row.figures[name]) for name in columns))


def _cell(name: str, figure: Figure) -> TextCell:
    return TextCell(str(HEADS[name]), words(figure), figure.mark is not None)


def _total(year: PublicYear, by: str, figure: str) -> TextCell:
    """Classes do not add up over levels and agencies: people of several come to one class."""
    adds_up = figure != "classes" or by in ("month", "field")
    return _cell(figure, year.totals[figure]) if adds_up else TextCell("", "")


def chart(year: PublicYear, by: str, figure: str = "participations") -> SafeString | str:
    """Drawn from what the table beside it shows: a hidden count is no bar."""
    table = year.table(by)
    if table is None:
        return ""
    bars = [
        Bar(
            str(int(row.code)) if by == "month" else row.name,
            row.figures[figure].value or 0,
            words(row.figures[figure]),
        )
        for row in table.rows
    ]
    kind: Any = COLUMNS if by == "month" else ROWS
    return drawing(Chart(chart_title(year.year, by, figure), bars, kind))


@dataclass(frozen=True)
class ChartWithTable:
    """For a text: the drawing, and one column with the same figures."""

    title: str
    chart: SafeString | str
    head: str
    parts: str
    rows: tuple[TextRow, ...]
    total: TextCell
    hides: bool


def chart_with_table(year: PublicYear, by: str, figure: str) -> ChartWithTable | None:
    table = year.table(by)
    if table is None or not table.rows:
        return None
    counted = [row for row in table.rows if row.figures[figure].value != 0]
    return ChartWithTable(
        title=chart_title(year.year, by, figure),
        chart=chart(year, by, figure),
        head=str(FIGURES[figure]),
        parts=table.name,
        rows=tuple(_text_row(row, [figure]) for row in counted),
        total=_total(year, table.code, figure),
        hides=any(row.figures[figure].mark for row in counted),
    )


def chart_title(year: int, by: str, figure: str) -> str:
    titles: Mapping[tuple[str, str], str] = {
        ("month", "participations"): _("Participations by month, %(year)s"),
        ("field", "participations"): _("Participations by field of training, %(year)s"),
        ("level", "participations"): _("Participations by level of agency, %(year)s"),
        ("month", "classes"): _("Classes by month, %(year)s"),
        ("field", "classes"): _("Classes by field of training, %(year)s"),
        ("level", "classes"): _("Classes by level of agency, %(year)s"),
    }
    return titles[by, figure] % {"year": year}


def year_rows(years: Iterable[YearOnRecord], today: dt.date) -> list[YearRow]:
    return [
        YearRow(
            one.held.year,
            grouped(one.held.classes),
            words(_alone(one.held.participations)),
            words(_alone(one.held.persons)),
            one.closed_on,
            one.amended_on,
            one.held.year < today.year,
        )
        for one in years
    ]


def _alone(count: int) -> Figure:
    return Figure.of(count, Mark.SMALL if 0 < count < FEWEST else None)
