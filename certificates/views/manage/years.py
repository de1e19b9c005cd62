"""The yearly summary on the screen, as PDF and as workbook: the same figures three times."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from certificates import papers
from certificates.documents import YearlySummaryPaper
from certificates.papers.year import agency_table, class_table
from certificates.views.answers import printed
from certificates.year_book.summary import yearly_summary, years_held
from certificates.year_book.workbook import year_workbook
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.views.answers import XLSX, file_answer


@organizers_only
@require_safe
def years(request: HttpRequest) -> HttpResponse:
    return render(request, "certificates/manage/years.html", {"years": years_held()})


@organizers_only
@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    summary = yearly_summary(year)
    context = {
        "summary": summary,
        "class_table": class_table(summary),
        "agency_table": agency_table(summary),
        "busiest": max(row.participations for row in summary.by_month),
    }
    return render(request, "certificates/manage/year.html", context)


@organizers_only
@require_safe
def year_pdf(request: HttpRequest, year: int) -> HttpResponse:
    back = reverse("certificates:year", args=[year])
    return printed(request, _paper_or_404(year), f"summary-{year}.pdf", back=back)


@organizers_only
@require_safe
def year_xlsx(request: HttpRequest, year: int) -> HttpResponse:
    try:
        body = year_workbook(_paper_or_404(year))
    except Refusal as refusal:
        messages.error(request, refusal.text)
        return redirect("certificates:year", year)
    return file_answer(body, f"summary-{year}.xlsx", XLSX)


def _paper_or_404(year: int) -> YearlySummaryPaper:
    paper = papers.year_paper(year)
    if paper is None:
        raise Http404
    return paper
