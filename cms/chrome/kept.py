"""What stands around every page: read with three queries at most, and kept with the pages."""

from dataclasses import dataclass
from typing import Final

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from django.utils import translation

from wagtail.models import Page, PageViewRestriction

from cms.models import HomePage, SchedulePage
from cms.page_cache import shelf
from courses.models import TrainingClass

# Publishing a page ends it at once; the demo may be loaded or removed without anybody telling.
SECONDS: Final = 60
BELOW_HOME: Final = 3


@dataclass(frozen=True, slots=True)
class Chrome:
    """The menu as (title, address), the home page first; where classes are found, if anywhere."""

    menu: tuple[tuple[str, str], ...]
    schedule_url: str
    is_demo: bool


def chrome_of(request: HttpRequest | None) -> Chrome:
    """The chrome of the active language, looked up once per request."""
    language = translation.get_language() or ""
    # Letters are written without a request, and pages in two languages with one.
    known = request.__dict__.setdefault("_chrome", {}) if request is not None else {}
    if language not in known:
        known[language] = shelf.remember(
            f"chrome:{language}", lambda: read_chrome(language), seconds=SECONDS
        )
    return known[language]


def read_chrome(language: str) -> Chrome:
    types = ContentType.objects.get_for_models(HomePage, SchedulePage)
    # A page outside of every site has no address.
    pages = [page for page in _pages_around(language, types) if page.get_url()]
    homes = [page for page in pages if page.content_type_id == types[HomePage].pk]
    schedules = [page for page in pages if page.content_type_id == types[SchedulePage].pk]
    return Chrome(
        menu=_menu(homes[0], pages) if homes else (),
        schedule_url=schedules[0].get_url() if schedules else "",
        is_demo=TrainingClass.objects.filter(is_demo=True).exists(),
    )


def _pages_around(language: str, types: dict[type, ContentType]) -> list[Page]:
    wanted = Q(content_type__in=types.values()) | Q(depth=BELOW_HOME, show_in_menus=True)
    pages = Page.objects.live().filter(wanted, locale__language_code=language)
    return list(pages.select_related("locale").order_by("path"))


def _menu(home: Page, pages: list[Page]) -> tuple[tuple[str, str], ...]:
    below = [page for page in pages if page.show_in_menus and page.is_child_of(home)]
    # Pages behind a password are found by whoever has their address.
    shut = PageViewRestriction.objects.values_list("page__path", flat=True) if below else ()
    shown = [page for page in below if not page.path.startswith(tuple(shut))]
    return tuple((page.title, page.get_url()) for page in [home, *shown])
