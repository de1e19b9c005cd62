"""The tables of a year: one definition, and five forms of it that never differ in a cell."""

import csv
import dataclasses
import datetime as dt
import io
import json
import re
from decimal import Decimal
from html import unescape

import openpyxl
import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from certificates.documents.cells import plain
from certificates.models import ClosedYearFile, IssueRun
from certificates.papers import year as year_papers
from certificates.register.issuing import issue_certificates
from certificates.sums import TotalsDisagree
from certificates.views.manage import year_tables as views
from certificates.year_book.keeping.closing import close_year
from certificates.year_book.keeping.frozen import ShownYear
from certificates.year_book.structure import Structure
from certificates.year_book.tables import printing
from certificates.year_book.tables.definition import year_tables
from enrollment.agencies import dissolve_agency, merge_agencies
from enrollment.models import Agency
from tests.certificates import papers
from tests.certificates.classes import body_with_signatory, held_class, held_on
from tests.certificates.made_up_years import (
    YEAR,
    made_up_paper,
    made_up_plan,
    made_up_summary,
    made_up_years,
)
from tests.factories.courses import CategoryFactory, CostLineFactory, VenueFactory
from tests.factories.enrollment import AgencyFactory, AgencyLevelFactory, TraineeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def year_2010(db):
    """Two classes of two fields, three agencies on two levels, one of which sends nobody."""
    province = AgencyLevelFactory(name="Cấp tỉnh", name_en="Province")
    district = AgencyLevelFactory(code="district", name="Cấp huyện", name_en="District", rank=2)
    office = AgencyFactory(code="VP", name="Văn phòng Tỉnh ủy", level=province)
    first = AgencyFactory(code="YT", name="Huyện ủy Yên Thủy", level=district)
    AgencyFactory(code="KS", name="Huyện ủy Kỳ Sơn", level=district)
    body = body_with_signatory(
        name="Văn phòng Tỉnh ủy", parent_name="Tỉnh ủy Hòa Bình", serial_prefix="CN"
    )
    an = TraineeFactory(full_name="Bùi Thị An", gender="female")
    anh = TraineeFactory(full_name="Lê Văn Anh", gender="male")
    uoc = TraineeFactory(full_name="Quách Thị Ước", gender="female")
    held = {
        "issuing_body": body,
        "audience": "người sử dụng",
        "venue": VenueFactory(name="Phòng máy"),
    }
    classes = [
        held_class(
            [an, anh],
            code="2010-01",
            title="Tin học văn phòng cơ bản",
            agency=office,
            absent=["Lê Văn Anh"],
            course__category=CategoryFactory(name="Tin học", slug="tin-hoc", position=1),
            **held,
            **held_on(dt.date(2010, 3, 9)),
        ),
        held_class(
            [an, uoc],
            code="2010-02",
            title="Văn thư, lưu trữ điện tử",
            agency=first,
            course__category=CategoryFactory(name="Văn thư", slug="van-thu", position=2),
            **held,
            **held_on(dt.date(2010, 3, 31), dt.date(2010, 4, 1)),
        ),
    ]
    for training_class in classes:
        issue_certificates(training_class, by=None, issued_on=training_class.ends_on)
    return classes


@pytest.fixture
def made_up_year(monkeypatch):
    """A larger year, shown and printed instead of that of the database."""
    summary = made_up_summary(6, 11)
    shown = ShownYear(summary, made_up_plan(summary), made_up_years(summary))
    body = body_with_signatory(name="Sở Nội vụ", parent_name="UBND tỉnh")
    monkeypatch.setattr(views, "shown_year", lambda _year, *, structure: shown)
    monkeypatch.setattr(year_papers, "shown_year", lambda _year, *, structure: shown)
    monkeypatch.setattr(year_papers, "body_of", lambda _year: body)
    return shown


def address(name, *arguments):
    return reverse(f"certificates:{name}", args=arguments)


def tables_of(shown, language="vi"):
    with translation.override(language):
        return year_tables(shown.summary, plan=shown.plan, beside=shown.beside)


def words(line, table):
    return [cell.text for cell in table.printed(line)]


def on_page(html: str) -> list[list[str]]:
    """Cells of the body of the table, line by line."""
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr.*?>(.*?)</tr>", body, re.DOTALL)
    return [
        [unescape(text) for text in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row)] for row in rows
    ]


def in_workbook(value):
    """A typed cell as the tables keep it."""
    return value.date() if isinstance(value, dt.datetime) else value


def as_text(value) -> str:
    return "" if value is None else str(plain(value))


def test_every_cell_is_the_same_on_page_and_paper_and_in_all_files(desk, made_up_year):
    """Each cell of each table, held against the one definition."""
    tables = tables_of(made_up_year)
    book = openpyxl.load_workbook(io.BytesIO(desk.get(address("year_xlsx", YEAR)).content))
    form = json.loads(desk.get(address("year_json", YEAR)).content)
    text = papers.text_of(desk.get(address("year_pdf", YEAR)).content).replace("\n", " ")
    text = re.sub(" +", " ", text)
    printed_until = 0

    assert [sheet.title for sheet in book.worksheets] == [one.tab for one in tables]
    for table, sheet, in_json in zip(tables, book.worksheets, form["tables"], strict=True):
        page = on_page(
            desk.get(address("year_tables", YEAR), {"table": table.key}).content.decode()
        )
        answer = desk.get(address("year_csv", YEAR, table.key)).content.decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(answer))
        cells = list(sheet.iter_rows(min_row=5, max_row=4 + len(table.lines), values_only=True))

        assert head == [column.name for column in table.columns]
        assert [column["key"] for column in in_json["columns"]] == [
            column.key for column in table.columns
        ]
        assert len(page) == len(rows) == len(in_json["lines"]) == len(table.lines)
        for place, line in enumerate(table.lines):
            assert page[place] == words(line, table)
            assert rows[place] == [as_text(value) for value in line.cells]
            assert in_json["lines"][place]["cells"] == [plain(value) for value in line.cells]
            assert [in_workbook(value) for value in cells[place]] == [
                float(value) if isinstance(value, Decimal) else value for value in line.cells
            ]
            on_paper = " ".join(word for word in words(line, table) if word)
            assert on_paper in text[printed_until:], on_paper
            printed_until = text.index(on_paper, printed_until)


# Cells side by side, as a reader of the page sees them.
LINES_OF_2010 = {
    "a": [
        "I|Tin học|1|4||2|1|2|–|1|1|1|1.250,5",
        "1|Tin học văn phòng cơ bản|người sử dụng|09/03|09/03|1|4|Phòng máy|2|1|2|–|1|1|1|1.250,5",
        "II|Văn thư|1|4||2|2|–|2|2|–|2|",
        "2|Văn thư, lưu trữ điện tử|người sử dụng|31/03|01/04|1|4|Phòng máy|2|2|–|2|2|–|2|",
        "|TỔNG CỘNG: 2 lớp, 4 lượt học viên|2|8||4|3|2|2|3|1|3|1.250,5",
    ],
    "b": [
        "I|Cấp tỉnh|1|2|2|1|1|50,0 %|1",
        "1|Văn phòng Tỉnh ủy|1|2|2|1|1|50,0 %|1",
        "II|Cấp huyện|1|2|2|2|2|100,0 %|2",
        "2|Huyện ủy Yên Thủy|1|2|2|2|2|100,0 %|2",
        "3|Huyện ủy Kỳ Sơn|–|–|–|–|–|–|–",
    ],
}


@pytest.mark.parametrize("table", ["a", "b"])
def test_lines_of_2010_in_vietnamese(table, desk, year_2010):
    CostLineFactory(training_class=year_2010[0], spent=Decimal(1250500))

    page = desk.get(address("year_tables", 2010), {"table": table}).content.decode()

    assert ["|".join(line) for line in on_page(page)][:5] == LINES_OF_2010[table]
    assert "2.010" not in page


def test_lines_of_2010_in_english(desk, year_2010):
    page = desk.get("/en" + address("year_tables", 2010), {"table": "b"}).content.decode()

    assert on_page(page)[0] == ["I", "Province", "1", "2", "2", "1", "1", "50.0 %", "1"]
    assert on_page(page)[-1][1:] == [
        "TOTAL: 2 agencies sent people, 1 sent nobody",
        *["2", "4", "3", "3", "3", "75.0 %", "3"],
    ]


def test_a_sum_that_does_not_match_stops_everything_and_names_the_row(
    desk, made_up_year, monkeypatch
):
    row = made_up_year.summary.by_class[4]
    wrong = dataclasses.replace(row, participations=row.participations + 1)
    rows = [wrong if one is row else one for one in made_up_year.summary.by_class]
    summary = dataclasses.replace(made_up_year.summary, by_class=tuple(rows))
    shown = dataclasses.replace(made_up_year, summary=summary)
    for module in (views, year_papers):
        monkeypatch.setattr(module, "shown_year", lambda _year, *, structure: shown)

    page = desk.get(address("year_tables", YEAR)).content.decode()

    assert "Totals disagree" in page or "chưa khớp" in page
    assert "<tbody>" not in page
    for name in ("year_pdf", "year_xlsx", "year_json"):
        answer = desk.get(address(name, YEAR), follow=True)
        assert answer.redirect_chain[0][0] == address("year_tables", YEAR)
        assert row.title in " ".join(str(one) for one in answer.context["messages"])


def test_planned_and_done_make_up_the_year_with_what_was_not_planned(made_up_year):
    table = tables_of(made_up_year)[2]

    assert [words(line, table)[1] for line in table.lines[-3:]] == [
        "Ngoài kế hoạch",
        "Các lớp mở ngoài kế hoạch",
        "Tổng cộng",
    ]
    table.check()
    more = dataclasses.replace(made_up_plan(made_up_year.summary)[0], classes=99)
    with pytest.raises(TotalsDisagree):
        year_tables(made_up_year.summary, plan=(more,))[2].check()


def test_columns_that_nobody_fills_are_left_out():
    summary = made_up_summary(6, 11)
    bare = dataclasses.replace(
        summary,
        spent=None,
        groups=(),
        by_class=tuple(
            dataclasses.replace(row, audience="", spent=None) for row in summary.by_class
        ),
    )

    keys = {column.key for column in year_tables(bare)[0].columns}

    assert keys & {"audience", "spent", "group:party", "result:undecided"} == set()
    assert {"name", "venue", "women", "certificates"} <= keys


def test_amounts_are_printed_with_as_many_decimals_as_their_sum_needs():
    summary = made_up_summary(3, 5)
    rows = [
        dataclasses.replace(row, spent=Decimal(amount))
        for row, amount in zip(summary.by_class, (1_250_250, 2_000, 0), strict=True)
    ]
    table = year_tables(
        dataclasses.replace(summary, by_class=tuple(rows), spent=Decimal(1_252_250))
    )[0]

    with translation.override("vi"):
        costs = [words(line, table)[-1] for line in table.lines if line.kind != "group"]

    assert costs == ["1.250,25", "2,00", "–", "1.252,25"]


@pytest.mark.pdf
def test_a_long_year_is_printed_in_pieces_with_its_pages_numbered_through(monkeypatch):
    """Every line once and in order, heads on each page, one signature at the end."""
    monkeypatch.setattr(printing, "MOST_LINES_AT_ONCE", 10)
    monkeypatch.setattr(printing, "LINES_PER_PIECE", 25)
    paper = made_up_paper(16, 12)
    steps = []

    pdf = printing.print_year(paper, step=lambda done, total: steps.append((done, total)))

    pages = [re.sub(r"\s+", " ", page).strip() for page in papers.pages_of(pdf)]
    lines = [
        " ".join(word for word in words(line, table) if word)
        for table in paper.tables
        for line in table.lines
    ]
    text, found = " ".join(pages), 0
    for line in lines:
        found = text.index(line, found)
    assert [page.split()[0] for page in papers.pages_of(pdf, "-layout")[1:]] == [
        str(number) for number in range(2, len(pages) + 1)
    ]
    assert [page.count("CỘNG HÒA XÃ HỘI") for page in pages] == [1] + [0] * (len(pages) - 1)
    assert ["Nơi nhận" in page for page in pages] == [False] * (len(pages) - 1) + [True]
    assert all("TT" in page for page in pages[:-1])
    assert len(steps) >= 3
    assert steps[-1] == (paper.line_total, paper.line_total)


def test_a_large_year_is_printed_in_the_background(desk, made_up_year, monkeypatch):
    monkeypatch.setattr(views, "MOST_LINES_AT_ONCE", 10)

    answer = desk.get(address("year_pdf", YEAR))

    run = IssueRun.objects.get()
    assert (run.kind, run.year) == (IssueRun.Kind.YEAR_PAPERS, YEAR)
    assert answer.url == address("year_run", run.public_id)


def test_tables_are_converted_to_the_agencies_of_a_later_day(desk, year_2010, organizer):
    office, first = (one.enrollments.first().agency for one in year_2010)
    heir = Agency.objects.get(code="KS")
    merge_agencies([first], heir, on=dt.date(2020, 1, 1), by=organizer)
    dissolve_agency(office, on=dt.date(2025, 7, 1), by=organizer)

    page = desk.get(address("year_tables", 2010), {"table": "b", "on": "2025-07-01"})
    before = desk.get(address("year_tables", 2010), {"table": "b"}).content.decode()
    html = page.content.decode()

    assert "quy đổi về cơ cấu ngày 01/07/2025" in html
    assert [line[1:4] for line in on_page(html)][-2] == ["Văn phòng Tỉnh ủy", "1", "2"]
    assert [line[1:4] for line in on_page(html)][1] == ["Huyện ủy Kỳ Sơn", "1", "2"]
    assert ["|".join(line) for line in on_page(before)][:5] == LINES_OF_2010["b"]
    answer = desk.get(address("year_csv", 2010, "f"), {"on": "2025-07-01"})
    assert "year-2010-table-f-on-2025-07-01.csv" in answer["Content-Disposition"]
    assert "Văn phòng Tỉnh ủy,2,2," in answer.content.decode()


@pytest.mark.parametrize("day", ["1999-01-01", "32/13/2020", "x"])
def test_a_day_that_cannot_be_converted_to_is_said_at_its_field(day, desk, year_2010):
    answer = desk.get(address("year_tables", 2010), {"on": day})

    assert answer.status_code == 200
    assert answer.context["form"].errors["on"]
    assert answer.context["shown"].summary.structure_on is None


@pytest.mark.parametrize(
    ("name", "arguments", "query"),
    [
        ("year_tables", [2010], "?table=x"),
        ("year_csv", [2010, "x"], ""),
        ("year_csv", [2010, "f"], ""),
        ("year_pdf", [2010], "?on=x"),
        ("year_json", [1999], ""),
        ("year_tables", [2010], "?page=9"),
    ],
)
def test_what_does_not_exist_is_not_found(name, arguments, query, desk, year_2010):
    assert desk.get(address(name, *arguments) + query).status_code == 404


@pytest.mark.parametrize("table", "abcde")
def test_a_year_without_classes_has_empty_tables(table, desk):
    answer = desk.get(address("year_tables", 1999), {"table": table})

    assert answer.status_code == 200
    assert b"<tbody>" not in answer.content


def test_queries_do_not_grow_with_the_classes(desk, year_2010):
    url = address("year_tables", 2010)
    desk.get(url)
    with CaptureQueriesContext(connection) as few:
        desk.get(url)
    for day in range(1, 12):
        held_class(agency=AgencyFactory(), **held_on(dt.date(2010, 5, day)))

    with CaptureQueriesContext(connection) as many:
        desk.get(url)

    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("name", "arguments", "kept"),
    [("year_pdf", [], "tables.pdf"), ("year_csv", ["b"], "table-b.csv")],
)
def test_the_files_of_a_closed_year_are_those_that_were_kept(
    name, arguments, kept, desk, year_2010, organizer
):
    closed = close_year(2010, by=organizer, note="Chưa công nhận", leaves_open=True)
    url = address(name, 2010, *arguments)
    made_now = desk.get(url) if name == "year_csv" else None
    ClosedYearFile.objects.create(
        closed_year=closed, name=kept, file="x", content_hash="x", size=1, made_at=closed.closed_at
    )

    assert made_now is None or made_now.status_code == 200
    assert desk.get(url).url == address("closed_year_file", closed.public_id, kept)
    converted = desk.get(address("year_csv", 2010, "b"), {"on": "2020-01-01"})
    assert converted.status_code == 200


def test_the_paper_of_a_closed_year_says_so(desk, year_2010, organizer):
    closed = close_year(2010, by=organizer, note="Chưa công nhận", leaves_open=True)

    with translation.override("vi"):
        [remark] = year_papers.year_paper(2010).remarks
        [converted] = year_papers.year_paper(2010, structure=Structure(dt.date(2020, 1, 1))).remarks

    assert closed.content_hash in remark
    assert "tính lại từ hồ sơ hiện nay" in converted
