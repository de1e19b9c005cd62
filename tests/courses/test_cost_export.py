"""The file for the accounting software: columns as they were chosen, cells that are not run."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from courses.costs.export import columns_of, csv_file, lines_for, xlsx_file
from courses.costs.figures import sums_of
from courses.costs.files import costs_csv, costs_xlsx
from courses.models import CostLine, ExportColumn
from courses.refusals import Refusal
from tests.factories.courses import (
    AccountingExportFactory,
    CostKindFactory,
    CostLineFactory,
    FundingSourceFactory,
    TrainingClassFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 4, 5)
ALL_FIELDS = [field for field in ExportColumn.Field.values if field != "fixed"]


@pytest.fixture
def line(db):
    return CostLineFactory(
        training_class=TrainingClassFactory(code="LOP-1", title="Tin học; nâng cao"),
        kind=CostKindFactory(code="phong", name="Thuê phòng", account="6751"),
        source=FundingSourceFactory(code="nsdp", name="Ngân sách địa phương"),
        text="=SUM(A1)",
        planned=Decimal(3_000_000),
        spent=Decimal("2900000.00"),
        payee="Nguyễn Thị Ước",
        voucher="-12",
        paid_on=DAY,
    )


def read_csv(body: bytes, separator: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=separator))


def read_xlsx(body: bytes) -> list[tuple]:
    return list(load_workbook(io.BytesIO(body)).worksheets[0].iter_rows(values_only=True))


def of(export, make):
    return make(export, lines_for(export, CostLine.objects.all()))


def test_columns_stand_in_the_chosen_order_under_the_chosen_headings(line):
    export = AccountingExportFactory(fields=["spent", "class_code", "paid_on", "account"])

    assert read_csv(of(export, csv_file)) == [
        ["SPENT", "CLASS_CODE", "PAID_ON", "ACCOUNT"],
        ["2900000", "LOP-1", "05/04/2026", "6751"],
    ]


def test_every_field_comes_out_the_same_in_both_files(line):
    export = AccountingExportFactory(fields=ALL_FIELDS)

    text = dict(zip(*read_csv(of(export, csv_file)), strict=True))
    cells = dict(zip(*read_xlsx(of(export, xlsx_file)), strict=True))

    assert text.keys() == cells.keys() == {field.upper() for field in ALL_FIELDS}
    for heading, cell in cells.items():
        match cell:
            case dt.datetime():
                assert text[heading] == f"{cell:%d/%m/%Y}"
            case _:
                assert text[heading] == str(cell or "")
    assert (cells["SPENT"], cells["PLANNED"], cells["NUMBER"]) == (2_900_000, 3_000_000, 1)
    assert cells["PAID_ON"] == dt.datetime(2026, 4, 5)  # noqa: DTZ001 - as spreadsheets have it
    assert (cells["CURRENCY"], cells["LINE_ID"]) == ("VND", str(line.public_id))


def test_cells_of_the_workbook_are_shown_as_amounts_and_days(line):
    export = AccountingExportFactory(fields=["spent", "paid_on", "text"])

    sheet = load_workbook(io.BytesIO(of(export, xlsx_file))).active

    assert [cell.number_format for cell in sheet[2]] == ["#,##0", "dd/mm/yyyy", "General"]
    assert [cell.data_type for cell in sheet[2]] == ["n", "d", "s"]


def test_text_that_looks_like_a_formula_stays_text(line):
    CostLine.objects.update(payee="+84 gọi\x07 cho=tôi")
    export = AccountingExportFactory(fields=["text", "voucher", "payee"])

    for row in (read_csv(of(export, csv_file))[1], list(read_xlsx(of(export, xlsx_file))[1])):
        assert row == ["'=SUM(A1)", "'-12", "'+84 gọi cho=tôi"]


def test_separator_mark_headings_and_dates_are_those_of_the_layout(line):
    export = AccountingExportFactory(
        fields=["class_title", "paid_on"],
        separator="tab",
        date_form="%Y%m%d",
        has_headings=False,
        has_mark=False,
    )

    assert of(export, csv_file) == "Tin học; nâng cao\t20260405\r\n".encode()


def test_a_column_may_hold_the_same_text_in_every_row(line):
    export = AccountingExportFactory(fields=["class_code"])
    for place, text in enumerate(["CHI", ""], start=1):
        ExportColumn.objects.create(
            export=export, field="fixed", heading=f"H{place}", fixed=text, sort_order=place
        )

    assert read_csv(of(export, csv_file))[1] == ["LOP-1", "CHI", ""]


@pytest.mark.parametrize(("lines", "count"), [("all", 3), ("spent", 2), ("paid", 1)])
def test_which_lines_are_taken_is_part_of_the_layout(line, lines, count):
    CostLineFactory(spent=Decimal(1))
    CostLineFactory()
    export = AccountingExportFactory(lines=lines)

    assert len(read_csv(of(export, csv_file))) == 1 + count


def test_a_layout_without_columns_makes_no_file():
    export = AccountingExportFactory()
    export.columns.all().delete()

    with pytest.raises(Refusal) as refused:
        csv_file(export, [])

    assert refused.value.code == "no_columns"


def test_a_field_of_another_version_of_the_site_is_refused():
    with pytest.raises(Refusal) as refused:
        columns_of(AccountingExportFactory(fields=["exchange_rate"]))

    assert refused.value.code == "unknown_field"


@pytest.mark.parametrize(
    ("wrong", "box"),
    [
        ({"field": "exchange_rate"}, "field"),
        ({"heading": " \u200b "}, "heading"),
        ({"heading": "H" * 61}, "heading"),
        ({"fixed": "text in a column of a field"}, "__all__"),
    ],
)
def test_columns_are_checked_when_they_are_chosen(wrong, box):
    column = ExportColumn(
        export=AccountingExportFactory(),
        **({"field": "spent", "heading": "Số tiền"} | wrong),
    )

    with pytest.raises(ValidationError) as refused:
        column.full_clean()

    assert set(refused.value.message_dict) == {box}


@pytest.mark.database
def test_the_table_keeps_a_fixed_text_out_of_other_columns():
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportColumn.objects.create(
            export=AccountingExportFactory(), field="spent", heading="H", fixed="x"
        )


def test_table_of_a_class_has_the_same_cells_in_csv_and_xlsx_and_ends_with_the_sum(line):
    CostLineFactory(training_class=line.training_class, planned=Decimal(500))
    lines = list(CostLine.objects.for_lists())

    text = read_csv(costs_csv(lines, sums_of(lines)), ",")
    cells = read_xlsx(costs_xlsx(lines, sums_of(lines)))

    assert text[0] == list(cells[0])
    assert text[1][:7] == [
        *("1", "'=SUM(A1)", "Thuê phòng", "Ngân sách địa phương"),
        *("3000000", "2900000", "100000"),
    ]
    assert cells[1][4:7] == (3_000_000, 2_900_000, 100_000)
    assert text[-1][1:7] == ["Tổng cộng", "", "", "3000500", "2900000", "100500"]
    assert cells[-1][4:7] == (3_000_500, 2_900_000, 100_500)
