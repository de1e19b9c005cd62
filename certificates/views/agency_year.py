"""The year of an agency as PDF: for its coordinator, and for the desk."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates.papers.agency_year import agency_year as year_paper
from certificates.views.answers import printed
from enrollment.access import login_required, organizers_only
from enrollment.models import Agency
from enrollment.views.agency.desk import own_agencies, own_paths
from enrollment.views.agency.year import asked_year


@login_required
@require_safe
def agency_year_pdf(request: HttpRequest) -> HttpResponse:
    own = own_agencies(own_paths(request))
    return _printed(request, own, reverse("enrollment:agency_year"), is_signed=False)


@organizers_only
@require_safe
def manage_agency_year_pdf(request: HttpRequest, code: str) -> HttpResponse:
    agency = get_object_or_404(Agency, code=code)
    page = reverse("enrollment:manage_agency_year", args=[code])
    return _printed(request, [agency], page, is_signed=True)


def _printed(
    request: HttpRequest, agencies: Iterable[Agency], page: str, *, is_signed: bool
) -> HttpResponse:
    year = asked_year(request)
    agencies = list(agencies)
    back = f"{page}?year={year}"
    paper = year_paper(agencies, year, is_signed=is_signed)
    if paper is None:
        messages.info(request, _("There is no class to print yet."))
        return redirect(back)
    return printed(request, paper, f"{agencies[0].code}-{year}.pdf", back=back)
