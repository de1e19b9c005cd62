"""Old lists as XLSX: an empty one with an example, and the rows with errors to be mended."""

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _

from certificates.history import columns
from certificates.history.verdicts import ERROR, Judgment
from courses.spreadsheets import file_of, with_sheet
from enrollment.roster import headings
from enrollment.roster.people import typed_of
from enrollment.roster.sheets import Roster

WIDTHS: Final = {
    columns.TITLE: 40,
    columns.FIELD: 22,
    columns.VENUE: 28,
    columns.BODY: 28,
    headings.FULL_NAME: 26,
    headings.POSITION: 24,
    headings.AGENCY: 32,
    columns.SERIAL: 18,
    columns.ISSUER: 28,
}
DAY: Final = "DD/MM/YYYY"
TEXT: Final = "@"


def sample_workbook() -> bytes:
    """Headings and two rows that show what may be left out."""
    names = [*columns.LABELS]
    formats = [DAY if name in columns.DAYS else TEXT for name in names]
    labels = [str(label) for label in columns.LABELS.values()]
    rows = [[row.get(name) for name in names] for row in _example_rows()]
    widths = [WIDTHS.get(name, 14) for name in names]
    book = with_sheet(_("Past classes"), labels, rows, widths=widths, formats=formats)
    return file_of(book)


def _example_rows() -> list[dict[str, object]]:
    first: dict[str, object] = {
        columns.CODE: "2005-01",
        columns.TITLE: _("Word processing for clerks"),
        columns.FIELD: "",
        columns.STARTS: dt.date(2005, 3, 14),
        columns.ENDS: dt.date(2005, 3, 16),
        columns.PERIODS: 24,
        columns.HALF_DAYS: 6,
        headings.FULL_NAME: "Nguyễn Văn A",
        headings.BIRTH: "1970",
        columns.RESULT: _("Completed"),
        columns.SERIAL: "01/2005-CN",
        columns.ISSUED: dt.date(2005, 3, 16),
    }
    # A row without a class goes on with that of the row above.
    second: dict[str, object] = {headings.FULL_NAME: "Trần Thị B", headings.BIRTH: "05/04/1975"}
    return [first, second | {columns.RESULT: _("Not completed")}]


def errors_workbook(roster: Roster, judgment: Judgment) -> bytes:
    """The rows with errors and why; mended, they can be sent in as they are."""
    wrong = [one for one in judgment.rows if one.level == ERROR]
    labels = [_("Line"), _("Why not"), *(str(label) for label in columns.LABELS.values())]
    rows = []
    for one in wrong:
        told = " ".join(f.text for f in one.findings if f.level == ERROR)
        person = one.entry.person
        texts = {
            headings.FULL_NAME: person.full_name,
            headings.BIRTH: person.birth_shown,
            headings.GENDER: typed_of(roster, one.entry.row)[headings.GENDER],
            headings.POSITION: person.position,
            headings.AGENCY: person.agency,
        }
        rows.append([one.line, told, *(texts.get(n, one.entry.text(n)) for n in columns.LABELS)])
    widths = [8, 50, *(WIDTHS.get(name, 14) for name in columns.LABELS)]
    return file_of(with_sheet(_("Rows to be mended"), labels, rows, widths=widths))
