"""Answers of the schedule: the whole page, its list alone for htmx, or only what has changed."""

from typing import TYPE_CHECKING, Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers

from certificates.runs import schedule_files
from cms.page_cache import shelf
from cms.schedule import listing, live
from enrollment.views.answers import PDF

if TYPE_CHECKING:
    from cms.models import SchedulePage

# How soon the browser asks again for a paper that is being made.
PAPER_SECONDS: Final = 4
# A paper of a version never changes; which version is the last may.
PAPER_KEPT: Final = 60


def schedule(page: "SchedulePage", request: HttpRequest) -> HttpResponse:
    """One address, three answers; caches are told so."""
    if request.htmx and "live" in request.GET:
        response = _live(page, request)
    else:
        context = listing.schedule_context(page, request)
        template = "cms/_schedule_part.html" if request.htmx else page.template
        response = page.render(request, template=template, context_overrides=context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _live(page: "SchedulePage", request: HttpRequest) -> HttpResponse:
    """Seats and states; nothing when the page knows them. The same for whoever knows as much."""
    body = shelf.remember(
        f"schedule-live:{request.get_full_path()}",
        lambda: _news_of(page, request),
        seconds=live.KEPT_SECONDS,
    )
    response = HttpResponse(body, status=200 if body else 204)
    patch_cache_control(response, no_store=True)
    return response


def _news_of(page: "SchedulePage", request: HttpRequest) -> str:
    context = listing.schedule_context(page, request)
    if context["live"].is_known:
        return ""
    return render_to_string("cms/_schedule_live.html", context, request)


def year_paper(page: "SchedulePage", request: HttpRequest, year: int) -> HttpResponseBase:
    """The year as it was released last; while the file is being made, a page that says so."""
    release = schedule_files.release_of_year(year)
    if release is None:
        raise Http404
    body = schedule_files.open_paper(release, year)
    if body is None:
        schedule_files.order_paper(release, year)
        response = page.render(
            request,
            template="cms/schedule_paper.html",
            context_overrides={"year": year, "release": release},
        )
        response.status_code = 202
        response.headers["Refresh"] = str(PAPER_SECONDS)
        patch_cache_control(response, no_store=True)
        return response
    name = f"schedule-{year}-v{release.number}.pdf"
    answer = FileResponse(body, filename=name, content_type=PDF)
    patch_cache_control(answer, public=True, max_age=PAPER_KEPT)
    return answer
