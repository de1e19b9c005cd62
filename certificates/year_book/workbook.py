"""The year as a workbook: the tables of the paper with typed numbers, a row per class or agency."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from django.utils import translation
from django.utils.translation import gettext as _

from certificates.documents import ClassRow, FigureRow, FigureTable, YearlySummaryPaper
from courses.spreadsheets import as_cell, file_of

Cell = str | int | float | dt.date | None

COUNT, SHARE, DAY = "#,##0", "0.0%", "dd/mm/yyyy"
WIDEST: Final = 60


def year_workbook(paper: YearlySummaryPaper) -> bytes:
    """Sheets: totals, by class, by agency. Refused when the paper's sums disagree."""
    with translation.override(paper.language):
        paper.check()
        book = Workbook()
        totals = book.active
        totals.title = _("Totals")
        _fill(totals, [paper.title(), ""], _totals(paper))
        _fill(
            book.create_sheet(_("By class")),
            [*_class_heads(), *_figure_heads(paper.classes)],
            [*_class_rows(paper), _total_row(paper.classes, texts=8)],
        )
        _fill(
            book.create_sheet(_("By agency")),
            [_("No."), _("Level"), _("Agency"), *_figure_heads(paper.agencies)],
            [*_agency_rows(paper.agencies), _total_row(paper.agencies, texts=3)],
        )
    return file_of(book)


def _totals(paper: YearlySummaryPaper) -> list[list[Cell]]:
    rows: list[list[Cell]] = [
        [_("Counted up to"), paper.as_of],
        [_("Classes"), paper.class_count],
        [_("Participations"), paper.participations],
        [_("Persons"), paper.persons],
    ]
    if paper.is_sample:
        rows.append([_("Sample data. Nothing here is real."), None])
    return rows


def _class_heads() -> list[str]:
    return [
        _("No."),
        _("Field of training"),
        _("Class"),
        _("For whom"),
        _("First day"),
        _("Last day"),
        _("Venue"),
        _("Issuing body"),
    ]


def _figure_heads(table: FigureTable) -> list[str]:
    return [
        f"{column.group}: {column.heading}" if column.group else str(column.heading)
        for column in table.columns
    ]


def _class_rows(paper: YearlySummaryPaper) -> Iterable[list[Cell]]:
    table = paper.classes
    rows = [(group.name, row) for group in table.groups for row in group.rows]
    for number, (group, row) in enumerate(rows, 1):
        assert isinstance(row, ClassRow)  # noqa: S101 - the table of classes holds nothing else
        host = row.host or paper.heading.issuer
        texts: list[Cell] = [row.audience, row.starts_on, row.ends_on, row.venue, host]
        yield [number, group, row.name, *texts, *_figures(table, row)]


def _agency_rows(table: FigureTable) -> Iterable[list[Cell]]:
    rows = [(group.name, row) for group in table.groups for row in group.rows]
    for number, (group, row) in enumerate(rows, 1):
        yield [number, group, row.name, *_figures(table, row)]


def _total_row(table: FigureTable, *, texts: int) -> list[Cell]:
    total = FigureRow(_("Total"), table.total)
    return [None, total.name, *[None] * (texts - 2), *_figures(table, total)]


def _figures(table: FigureTable, row: FigureRow) -> list[Cell]:
    cells: list[Cell] = []
    for column, number in zip(table.columns, row.figures, strict=True):
        if column.ratio:
            part, whole = (table.figure(key, row.figures) for key in column.ratio)
            cells.append(part / whole if part is not None and whole else None)
        else:
            cells.append(number)
    return cells


def _fill(sheet: Worksheet, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    for row in (heads, *rows):
        sheet.append([as_cell(value) for value in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in sheet.columns:
        for cell in column:
            cell.number_format = _format_of(cell.value)
        longest = max(len(str(cell.value or "")) for cell in column)
        letter = get_column_letter(column[0].column)
        sheet.column_dimensions[letter].width = min(longest + 2, WIDEST)
    sheet.freeze_panes = "A2"


def _format_of(value: Cell) -> str:
    if isinstance(value, dt.date):
        return DAY
    if isinstance(value, float):
        return SHARE
    return COUNT if isinstance(value, int) else "General"
