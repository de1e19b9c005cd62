"""The tables of the year as a workbook: a sheet each, laid out like the paper, with typed cells."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.documents import YearlySummaryPaper
from certificates.documents.cells import Column, Kind, Value
from certificates.documents.figures import Line, YearTable
from courses.dates import short_date
from courses.spreadsheets import as_cell, file_of

# Zero is a dash, as on the paper, and stays a number.
_FORMATS: Final = {
    Kind.NUMBER: "0",
    Kind.COUNT: '#,##0;-#,##0;"–"',
    Kind.SHARE: '0.0%;-0.0%;"–"',
    Kind.DAY: "dd/mm/yyyy",
}
_WIDTHS: Final = {Kind.NUMBER: 6.0, Kind.DAY: 12.0, Kind.COUNT: 11.0, Kind.SHARE: 10.0}
_TEXT_WIDTHS: Final = {"name": 52.0, "reason": 44.0}
_USUAL_WIDTH: Final = 24.0
_FIRST_LINE: Final = 5  # above it: title, day and structure, two rows of heads
_LINE: Final = Side(style="thin", color="999999")
_BORDER: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FILL: Final = PatternFill("solid", fgColor="E8E8E8")
_GROUP_FILL: Final = PatternFill("solid", fgColor="F4F4F4")


def year_workbook(paper: YearlySummaryPaper) -> bytes:
    """Refused when the paper's sums disagree; a table without rows has no sheet."""
    with translation.override(paper.language):
        paper.check()
        book = Workbook(write_only=True)
        for table in paper.tables:
            if not table.is_empty:
                _add_sheet(book, paper, table)
        if not book.worksheets:
            book.create_sheet(_("Totals"))
        return file_of(book)


def _add_sheet(book: Workbook, paper: YearlySummaryPaper, table: YearTable) -> None:
    sheet = book.create_sheet(table.tab[:31])
    _set_up(sheet, paper, table)
    sheet.append([_bold(sheet, f"{paper.title()}. {table.heading}", size=13)])
    sheet.append([_subtitle(paper)])
    for row in _heads(table):
        sheet.append([_head(sheet, text) for text in row])
    for line in table.lines:
        sheet.append(_cells(sheet, table, line))
    for note in _notes(paper, table):
        sheet.append([note])


def _set_up(sheet: Any, paper: YearlySummaryPaper, table: YearTable) -> None:
    """Sizes, what stays in sight, and how it prints: A4 landscape, heads on every page."""
    for place, column in enumerate(table.columns, 1):
        usual = _TEXT_WIDTHS.get(column.key, _USUAL_WIDTH)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column.kind, usual)
    sheet.freeze_panes = f"C{_FIRST_LINE}"
    for cells in _merged(table):
        sheet.merged_cells.add(cells)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{_FIRST_LINE - 2}:{_FIRST_LINE - 1}"
    sheet.oddFooter.center.text = "&P/&N"
    if paper.is_sample:
        sheet.oddHeader.center.text = pgettext("paper", "Sample data")


def _subtitle(paper: YearlySummaryPaper) -> str:
    form = pgettext("paper", "Figures as of {day}; {structure}")
    text = form.format(day=short_date(paper.as_of), structure=paper.structure())
    return f"{text}. {_('Sample data. Nothing here is real.')}" if paper.is_sample else text


def _notes(paper: YearlySummaryPaper, table: YearTable) -> Iterable[str]:
    return [as_cell(note) for note in (*paper.remarks, table.note, paper.check_line()) if note]


def _heads(table: YearTable) -> tuple[list[str], list[str]]:
    """Two rows: groups of columns, and columns; a column without a group fills both."""
    upper, lower = [], []
    for head in table.column_heads():
        for place, column in enumerate(head.columns):
            upper.append("" if place else str(head.group or column.heading))
            lower.append(str(column.heading) if head.group else "")
    return upper, lower


def _merged(table: YearTable) -> Iterable[str]:
    upper, first = _FIRST_LINE - 2, 1
    for head in table.column_heads():
        start = get_column_letter(first)
        end = get_column_letter(first + len(head.columns) - 1)
        if not head.group:
            yield f"{start}{upper}:{start}{upper + 1}"
        elif start != end:
            yield f"{start}{upper}:{end}{upper}"
        first += len(head.columns)


def _cells(sheet: Any, table: YearTable, line: Line) -> list[WriteOnlyCell]:
    return [
        _cell(sheet, column, value, line.kind)
        for column, value in zip(table.columns, line.cells, strict=True)
    ]


def _cell(sheet: Any, column: Column, value: Value, kind: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=_typed(value))
    cell.border = _BORDER
    is_text = isinstance(value, str)
    cell.number_format = "@" if is_text else _format_of(column)
    cell.alignment = Alignment(
        vertical="top",
        wrap_text=is_text,
        horizontal="center" if column.kind in (Kind.NUMBER, Kind.DAY) else None,
    )
    if kind != "row":
        cell.font = Font(bold=True)
        cell.fill = _GROUP_FILL
    return cell


def _typed(value: Value) -> Any:
    return float(value) if isinstance(value, Decimal) else as_cell(value)


def _format_of(column: Column) -> str:
    if column.kind is Kind.MONEY:
        decimals = f".{'0' * column.decimals}" if column.decimals else ""
        return f'#,##0{decimals};-#,##0{decimals};"–"'
    return _FORMATS.get(column.kind, "General")


def _head(sheet: Any, text: str) -> WriteOnlyCell:
    cell = _bold(sheet, text)
    cell.fill, cell.border = _HEAD_FILL, _BORDER
    cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
    return cell


def _bold(sheet: Any, text: str, *, size: int = 11) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=as_cell(text))
    cell.font = Font(bold=True, size=size)
    return cell
