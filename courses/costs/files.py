"""The costs of a class as a table to be kept: CSV and XLSX from one list of rows."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.costs.export import DAY, UTF8_MARK, amount_format
from courses.costs.figures import Sums
from courses.dates import short_date
from courses.models import CostLine
from courses.money_words import decimals
from courses.spreadsheets import as_cell, file_of, with_sheet

_WIDTHS: Final = (6, 44, 30, 26, 16, 16, 16, 30, 18, 13)


def headings() -> list[str]:
    return [
        _("No."),
        _("What for"),
        _("Kind of cost"),
        pgettext("costs", "Source"),
        pgettext("costs", "Planned"),
        pgettext("costs", "Spent"),
        pgettext("costs", "Left"),
        _("Paid to"),
        _("Voucher"),
        _("Paid on"),
    ]


def rows(lines: Iterable[CostLine], total: Sums) -> list[list[Any]]:
    """Each line, and the sum at the end."""
    listed = [_row(number, line) for number, line in enumerate(lines, start=1)]
    word = pgettext("row of a table", "Total")
    sums = ["", word, "", "", total.planned, total.spent, total.left, "", "", None]
    return [*listed, sums]


def costs_csv(lines: Iterable[CostLine], total: Sums) -> bytes:
    return csv_table(headings(), rows(lines, total))


def costs_xlsx(lines: Iterable[CostLine], total: Sums) -> bytes:
    money = amount_format()
    forms = ["", "", "", "", money, money, money, "", "", DAY]
    table = rows(lines, total)
    return file_of(with_sheet(_("Costs"), headings(), table, widths=_WIDTHS, formats=forms))


def csv_table(head: Sequence[str], table: Iterable[Sequence[Any]]) -> bytes:
    """As spreadsheets open it: UTF-8 with its mark, amounts without grouping."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_text(value) for value in row] for row in table)
    return (UTF8_MARK + stream.getvalue()).encode()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return short_date(value)
    return f"{value:.{decimals()}f}" if isinstance(value, Decimal) else str(as_cell(value))


def _row(number: int, line: CostLine) -> list[Any]:
    planned, spent = line.planned or Decimal(), line.spent or Decimal()
    return [
        number,
        str(line),
        str(line.kind),
        str(line.source),
        line.planned,
        line.spent,
        planned - spent,
        line.payee,
        line.voucher,
        line.paid_on,
    ]
