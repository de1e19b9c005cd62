"""The registrations of a class as a workbook."""

from collections.abc import Iterable
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.spreadsheets import as_cell, file_of
from enrollment.models import Enrollment

WIDTHS: Final = (6, 30, 14, 10, 30, 40, 40, 14, 18, 20, 18, 32)


def registrations_workbook(enrollments: Iterable[Enrollment]) -> bytes:
    """One row per registration, with names as they were on the day of the class."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Registrations")[:31])
    sheet.freeze_panes = "A2"
    for number, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_heading(sheet, text) for text in _headings()])
    for number, enrollment in enumerate(enrollments, start=1):
        sheet.append([number, *map(as_cell, _row(enrollment))])
    return file_of(book)


def _headings() -> list[str]:
    return [
        _("No."),
        _("Full name"),
        _("Date of birth"),
        _("Sex"),
        _("Position"),
        _("Agency"),
        _("Parent agency"),
        _("Level"),
        _("State"),
        _("Registered by"),
        _("Registered at"),
        _("E-mail address"),
    ]


def _heading(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
    return cell


def _row(enrollment: Enrollment) -> list[Any]:
    trainee = enrollment.trainee
    return [
        enrollment.full_name,
        trainee.birth,
        trainee.get_gender_display(),
        enrollment.position,
        enrollment.agency_name,
        enrollment.agency_parent_names,
        str(enrollment.agency_level),
        str(enrollment.get_state_display()),
        str(enrollment.get_source_display()),
        # A workbook knows no time zones.
        timezone.localtime(enrollment.registered_at).replace(tzinfo=None, microsecond=0),
        trainee.mail_address,
    ]
