"""The lists behind the figures as files: XLSX with typed cells, CSV with the same columns."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from certificates.year_book.lists.behind import FigureList
from courses.spreadsheets import as_cell, file_of, with_sheet


def list_workbook(listed: FigureList) -> bytes:
    headings = [_("No."), *(str(column.heading) for column in listed.columns)]
    widths = [6, *(column.width for column in listed.columns)]
    return file_of(with_sheet(listed.title, headings, _numbered(listed), widths=widths))


def list_csv(listed: FigureList) -> bytes:
    """With a mark at its head by which spreadsheets know that it is UTF-8; days in ISO form."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([_("No."), *(str(column.heading) for column in listed.columns)])
    writer.writerows([as_cell(value) for value in row] for row in _numbered(listed))
    return stream.getvalue().encode("utf-8-sig")


def _numbered(listed: FigureList) -> Iterable[list[Any]]:
    for number, row in enumerate(listed.rows, 1):
        yield [number, *(cell.value for cell in row.cells)]
