"""What the classes of a year cost: by class, by source and kind, and as files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.models import CostLine
from courses.money_words import unit
from enrollment.access import organizers_only
from enrollment.paging import page_of
from enrollment.views.answers import file_answer
from enrollment.views.manage.cost_files import TYPES
from enrollment.year_costs import YearCosts, year_csv, year_xlsx
from enrollment.year_costs import year_costs as costs_of_year


@organizers_only
@require_safe
def year_costs(request: HttpRequest, year: int) -> HttpResponse:
    costs = _costs(request, year)
    context = {
        "costs": costs,
        "sheet": costs.sheet,
        "people": costs.people,
        "per_person": costs.per_person,
        "page": page_of(request, list(costs.classes)),
        "unit": unit(),
        "year": year,
    }
    return render(request, "enrollment/manage/year_costs.html", context)


@organizers_only
@require_safe
def year_costs_file(request: HttpRequest, year: int, extension: str) -> HttpResponse:
    make = {"csv": year_csv, "xlsx": year_xlsx}[extension]
    return file_answer(make(_costs(request, year)), f"{year}_costs.{extension}", TYPES[extension])


def _costs(request: HttpRequest, year: int) -> YearCosts:
    return costs_of_year(year, CostLine.objects.visible_to(request.user))
