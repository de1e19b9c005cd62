"""The year of the coordinator's agencies: on the screen and as a workbook."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.dates import YEARS
from enrollment.access import login_required
from enrollment.nominating.agency_year import year_of, year_workbook, years_of
from enrollment.paging import page_of
from enrollment.views.agency.desk import own_agencies, own_paths
from enrollment.views.answers import XLSX, file_answer


def _asked_year(request: HttpRequest) -> int:
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
    year = _asked_year(request)
    figures = year_of(paths, year)
    context = {
        "agencies": own_agencies(paths),
        "figures": figures,
        "page": page_of(request, figures.without),
        "years": sorted({*years_of(paths), year, timezone.localdate().year}, reverse=True),
    }
    return render(request, "enrollment/agency/year.html", context)


@login_required
@require_safe
def agency_year_xlsx(request: HttpRequest) -> HttpResponse:
    paths = own_paths(request)
    year = _asked_year(request)
    code = own_agencies(paths)[0].code
    body = year_workbook(paths, year_of(paths, year))
    return file_answer(body, f"{code}-{year}.xlsx", XLSX)
