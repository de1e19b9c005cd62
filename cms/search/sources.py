"""Where the things come from: of each kind what anybody may see, its words, and how it is shown.

The index only proposes. What is shown is asked for again among the public rows, so that whatever
an entry says, nothing that was withdrawn or closed comes out of it.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django.conf import settings
from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    QuerySet,
)
from django.http import HttpRequest
from django.utils import timezone

from wagtail.models import Page, PageViewRestriction

from cms import navigation
from cms.documents.library import document_url
from cms.models import ContentPage, NewsPage
from cms.models.base import SITE_ROOT_DEPTH
from cms.models.documents import public_documents
from cms.search import places
from cms.search.kinds import Kind
from courses.models import Course, TrainingClass


@dataclass(frozen=True, slots=True)
class Draft:
    """What the index is to know of one thing."""

    object_id: int
    title: str
    text: str
    day: dt.date
    languages: int


@dataclass(slots=True)
class Shown:
    """What a reader sees of one thing; `text` is what excerpts are cut from."""

    kind: Kind
    title: str
    text: str
    url: str
    language: str = ""
    day: dt.date | None = None
    training_class: TrainingClass | None = None
    note: str = ""


class Source(Protocol):
    """One kind of things. `drafts` and `shown` leave out what is not public, `ids` names the rest."""

    def ids(self) -> "QuerySet[Any]": ...

    def drafts(self, ids: Iterable[int]) -> list[Draft]: ...

    def shown(self, ids: Iterable[int], request: HttpRequest | None) -> dict[int, Shown]: ...


class Classes:
    def _public(self) -> "QuerySet[TrainingClass]":
        return TrainingClass.objects.published()

    def ids(self) -> "QuerySet[Any]":
        return self._public().values_list("pk", flat=True)

    def drafts(self, ids: Iterable[int]) -> list[Draft]:
        rows = self._public().filter(pk__in=ids).select_related("course__category", "venue")
        return [
            Draft(row.pk, row.title, _class_words(row), row.starts_on, places.every_language())
            for row in rows
        ]

    def shown(self, ids: Iterable[int], request: HttpRequest | None) -> dict[int, Shown]:
        rows = self._public().filter(pk__in=ids).select_related("course__category", "venue")
        return {
            row.pk: Shown(
                kind=Kind.CLASSES,
                title=row.title,
                text=_class_words(row),
                url=navigation.class_url(row, request),
                language=settings.LANGUAGE_CODE,
                day=row.starts_on,
                training_class=row,
            )
            for row in rows
        }


def _class_words(row: TrainingClass) -> str:
    """Nobody's name: people are no business of a search."""
    course = row.course
    told = (row.code, row.audience, row.venue.name, row.venue.address, course.name)
    return ". ".join(dict.fromkeys(part for part in (*told, course.category.name) if part))


class Courses:
    def _public(self) -> "QuerySet[Course]":
        return Course.objects.select_related("category")

    def ids(self) -> "QuerySet[Any]":
        return Course.objects.values_list("pk", flat=True)

    def drafts(self, ids: Iterable[int]) -> list[Draft]:
        published = TrainingClass.objects.published().filter(course__in=ids)
        newest = dict(published.values_list("course").annotate(Max("starts_on")))
        return [
            Draft(
                row.pk,
                row.name,
                _course_words(row),
                newest.get(row.pk, places.FIRST_DAY),
                places.every_language(),
            )
            for row in self._public().filter(pk__in=ids)
        ]

    def shown(self, ids: Iterable[int], request: HttpRequest | None) -> dict[int, Shown]:
        return {
            row.pk: Shown(
                kind=Kind.COURSES,
                title=str(row),
                text=_course_words(row),
                url=navigation.course_url(row, request),
            )
            for row in self._public().filter(pk__in=ids)
        }


def _course_words(row: Course) -> str:
    told = (row.code, row.audience, row.description, row.name_en, row.category.name)
    return ". ".join(part for part in told if part)


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
                row.pk, row.title, _page_words(row), _day_of(row.last_published_at), languages[row.pk]
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


class Documents:
    def ids(self) -> Any:
        return public_documents().values_list("pk", flat=True)

    def drafts(self, ids: Iterable[int]) -> list[Draft]:
        rows = public_documents().filter(pk__in=ids).select_related("content")
        return [
            Draft(
                row.pk,
                f"{row.title} {row.number}",
                f"{row.issued_by} {row.summary} {row.text}",
                row.dated_on,
                places.every_language(),
            )
            for row in rows
        ]

    def shown(self, ids: Iterable[int], request: HttpRequest | None) -> dict[int, Shown]:
        rows = public_documents().filter(pk__in=ids).select_related("content", "kind")
        return {
            row.pk: Shown(
                kind=Kind.DOCUMENTS,
                title=row.title,
                text=" ".join(part for part in (row.summary, row.text) if part),
                url=document_url(row, request),
                language=row.language,
                day=row.dated_on,
                note=" · ".join(part for part in (row.number, row.issued_by) if part),
            )
            for row in rows
        }


SOURCES: Final[dict[Kind, Source]] = {
    Kind.CLASSES: Classes(),
    Kind.COURSES: Courses(),
    Kind.NEWS: News(),
    Kind.PAGES: Pages(),
    Kind.DOCUMENTS: Documents(),
}
