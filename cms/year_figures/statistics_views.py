"""The public pages of statistics, and the same figures as CSV and JSON."""

import hashlib
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import conditional_page, require_safe

from certificates.year_book.years import years_on_record
from cms import structured_data
from cms.year_figures import statistics_files, statistics_tables
from cms.year_figures.public_figures import PublicYear
from cms.year_figures.statistics import public_year
from enrollment.access import public

SECONDS_FRESH = 60


@public
@require_safe
@conditional_page
def statistics(request: HttpRequest) -> HttpResponse:
    """The years, the latest first."""
    years = statistics_tables.year_rows(years_on_record(), timezone.localdate())
    return render(request, "cms/statistics.html", {"years": years})


@public
@require_safe
@conditional_page
def statistics_year(request: HttpRequest, year: int) -> HttpResponse:
    shown = _find(year)
    context = {
        "shown": shown,
        "totals": statistics_tables.totals(shown),
        "tables": statistics_tables.tables(shown),
        "json_ld": structured_data.dataset(shown, request),
    }
    response = render(request, "cms/statistics_year.html", context)
    response["Last-Modified"] = http_date(shown.changed_at.timestamp())
    return response


@public
@require_safe
def statistics_csv(request: HttpRequest, year: int) -> HttpResponse:
    return _data(request, year, statistics_files.as_csv, "text/csv; charset=utf-8")


@public
@require_safe
def statistics_json(request: HttpRequest, year: int) -> HttpResponse:
    return _data(request, year, statistics_files.as_json, "application/json")


def _find(year: int) -> PublicYear:
    shown = public_year(year)
    if shown is None:
        raise Http404("No class has ended in this year.")
    return shown


def _data(
    request: HttpRequest, year: int, write: Callable[[PublicYear], str], content_type: str
) -> HttpResponse:
    """The same for everybody, so caches on the way may keep it."""
    shown = _find(year)
    body = write(shown).encode()
    response = HttpResponse(body, content_type=content_type)
    ending = "csv" if content_type.startswith("text/csv") else "json"
    response["Content-Disposition"] = f'inline; filename="statistics-{year}.{ending}"'
    response["Last-Modified"] = http_date(shown.changed_at.timestamp())
    response["ETag"] = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    # Open data: scripts of other sites may read it.
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=SECONDS_FRESH)
    return get_conditional_response(
        request,
        etag=response["ETag"],
        last_modified=int(shown.changed_at.timestamp()),
        response=response,
    )
