"""The map of the site for search machines: every public address once, with its languages."""

from collections import defaultdict
from typing import Any, Final
from urllib.parse import urlparse

from django.conf import settings
from django.contrib.sitemaps import Sitemap as DjangoSitemap
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from certificates.year_book.years import years_on_record
from cms.chrome import navigation
from cms.documents.library import library_page
from cms.models import Document, DocumentsPage, SchedulePage
from cms.models.documents import LibraryQuerySet, public_documents
from courses.models import Course, TrainingClass

# Search machines read 50,000; a file of this size is made in a second.
ADDRESSES_IN_FILE: Final = 5_000


class InLanguages(DjangoSitemap):
    """Rows of the database that have an address in every language of the site."""

    i18n = alternates = x_default = True
    limit = ADDRESSES_IN_FILE

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlparse(settings.BASE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlparse(settings.BASE_URL).netloc


class BelowSchedule(InLanguages):
    """What lives below the schedule; that page is looked up once per language."""

    def __init__(self) -> None:
        self._schedules: dict[str, str] = {}

    def below_schedule(self, route: str, argument: str) -> str:
        language = get_language() or ""
        if language not in self._schedules:
            self._schedules[language] = navigation.schedule_url()
        return self._schedules[language] + SchedulePage().reverse_subpage(route, [argument])


class ClassSitemap(BelowSchedule):
    def items(self) -> "QuerySet[TrainingClass]":
        return TrainingClass.objects.published().order_by("-starts_on", "code")

    def location(self, item: TrainingClass) -> str:
        return self.below_schedule("class_detail", item.code)


class CourseSitemap(BelowSchedule):
    def items(self) -> "QuerySet[Course]":
        return Course.objects.public().order_by("pk")

    def location(self, item: Course) -> str:
        return self.below_schedule("course", item.slug)


class DocumentSitemap(InLanguages):
    """The library; its page is looked up once per language."""

    def __init__(self) -> None:
        self._libraries: dict[str, str] = {}

    def items(self) -> LibraryQuerySet:
        # Without a library there is no address to tell.
        has_library = DocumentsPage.objects.live().exists()
        found = public_documents() if has_library else public_documents().none()
        return found.only("pk").order_by("pk")

    def location(self, item: Document) -> str:
        language = get_language() or ""
        if language not in self._libraries:
            page = library_page()
            self._libraries[language] = page.get_url() if page else "/"
        return f"{self._libraries[language]}{item.pk}/"


class StatisticsSitemap(InLanguages):
    """The public figures of each year."""

    def items(self) -> list[int]:
        return [0, *(one.held.year for one in years_on_record())]

    def location(self, item: int) -> str:
        return reverse("statistics_year", args=[item]) if item else reverse("statistics")


class PageSitemap(Sitemap):
    """All public pages in all languages, without those that show the text of another (aliases)."""

    limit = ADDRESSES_IN_FILE

    def items(self) -> Any:
        return (
            _public_texts()
            .order_by("path")
            .select_related("locale")
            .defer_streamfields()
            .specific()
        )

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        shown = list(self.paginator.page(page).object_list)
        twins = _twins_of(shown)
        return [entry for one in shown for entry in self._entries(one, twins)]

    def _entries(self, page: Page, twins: dict[Any, list[Page]]) -> list[dict[str, Any]]:
        own, *below = page.get_sitemap_urls(self.request)
        return [own | {"alternates": self._alternates(twins[page.translation_key])}, *below]

    def _alternates(self, texts: list[Page]) -> list[dict[str, str]]:
        if len(texts) < 2:
            return []
        by_language = {text.locale.language_code: text.get_full_url(self.request) for text in texts}
        default = by_language.get(settings.LANGUAGE_CODE, next(iter(by_language.values())))
        return [
            {"lang_code": language, "location": address}
            for language, address in [*by_language.items(), ("x-default", default)]
        ]


def _public_texts() -> Any:
    return Page.objects.live().public().filter(depth__gte=2, alias_of=None)


def _twins_of(pages: list[Page]) -> dict[Any, list[Page]]:
    """For each text of these pages the pages that hold it, one per language."""
    twins = defaultdict(list)
    keys = {page.translation_key for page in pages}
    for page in _public_texts().filter(translation_key__in=keys).select_related("locale"):
        twins[page.translation_key].append(page)
    return twins


def sections(request: HttpRequest) -> dict[str, Any]:
    return {
        "pages": PageSitemap(request),
        "classes": ClassSitemap(),
        "courses": CourseSitemap(),
        "documents": DocumentSitemap(),
        "statistics": StatisticsSitemap(),
    }


def fits_one_file(maps: dict[str, Any]) -> bool:
    return sum(one.paginator.count for one in maps.values()) <= ADDRESSES_IN_FILE
