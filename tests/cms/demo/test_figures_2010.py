"""The figures of 2010: the same in every table and file, after the reforms, closed and public."""

import csv
import datetime as dt
import json
from io import BytesIO

import openpyxl
import pytest

from django.test import Client
from django.utils import timezone

from certificates.models import IssueRun
from certificates.papers import year_paper
from certificates.year_book.keeping.frozen import shown_year
from certificates.year_book.structure import Structure
from certificates.year_book.summary import yearly_summary
from certificates.year_book.tables.data_files import table_csv, year_json
from certificates.year_book.tables.printing import print_year
from certificates.year_book.tables.workbook import year_workbook
from enrollment.agencies import dissolve_agency, merge_agencies, move_agency, open_agency
from enrollment.models import Agency
from tests.certificates.papers import text_of

pytestmark = pytest.mark.django_db


@pytest.mark.database
def test_yearly_summary_of_2010(demo):
    summary = yearly_summary(2010)

    assert (summary.classes, summary.participations, summary.persons) == (23, 537, 412)
    assert (summary.completed, summary.certificates, summary.not_completed) == (529, 529, 8)
    assert (summary.women, summary.by_group) == (214, {"ethnic-minority": 268})
    assert summary.attended == ((1, 300), (2, 99), (3, 13))
    assert (summary.agencies_sent, summary.sessions) == (18, 132)
    assert {row.code: row.participations for row in summary.by_level} == {
        "province": 222,
        "district": 315,
    }
    assert {"KS", "LT"} <= {row.code for row in summary.by_agency if not row.participations}
    assert {row.code: row.participations for row in summary.by_agency if row.participations} == {
        "VPTU": 24,
        "BTC": 24,
        "UBKT": 24,
        "BTG": 23,
        "BDV": 25,
        "DUK": 25,
        "DUDN": 25,
        "BAO": 26,
        "TCT": 26,
        "THB": 31,
        "YT": 33,
        "TL": 35,
        "CP": 36,
        "LS": 39,
        "KB": 38,
        "LGS": 37,
        "MC": 33,
        "DB": 33,
    }
    assert {"KS", "LT"} <= {row.code for row in summary.by_agency}


@pytest.mark.pdf
def test_tables_of_2010_are_the_same_on_paper_and_in_all_files(demo):
    """The last line of tables A and B; the page prints the same cells (test_year_tables)."""
    paper = year_paper(2010)
    book = openpyxl.load_workbook(BytesIO(year_workbook(paper)))
    form = json.loads(year_json(paper))
    text = " ".join(text_of(print_year(paper)).split())

    by_class, by_agency = (form["tables"][place]["lines"][-1]["cells"] for place in (0, 1))
    figures = [23, 537, 412, 214, 268, 529, 0.985, 529]
    assert by_class[1] == "TỔNG CỘNG: 23 lớp, 537 lượt học viên"
    # Half-days, periods; all, women, minority, province, district; results; certificates.
    known = [132, 528, None, 537, 214, 268, 222, 315, 21, 118, 203, 58, 129, 8, 529]
    assert by_class[5:20] == known
    assert by_agency[2:] == figures
    for place, cells in enumerate((by_class, by_agency)):
        sheet = book.worksheets[place]
        row = next(row for row in sheet.iter_rows(values_only=True) if row[1] == cells[1])
        rows = list(csv.reader(table_csv(paper, "ab"[place]).decode("utf-8-sig").splitlines()))
        total, _empty, [closed] = rows[-3:]
        assert list(row) == cells
        assert paper.remarks == (closed,)
        assert total == ["" if value is None else str(value) for value in cells]
    assert (
        "TỔNG CỘNG: 23 lớp, 537 lượt học viên 132 528 537 214 268 222 315 21 118 203 58 129 8 529"
        in text
    )
    assert "23 537 412 214 268 529 98,5 % 529" in text
    assert "Huyện ủy Kỳ Sơn – – – – – – –" in text
    assert "2.010" not in text


@pytest.fixture
def reformed(demo, db):
    """What became of the province: a district merged in 2020, all districts dissolved in 2025."""
    agencies = Agency.objects.in_bulk(field_name="code")
    merge_agencies([agencies["KS"]], agencies["THB"], on=dt.date(2020, 1, 1))
    day = dt.date(2025, 7, 1)
    new = open_agency("PT", "Tỉnh ủy Phú Thọ", level=agencies["TU"].level, valid_from=day)
    for agency in agencies.values():
        version = agency.version_on(day)
        if version is None or agency.code == "TU":
            continue
        if agency.level.code == "district":
            dissolve_agency(agency, on=day)
        else:
            move_agency(agency, new, on=day)
    merge_agencies([agencies["TU"]], new, on=day)


@pytest.mark.database
def test_the_report_of_2010_is_the_same_after_the_reforms(demo, request):
    before = yearly_summary(2010).as_json()
    tables = [[table.printed(line) for line in table.lines] for table in year_paper(2010).tables]

    request.getfixturevalue("reformed")

    assert yearly_summary(2010).as_json() == before
    assert [
        [table.printed(line) for line in table.lines] for table in year_paper(2010).tables
    ] == tables


@pytest.mark.database
def test_2010_converted_to_today_leaves_the_dissolved_districts_unguessed(reformed):
    summary = yearly_summary(2010, structure=Structure(dt.date(2026, 1, 1)))

    assert [(row.code, row.participations) for row in summary.by_level] == [
        ("province", 222),
        ("unconverted", 315),
    ]
    assert {row.reason for row in summary.unconverted} == {"dissolved"}
    assert len(summary.unconverted) == 9
    summary.check()


@pytest.mark.database
def test_2010_is_closed_with_its_figures_and_its_papers_are_ordered(demo):
    shown = shown_year(2010)

    assert shown.is_frozen
    assert shown.summary == yearly_summary(2010)
    figures = (shown.summary.classes, shown.summary.participations, shown.summary.persons)
    assert (*figures, shown.summary.certificates) == (23, 537, 412, 529)
    assert timezone.localdate(shown.closed.closed_at) == dt.date(2011, 1, 14)
    assert shown.closed.closed_by.is_administrator
    assert IssueRun.objects.filter(kind="year_papers", year=2010).count() == 1


def test_public_statistics_of_2010_add_up(demo):
    form = json.loads(Client().get("/statistics/2010.json").content)

    assert form["totals"] == {
        "classes": 23,
        "participations": 537,
        "persons": 412,
        "women": 214,
        "completed": 529,
        "certificates": 529,
        "agencies": 18,
    }
    for rows in form["tables"].values():
        assert sum(row["participations"] for row in rows) == 537
    assert {row["code"]: row["participations"] for row in form["tables"]["by_agency"]}["KS"] == 0
