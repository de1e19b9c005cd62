"""Where pages stand: the menu, the address of a class, the same page in another language."""

from typing import TypedDict

from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import translation

from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page

from cms.models import HomePage, SchedulePage
from courses.models import TrainingClass


class MenuItem(TypedDict):
    title: str
    url: str
    current: bool


def home_url(language: str) -> str:
    with translation.override(language):
        return reverse("wagtail_serve", args=[""])


def class_url(training_class: TrainingClass, request: HttpRequest | None = None) -> str:
    """Public address of a class in the active language; the home page without a schedule."""
    page = _schedule(translation.get_language(), request)
    return page.class_url(training_class.code) if page else home_url(translation.get_language())


def schedule_url(request: HttpRequest | None = None) -> str:
    """Address of the schedule in the active language; the home page without one."""
    language = translation.get_language()
    page = _schedule(language, request)
    return page.get_url(request) if page else home_url(language)


def _schedule(language: str, request: HttpRequest | None) -> SchedulePage | None:
    # Lists print many classes; the page is looked up once per request.
    known = request.__dict__.setdefault("_schedules", {}) if request is not None else {}
    if language not in known:
        pages = SchedulePage.objects.live().select_related("locale")
        known[language] = pages.filter(locale__language_code=language).first()
    return known[language]


def menu(request: HttpRequest) -> list[MenuItem]:
    """The home page of the active language and the pages below it that are shown in menus."""
    if not hasattr(request, "_menu"):
        request._menu = _build_menu(request)
    return request._menu


def _build_menu(request: HttpRequest) -> list[MenuItem]:
    homes = HomePage.objects.live().select_related("locale")
    home = homes.filter(locale__language_code=translation.get_language()).first()
    if home is None:
        return []
    below = Page.objects.child_of(home).live().public().in_menu().select_related("locale")
    items = [_item(home, request, is_current=request.path == home.get_url(request))]
    return items + [
        _item(page, request, is_current=request.path.startswith(page.get_url(request)))
        for page in below
    ]


def _item(page: Page, request: HttpRequest, *, is_current: bool) -> MenuItem:
    return {"title": page.title, "url": page.get_url(request), "current": is_current}


def same_page_in(language: str, page: Page | None, request: HttpRequest) -> str:
    """Address of what is shown now in another language; of its home page if it has none there."""
    if page is None or not page.pk:
        return translate_url(request.get_full_path(), language)
    twin = _translations(page, request).get(language)
    if twin is None:
        return home_url(language)
    url = twin.get_url(request) + _route_within(page, language, request)
    return f"{url}?{request.GET.urlencode()}" if request.GET else url


def _translations(page: Page, request: HttpRequest) -> dict[str, Page]:
    if not hasattr(request, "_twins"):
        twins = page.get_translations(inclusive=True).live().select_related("locale")
        request._twins = {twin.locale.language_code: twin for twin in twins}
    return request._twins


def _route_within(page: Page, language: str, request: HttpRequest) -> str:
    """The part of the address below a page with routes of its own, e.g. the code of a class."""
    match = getattr(request, "routable_resolver_match", None)
    if match is None or not isinstance(page, RoutablePageMixin):
        return ""
    with translation.override(language):
        return page.reverse_subpage(match.url_name, match.args, match.kwargs)
