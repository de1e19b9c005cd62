"""Where the way to a page begins: the site and its home page, kept with the pages.

Wagtail looks both up anew for each page, in three queries; they change as often as the menu does.
"""

from typing import Any, Final

from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from wagtail.models import Page, Site
from wagtail.views import serve

from cms.page_cache import shelf

SECONDS: Final = 60


class RoutingMiddleware:
    """Tells Wagtail which page is asked for, in the attributes in which it would keep that."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> None:
        if view is not serve or getattr(request, "is_dummy", False):
            return
        beginning = _beginning(request)
        if beginning is None:
            return
        request._wagtail_site, home = beginning
        request._wagtail_route_for_request = _route(home, request, args[0] if args else "")


def _beginning(request: HttpRequest) -> tuple[Site, Page] | None:
    name = f"home:{get_language()}:{request.get_host()}:{request.get_port()}"
    return shelf.remember(name, lambda: _look_up(request), seconds=SECONDS)


def _look_up(request: HttpRequest) -> tuple[Site, Page] | None:
    site = Site.find_for_request(request)
    return (site, site.root_page.localized.specific) if site else None


def _route(home: Page, request: HttpRequest, path: str) -> Any:
    try:
        return home.route(request, [part for part in path.split("/") if part])
    except Http404:
        return None
