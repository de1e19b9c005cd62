"""News and other pages as things that are found, each in the languages it is to be had in."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.http import HttpRequest
from django.utils import timezone

from wagtail.models import Page, PageViewRestriction

from cms.models import ContentPage, NewsPage
from cms.models.base import SITE_ROOT_DEPTH
from cms.search import places
from cms.search.kinds import Kind
from cms.search.shapes import Draft, Shown


def open_pages(rows: Any) -> Any:
    """Published pages of the site that are not closed, nor below one that is."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    closing = PageViewRestriction.objects.annotate(below=path)
    closed = Exists(closing.filter(below__startswith=F("page__path")))
    return rows.filter(~closed, live=True, depth__gte=SITE_ROOT_DEPTH)


def _languages_of(pages: Iterable[Any]) -> dict[int, int]:
    """Its own language, and each other one in which the same page is not to be had."""
    pages = list(pages)
    keys = {page.translation_key for page in pages}
    twins = open_pages(Page.objects.filter(translation_key__in=keys))
    had: dict[Any, set[str]] = {}
    for key, code in twins.values_list("translation_key", "locale__language_code"):
        had.setdefault(key, set()).add(code)
    every = {code for code, _name in settings.LANGUAGES}
    return {
        page.pk: places.languages(
            {page.locale.language_code}
            | (set() if page.alias_of_id else every - had[page.translation_key])
        )
        for page in pages
    }


class News:
    def _public(self) -> Any:
        return open_pages(NewsPage.objects.all()).select_related("locale", "alias_of__locale")

    def ids(self) -> Any:
        return open_pages(NewsPage.objects.all()).values_list("pk", flat=True)

    def drafts(self, ids: Iterable[int]) -> list[Draft]:
        rows = self._public().filter(pk__in=ids).defer("body")
        languages = _languages_of(rows)
        return [
            Draft(row.pk, row.title, row.plain_text, _day_of(row.published_at), languages[row.pk])
            for row in rows
        ]

    def shown(self, ids: Iterable[int], request: HttpRequest | None) -> dict[int, Shown]:
        rows = self._public().filter(pk__in=ids).defer("body")
        return {
            row.pk: _page_shown(row, Kind.NEWS, row.plain_text, row.published_at, request)
            for row in rows
        }


class Pages:
    """All other pages; those of text with all their words, lists with their introduction."""

    def _public(self) -> Any:
        others = Page.objects.exclude(content_type__app_label="cms", content_type__model="newspage")
        return open_pages(others).select_related("locale", "alias_of__locale")

    def ids(self) -> Any:
        return self._public().values_list("pk", flat=True)

    def drafts(self, ids: Iterable[int]) -> list[Draft]:
        rows = list(self._public().filter(pk__in=ids).specific())
        languages = _languages_of(rows)
        return [
            Draft(
                row.pk,
                row.title,
                _page_words(row),
                _day_of(row.last_published_at),
                languages[row.pk],
            )
            for row in rows
        ]

    def shown(self, ids: Iterable[int], request: HttpRequest | None) -> dict[int, Shown]:
        ids = list(ids)
        texts = dict(ContentPage.objects.filter(pk__in=ids).values_list("pk", "plain_text"))
        return {
            row.pk: _page_shown(
                row, Kind.PAGES, texts.get(row.pk, ""), row.last_published_at, request
            )
            for row in self._public().filter(pk__in=ids)
        }


def _page_words(page: Any) -> str:
    text = getattr(page, "plain_text", None)
    return getattr(page, "intro", "") if text is None else text


def _page_shown(
    page: Any, kind: Kind, text: str, at: dt.datetime | None, request: HttpRequest | None
) -> Shown:
    original = page.alias_of.locale if page.alias_of_id else page.locale
    return Shown(
        kind=kind,
        title=page.title,
        text=text or page.search_description,
        url=page.get_url(request) or "",
        language=original.language_code,
        day=_day_of(at) if at else None,
    )


def _day_of(at: dt.datetime | None) -> dt.date:
    return timezone.localdate(at) if at else places.FIRST_DAY
