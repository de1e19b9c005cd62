"""Where pages stand: the menu, the address of a class, the same page in another language."""

from typing import TypedDict

from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import translation

from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page

from cms.chrome.kept import chrome_of
from cms.models import SchedulePage
from courses.models import Course, TrainingClass


class MenuItem(TypedDict):
    title: str
    url: str
    current: bool


def home_url(language: str) -> str:
    with translation.override(language):
        return reverse("wagtail_serve", args=[""])


def class_url(training_class: TrainingClass, request: HttpRequest | None = None) -> str:
    """Public address of a class in the active language; the home page without a schedule."""
    base = chrome_of(request).schedule_url
    if not base:
        return home_url(translation.get_language())
    return base + SchedulePage().reverse_subpage("class_detail", args=[training_class.code])


def course_url(course: Course, request: HttpRequest | None = None) -> str:
    """Public address of a course in the active language; the home page without a schedule."""
    base = chrome_of(request).schedule_url
    if not base:
        return home_url(translation.get_language())
    return base + SchedulePage().reverse_subpage("course", args=[course.slug])


def courses_url(request: HttpRequest | None = None) -> str:
    """Where all courses are listed; the home page without a schedule."""
    base = chrome_of(request).schedule_url
    if not base:
        return home_url(translation.get_language())
    return base + SchedulePage().reverse_subpage("courses")


def schedule_url(request: HttpRequest | None = None) -> str:
    """Address of the schedule in the active language; the home page without one."""
    return chrome_of(request).schedule_url or home_url(translation.get_language())


def version_url(number: int, request: HttpRequest | None = None) -> str:
    """Public address of a released version of the schedule."""
    return schedule_url(request) + SchedulePage().reverse_subpage("version", args=[number])


def menu(request: HttpRequest) -> list[MenuItem]:
    """The home page of the active language and the pages below it that are shown in menus."""
    return [
        {"title": title, "url": url, "current": _is_current(url, request, is_home=place == 0)}
        for place, (title, url) in enumerate(chrome_of(request).menu)
    ]


def _is_current(url: str, request: HttpRequest, *, is_home: bool) -> bool:
    return request.path == url if is_home else request.path.startswith(url)


def same_page_in(language: str, page: Page | None, request: HttpRequest) -> str:
    """Address of what is shown now in another language; of its home page if it has none there."""
    if page is None or not page.pk:
        return translate_url(request.get_full_path(), language)
    twin = translations(page, request).get(language)
    if twin is None:
        return home_url(language)
    url = twin.get_url(request) + route_within(page, language, request)
    return f"{url}?{request.GET.urlencode()}" if request.GET else url


def translations(page: Page, request: HttpRequest) -> dict[str, Page]:
    if not hasattr(request, "_twins"):
        twins = page.get_translations(inclusive=True).live().select_related("locale")
        request._twins = {twin.locale.language_code: twin for twin in twins}
    return request._twins


def route_within(page: Page, language: str, request: HttpRequest) -> str:
    """The part of the address below a page with routes of its own, e.g. the code of a class."""
    match = getattr(request, "routable_resolver_match", None)
    if match is None or not isinstance(page, RoutablePageMixin):
        return ""
    with translation.override(language):
        return page.reverse_subpage(match.url_name, match.args, match.kwargs)
