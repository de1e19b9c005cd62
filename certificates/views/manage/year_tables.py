"""The tables of a year: on the screen and as PDF, XLSX, CSV and JSON, all from one definition."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import papers
from certificates.charts import drawing
from certificates.documents import YearlySummaryPaper
from certificates.documents.figures import YearTable
from certificates.documents.summary import check_in_words, structure_in_words
from certificates.forms.year import StructureForm
from certificates.runs import ordering
from certificates.year_book.keeping.frozen import ShownYear, shown_year, standing
from certificates.year_book.structure import AS_WAS
from certificates.year_book.tables import data_files
from certificates.year_book.tables.definition import year_tables as tables_of
from certificates.year_book.tables.printing import MOST_LINES_AT_ONCE, print_year
from certificates.year_book.tables.workbook import year_workbook
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.paging import page_of
from enrollment.views.answers import PDF, XLSX, file_answer

CSV: Final = "text/csv; charset=utf-8"
JSON: Final = "application/json"
LINES_PER_PAGE: Final = 250


@organizers_only
@require_safe
def year_tables(request: HttpRequest, year: int) -> HttpResponse:
    """One table at a time, in pages when it is long; `?table=b&on=2025-07-01`."""
    form = StructureForm.asked(request.GET)
    shown = _shown(year, form)
    tables = tables_of(shown.summary, plan=shown.plan, beside=shown.beside)
    table = next((one for one in tables if one.key == request.GET.get("table", "a")), None)
    if table is None:
        raise Http404
    context = {
        "year": year,
        "shown": shown,
        "form": form,
        "query": _query(shown.summary.structure_on),
        "tables": tables,
        "table": table,
        "structure": structure_in_words(shown.summary.structure_on),
        "checked": check_in_words(
            shown.summary.classes, shown.summary.participations, shown.summary.persons
        ),
        "doubt": _doubt(shown, tables),
        "charts": [(chart.title, drawing(chart)) for chart in table.charts],
        "lines": page_of(request, list(table.lines), LINES_PER_PAGE),
    }
    return render(request, "certificates/manage/year_tables.html", context)


@organizers_only
@require_safe
def year_pdf(request: HttpRequest, year: int) -> HttpResponse:
    """A usual year at once; a large one is ordered, and made in the background."""

    def make(paper: YearlySummaryPaper) -> HttpResponse:
        if paper.line_total > MOST_LINES_AT_ONCE:
            return _ordered(request, year, paper)
        return file_answer(print_year(paper), _name(paper, "pdf"), PDF)

    return _made(request, year, "tables.pdf", make)


@organizers_only
@require_safe
def year_xlsx(request: HttpRequest, year: int) -> HttpResponse:
    def make(paper: YearlySummaryPaper) -> HttpResponse:
        return file_answer(year_workbook(paper), _name(paper, "xlsx"), XLSX)

    return _made(request, year, "tables.xlsx", make)


@organizers_only
@require_safe
def year_csv(request: HttpRequest, year: int, table: str) -> HttpResponse:
    """One table, with the lines and columns it has on paper."""

    def make(paper: YearlySummaryPaper) -> HttpResponse:
        if paper.table(table) is None:
            raise Http404
        return file_answer(data_files.table_csv(paper, table), _name(paper, "csv", table), CSV)

    return _made(request, year, f"table-{table}.csv", make)


@organizers_only
@require_safe
def year_json(request: HttpRequest, year: int) -> HttpResponse:
    """Figures and tables for scripts."""

    def make(paper: YearlySummaryPaper) -> HttpResponse:
        return file_answer(data_files.year_json(paper), _name(paper, "json"), JSON)

    return _made(request, year, "figures.json", make)


def _made(
    request: HttpRequest,
    year: int,
    kept: str,
    make: Callable[[YearlySummaryPaper], HttpResponse],
) -> HttpResponse:
    """The file; what stands in the way is said on the page of the tables.

    Of a closed year it is the one that was `kept`, as soon as it is there; after an amendment
    it is drawn again, to say so.
    """
    form = StructureForm.asked(request.GET)
    if not form.is_valid():
        raise Http404
    structure = form.structure()
    closed = standing(year)
    is_as_kept = closed and structure == AS_WAS and not closed.amendments.all()
    if closed and is_as_kept and closed.files.filter(name=kept).exists():
        return redirect("certificates:closed_year_file", closed.public_id, kept)
    try:
        paper = papers.year_paper(year, structure=structure)
        if paper is None:
            raise Http404
        return make(paper)
    except Refusal as refusal:
        messages.error(request, refusal.text)
    return redirect("certificates:year_tables", year)


def _shown(year: int, form: StructureForm) -> ShownYear:
    """As asked for; a day that cannot be converted to is said at its field."""
    try:
        return shown_year(year, structure=form.structure())
    except Refusal as refusal:
        form.refuse(refusal.text)
        return shown_year(year, structure=AS_WAS)


def _doubt(shown: ShownYear, tables: tuple[YearTable, ...]) -> str:
    """Which row contradicts which total: then no figure is shown."""
    try:
        shown.summary.check()
        for table in tables:
            table.check()
    except Refusal as refusal:
        return refusal.text
    return ""


def _ordered(request: HttpRequest, year: int, paper: YearlySummaryPaper) -> HttpResponse:
    run = ordering.order_year_print(year, by=request.user, on=paper.structure_on)
    messages.info(request, _("The year is large, so its PDF is made in the background."))
    return redirect("certificates:year_run", run.public_id)


def _query(on: dt.date | None) -> str:
    """What the addresses of all forms of the tables end with."""
    return f"?{urlencode({'on': on.isoformat()})}" if on else ""


def _name(paper: YearlySummaryPaper, extension: str, table: str = "") -> str:
    """ "year-2010-table-b-on-2025-07-01.csv"; the day only when converted."""
    parts = [f"year-{paper.year}"]
    if table:
        parts.append(f"table-{table}")
    if paper.structure_on:
        parts.append(f"on-{paper.structure_on.isoformat()}")
    return f"{'-'.join(parts)}.{extension}"
