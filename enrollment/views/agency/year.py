"""The year of the coordinator's agencies: on the screen and as a workbook."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.dates import YEARS
from enrollment.access import login_required
from enrollment.nominating.agency_year import year_of, years_of
from enrollment.nominating.agency_year_workbook import year_workbook
from enrollment.paging import page_of
from enrollment.views.agency.desk import own_agencies, own_paths
from enrollment.views.answers import XLSX, file_answer


def asked_year(request: HttpRequest) -> int:
    """The year in the address, else this one."""
    text = request.GET.get("year", "")
    if not text:
        return timezone.localdate().year
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and int(text) in YEARS):
        raise Http404
    return int(text)


@login_required
@require_safe
def agency_year(request: HttpRequest) -> HttpResponse:
    paths = own_paths(request)
    context = year_context(request, paths) | {
        "agencies": own_agencies(paths),
        "year_url": reverse("enrollment:agency_year"),
        "xlsx_url": reverse("enrollment:agency_year_xlsx"),
        "pdf_url": reverse("certificates:agency_year_pdf"),
    }
    return render(request, "enrollment/agency/year.html", context)


def year_context(request: HttpRequest, paths: list[str]) -> dict[str, Any]:
    """What the page of a year shows, for whoever may see these agencies."""
    year = asked_year(request)
    figures = year_of(paths, year)
    return {
        "figures": figures,
        "page": page_of(request, figures.without),
        "years": sorted({*years_of(paths), year, timezone.localdate().year}, reverse=True),
    }


@login_required
@require_safe
def agency_year_xlsx(request: HttpRequest) -> HttpResponse:
    paths = own_paths(request)
    year = asked_year(request)
    code = own_agencies(paths)[0].code
    body = year_workbook(paths, year_of(paths, year))
    return file_answer(body, f"{code}-{year}.xlsx", XLSX)
