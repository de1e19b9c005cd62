"""Lines of costs as the accounting software wants them: CSV, and XLSX with typed cells."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from courses.models import AccountingExport, CostLine, ExportColumn
from courses.money_words import decimals
from courses.refusals import Refusal
from courses.spreadsheets import as_cell, file_of, with_sheet

UTF8_MARK: Final = "\ufeff"
DAY: Final = "dd/mm/yyyy"
_WIDTHS: Final = {"class_title": 40, "text": 40, "payee": 30, "kind": 30, "source": 26}

Field = ExportColumn.Field
_VALUES: Final[dict[str, Callable[[CostLine], Any]]] = {
    Field.CLASS_CODE: lambda line: line.training_class.code,
    Field.CLASS_TITLE: lambda line: line.training_class.title,
    Field.STARTS_ON: lambda line: line.training_class.starts_on,
    Field.ENDS_ON: lambda line: line.training_class.ends_on,
    Field.ISSUING_BODY: lambda line: line.training_class.issuing_body.name,
    Field.KIND_CODE: lambda line: line.kind.code,
    Field.KIND: lambda line: line.kind.name,
    Field.ACCOUNT: lambda line: line.kind.account,
    Field.SOURCE_CODE: lambda line: line.source.code,
    Field.SOURCE: lambda line: line.source.name,
    Field.TEXT: lambda line: line.text or line.kind.name,
    Field.PAYEE: lambda line: line.payee,
    Field.VOUCHER: lambda line: line.voucher,
    Field.PAID_ON: lambda line: line.paid_on,
    Field.PLANNED: lambda line: line.planned,
    Field.SPENT: lambda line: line.spent,
    Field.CURRENCY: lambda line: settings.CURRENCY["code"],
    Field.LINE_ID: lambda line: str(line.public_id),
}


def lines_for(export: AccountingExport, lines: Any) -> Any:
    """Those of the lines which this export wants, in a lasting order."""
    wanted = {"spent": {"spent__isnull": False}, "paid": {"paid_on__isnull": False}, "all": {}}
    found = lines.filter(**wanted[export.lines]).for_lists()
    found = found.select_related("training_class__issuing_body")
    return found.order_by("training_class__starts_on", "training_class__code", "pk")


def columns_of(export: AccountingExport) -> list[ExportColumn]:
    """Refused when there are none, or one that this version of the site does not know."""
    columns = list(export.columns.all())
    if not columns:
        raise Refusal(_("This export has no columns yet."), code="no_columns")
    for column in columns:
        if column.field not in Field.values:
            raise Refusal(
                _("The column “%(heading)s” of this export has an unknown field."),
                code="unknown_field",
                params={"heading": column.heading},
            )
    return columns


def rows_of(columns: Sequence[ExportColumn], lines: Iterable[CostLine]) -> list[list[Any]]:
    """Amounts as numbers, days as days, everything else as text."""
    return [
        [_value(column, line, number) for column in columns]
        for number, line in enumerate(lines, start=1)
    ]


def texts_of(
    export: AccountingExport, columns: Sequence[ExportColumn], lines: Iterable[CostLine]
) -> list[list[str]]:
    """The cells of the CSV file, letter for letter."""
    rows = rows_of(columns, lines)
    return [[_as_text(value, export.date_form) for value in row] for row in rows]


def csv_file(export: AccountingExport, lines: Iterable[CostLine]) -> bytes:
    columns = columns_of(export)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=export.sign, lineterminator="\r\n")
    if export.has_headings:
        writer.writerow([as_cell(column.heading) for column in columns])
    writer.writerows(texts_of(export, columns, lines))
    return ((UTF8_MARK if export.has_mark else "") + stream.getvalue()).encode()


def xlsx_file(export: AccountingExport, lines: Iterable[CostLine]) -> bytes:
    columns = columns_of(export)
    return file_of(
        with_sheet(
            _("Costs"),
            [column.heading for column in columns],
            rows_of(columns, lines),
            widths=[_WIDTHS.get(column.field, 16) for column in columns],
            formats=[_format(column.field) for column in columns],
        )
    )


def amount_format() -> str:
    """How a spreadsheet shows an amount; the sign of thousands is that of its reader."""
    return "#,##0" + ("." + "0" * decimals() if decimals() else "")


def _format(field: str) -> str:
    if field in (Field.PLANNED, Field.SPENT):
        return amount_format()
    return DAY if field in (Field.STARTS_ON, Field.ENDS_ON, Field.PAID_ON) else ""


def _value(column: ExportColumn, line: CostLine, number: int) -> Any:
    if column.field == Field.FIXED:
        return column.fixed
    if column.field == Field.NUMBER:
        return number
    return _VALUES[column.field](line)


def _as_text(value: Any, date_form: str) -> str:
    """A cell of the CSV file: plain figures, days in the form that was chosen."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.strftime(date_form)
    if isinstance(value, Decimal):
        return f"{value:.{decimals()}f}"
    return str(as_cell(value))
