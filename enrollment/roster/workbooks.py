"""Rosters as XLSX to be filled in: an empty one, and one with the rows that were refused."""

from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from django.utils.translation import gettext as _

from courses.spreadsheets import as_cell, file_of
from enrollment.roster import headings
from enrollment.roster.people import typed_of
from enrollment.roster.sheets import Roster
from enrollment.roster.verdicts import Judgment

AS_TEXT: Final = "@"
WIDTHS: Final = (6, 30, 14, 10, 30, 36, 30)


def template_workbook() -> bytes:
    """Headings and nothing else; every column takes text, so no zero is lost."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("List of people")[:31]
    texts = [_("No."), *_headings().values(), _("Telephone"), _("Note")]
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(1, column, text)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = 8 if column == 1 else 26
        sheet.column_dimensions[letter].number_format = AS_TEXT
        for row in range(2, 202):
            sheet.cell(row, column).number_format = AS_TEXT
    sheet.freeze_panes = "A2"
    return file_of(book)


def refused_workbook(roster: Roster, judgment: Judgment) -> bytes:
    """The refused rows with the reason; mended, the file can be sent in again as it is."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Rows to be mended")[:31])
    sheet.freeze_panes = "A2"
    refused = [one for one in judgment.rows if one.is_refused]
    fixed = {"line": _("Line"), "why": _("Why not"), **_headings()}
    # Everything else that the file had, under its own headings.
    taken = {roster.heading(name) for name in _headings()} | set(fixed.values())
    others = [h for h in _other_headings(refused) if h not in taken]
    for number, width in enumerate((8, 50, *WIDTHS[1:]), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_heading(sheet, as_cell(text)) for text in (*fixed.values(), *others)])
    for one in refused:
        typed = typed_of(roster, one.row)
        values = [one.person.values.get(heading, "") for heading in others]
        texts = [typed[name] for name in _headings()]
        sheet.append([one.row.line, *map(as_cell, (one.message, *texts, *values))])
    return file_of(book)


def _headings() -> dict[str, str]:
    """Names of the columns that are used, as the reader knows them in this language."""
    return {
        headings.FULL_NAME: _("Full name"),
        headings.BIRTH: _("Date of birth"),
        headings.GENDER: _("Sex"),
        headings.POSITION: _("Position"),
        headings.AGENCY: _("Agency"),
        headings.EMAIL: _("E-mail address"),
    }


def _other_headings(refused: list[Any]) -> list[str]:
    found: dict[str, None] = {}
    for one in refused:
        found |= dict.fromkeys(one.person.values)
    return list(found)


def _heading(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
    return cell
