"""People without training for years: all of them for the desk, the own ones for a coordinator."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from enrollment.access import login_required, organizers_only
from enrollment.models import Agency, AgencyLevel
from enrollment.nominating.untrained import (
    USUAL_YEARS,
    YEARS_OFFERED,
    Untrained,
    untrained,
    untrained_workbook,
    with_classes,
)
from enrollment.paging import page_of
from enrollment.querysets import within
from enrollment.views.agency.desk import agencies_below, own_paths
from enrollment.views.answers import XLSX, file_answer
from enrollment.views.input import asked_words, read_code


@organizers_only
@require_safe
def manage_untrained(request: HttpRequest) -> HttpResponse:
    context = {"agencies": Agency.objects.select_related(None), "levels": AgencyLevel.objects.all()}
    return _page(request, None, context)


@organizers_only
@require_safe
def manage_xlsx(request: HttpRequest) -> HttpResponse:
    return _workbook(request, None)


@login_required
@require_safe
def agency_untrained(request: HttpRequest) -> HttpResponse:
    paths = own_paths(request)
    return _page(request, paths, {"agencies": agencies_below(paths), "is_agency": True})


@login_required
@require_safe
def agency_xlsx(request: HttpRequest) -> HttpResponse:
    return _workbook(request, own_paths(request))


def _asked(request: HttpRequest, paths: list[str] | None) -> tuple[Untrained, dict[str, Any]]:
    """What the address asks for; an agency is one of those the account may see, or not found."""
    years = _years(request)
    agency, level = _agency(request, paths), _level(request)
    words = asked_words(request)
    never = "never" in request.GET
    found = untrained(
        years,
        paths=[agency.path] if agency else paths,
        level=level,
        words=words,
        never_only=never,
    )
    asked = {"years": years, "agency": agency, "level": level, "words": words, "never": never}
    return found, asked


def _years(request: HttpRequest) -> int:
    text = request.GET.get("years", "") or str(USUAL_YEARS)
    if not (text.isascii() and text.isdecimal() and len(text) < 3 and int(text) in YEARS_OFFERED):
        raise Http404
    return int(text)


def _agency(request: HttpRequest, paths: list[str] | None) -> Agency | None:
    code = request.GET.get("agency", "")
    if not code:
        return None
    agencies = Agency.objects.all() if paths is None else Agency.objects.filter(within(paths))
    return get_object_or_404(agencies, code=read_code(code))


def _level(request: HttpRequest) -> AgencyLevel | None:
    code = request.GET.get("level", "")
    return get_object_or_404(AgencyLevel, code=read_code(code)) if code else None


def _page(request: HttpRequest, paths: list[str] | None, context: dict[str, Any]) -> HttpResponse:
    found, asked = _asked(request, paths)
    page = page_of(request, found.people)
    page.object_list = with_classes(list(page.object_list), paths)
    context |= asked | {"found": found, "page": page, "years_offered": YEARS_OFFERED}
    return render(request, "enrollment/people/untrained.html", context)


def _workbook(request: HttpRequest, paths: list[str] | None) -> HttpResponse:
    found, asked = _asked(request, paths)
    name = f"without-training-{asked['years']}-years.xlsx"
    return file_answer(untrained_workbook(found, paths), name, XLSX)
