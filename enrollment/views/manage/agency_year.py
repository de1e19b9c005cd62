"""The year of any agency with all below it, for the desk: the page its coordinator sees."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from enrollment.access import organizers_only
from enrollment.models import Agency
from enrollment.nominating.agency_year import year_of
from enrollment.nominating.agency_year_workbook import year_workbook
from enrollment.views.agency.year import asked_year, year_context
from enrollment.views.answers import XLSX, file_answer


@organizers_only
@require_safe
def manage_agency_year(request: HttpRequest, code: str) -> HttpResponse:
    agency = get_object_or_404(Agency, code=code)
    context = year_context(request, [agency.path]) | {
        "agencies": [agency],
        "desk_agency": agency,
        "year_url": reverse("enrollment:manage_agency_year", args=[code]),
        "xlsx_url": reverse("enrollment:manage_agency_year_xlsx", args=[code]),
        "pdf_url": reverse("certificates:manage_agency_year_pdf", args=[code]),
    }
    return render(request, "enrollment/agency/year.html", context)


@organizers_only
@require_safe
def manage_agency_year_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    agency = get_object_or_404(Agency, code=code)
    year = asked_year(request)
    body = year_workbook([agency.path], year_of([agency.path], year))
    return file_answer(body, f"{agency.code}-{year}.xlsx", XLSX)
