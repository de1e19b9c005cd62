"""All years, and one at a glance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from certificates.year_book.at_a_glance.glance import glance
from certificates.year_book.keeping.frozen import shown_year
from certificates.year_book.years import months_of, years_near, years_on_record
from enrollment.access import organizers_only
from enrollment.models import TrainingPlan
from enrollment.paging import page_of


@organizers_only
@require_safe
def years(request: HttpRequest) -> HttpResponse:
    known = years_on_record()
    most = max((one.held.participations for one in known), default=0)
    context = {"years": page_of(request, known), "most": most}
    return render(request, "certificates/manage/years.html", context)


@organizers_only
@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    shown = shown_year(year)
    context = {
        "year": year,
        "shown": shown,
        "glance": glance(shown, months_of(year - 1)),
        "years": years_near(year),
    }
    return render(request, "certificates/manage/year.html", context)


@organizers_only
@require_safe
def year_plan(request: HttpRequest, year: int) -> HttpResponse:
    """The only plan of the year, else the list of plans."""
    plans = TrainingPlan.objects.visible_to(request.user).filter(year=year)[:2]
    if len(plans) == 1:
        return redirect("enrollment:plan", plans[0].public_id)
    return redirect("enrollment:plans")
