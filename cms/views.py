"""What is neither a page nor belongs to an app below: health, files for machines."""

import sys
from pathlib import Path

from django.conf import settings
from django.contrib.sitemaps import views as sitemap_views
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_safe
from django.views.static import serve

from cms.chrome import sitemaps
from enrollment.access import public
from enrollment.accounts import MailServerAway
from enrollment.views.kept import kept

SHOWN_PICTURES = "images"
# What the site stands on does not answer; it will be there again, and nothing was half stored.
OUTAGES = (OperationalError, InterfaceError, MailServerAway)
SECONDS_TO_COME_BACK = 30
SITEMAP_SECONDS = 600
NOT_FOR_ROBOTS = ["accounts", "admin", "agency", "manage", "my", "search", "teaching", "verify"]


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """For whoever watches the site: 200 while the database answers, else 503."""
    try:
        connection.cursor().execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ok": False}, status=503)
    return JsonResponse({"ok": True})


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    prefixes = ["/", *(f"/{code}/" for code, _name in settings.LANGUAGES[1:])]
    hidden = [f"Disallow: {prefix}{path}/" for prefix in prefixes for path in NOT_FOR_ROBOTS]
    lines = ["User-agent: *", *hidden, f"Sitemap: {settings.BASE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("cms/favicon.svg"))


@public
@require_safe
def media(request: HttpRequest, folder: str, name: str) -> HttpResponse:
    """Pictures as shown on pages. Originals, which may tell where they were taken, for editors."""
    if folder != SHOWN_PICTURES and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    response = serve(request, name, document_root=Path(settings.MEDIA_ROOT) / folder)
    response["Cache-Control"] = "public, max-age=86400" if folder == SHOWN_PICTURES else "private"
    return response


@public
@require_safe
@kept(SITEMAP_SECONDS, params=("p",))
def sitemap(request: HttpRequest) -> HttpResponse:
    """The whole map in one file, or the list of its files."""
    maps = sitemaps.sections(request)
    if sitemaps.fits_one_file(maps):
        return sitemap_views.sitemap(request, maps)
    filled = {name: one for name, one in maps.items() if one.paginator.count}
    return sitemap_views.index(request, filled, sitemap_url_name="sitemap_section")


@public
@require_safe
@kept(SITEMAP_SECONDS, params=("p",))
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    return sitemap_views.sitemap(request, sitemaps.sections(request), section)


@public
def sign_in(request: HttpRequest) -> HttpResponse:
    """Send whoever knocks at another door to the one that counts attempts."""
    target = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, request.get_host(), request.is_secure())
    query = "?" + urlencode({"next": target}) if is_ours else ""
    return redirect(reverse(settings.LOGIN_URL) + query)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 during an outage: then it is said that nothing was saved and to try again."""
    is_outage = isinstance(sys.exc_info()[1], OUTAGES)
    response = HttpResponse(render_to_string("503.html" if is_outage else "500.html"))
    response.status_code = 503 if is_outage else 500
    if is_outage:
        response["Retry-After"] = str(SECONDS_TO_COME_BACK)
    return response
