"""What an article shows beside its text: tags, agencies, neighbors, related news.

Readers get all of it from three queries; a preview shows what the editor has typed so far.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest
from django.utils import timezone

from cms import structured_data
from courses import vietnamese
from enrollment.models import AgencyVersion

if TYPE_CHECKING:
    from cms.models import NewsIndexPage, NewsPage

RELATED = 4
NOT_CHOSEN = 99
LANGUAGE_OF_TEXT = ("locale", "alias_of__locale")
LINE = (
    *("title", "published_at", "url_path", "translation_key", "category"),
    *("locale", "locale__language_code"),
    *("alias_of", "alias_of__locale", "alias_of__locale__language_code"),
)


@dataclass(frozen=True)
class Named:
    """What the editor has named: tags as (slug, name), agencies as (code, name), articles."""

    tags: list[tuple[str, str]]
    agencies: list[tuple[str, str]]
    chosen: list[uuid.UUID]


@dataclass(frozen=True)
class Beside:
    newer: "NewsPage | None"
    older: "NewsPage | None"
    related: "list[NewsPage]"


@dataclass(frozen=True)
class Link:
    name: str
    url: str


def article_context(page: "NewsPage", request: HttpRequest) -> dict[str, Any]:
    index = page.get_parent().specific
    is_preview = getattr(request, "is_preview", False)
    named = _typed(page) if is_preview else _stored(page)
    beside = _beside(page, index, named)

    def links(route: str, rows: list[tuple[str, str]]) -> list[Link]:
        return [Link(name, index.route_url(route, key, request=request)) for key, name in rows]

    return {
        "category_url": index.route_url("category", page.category.slug, request=request),
        "tag_links": links("tag", named.tags),
        "agency_links": links("agency", named.agencies),
        "newer": beside.newer,
        "older": beside.older,
        "related": beside.related,
        "print_url": page.get_url(request) + page.reverse_subpage("print"),
        "json_ld": structured_data.news_article(page, request),
    }


def print_context(page: "NewsPage", request: HttpRequest) -> dict[str, Any]:
    return {"printed_on": timezone.localdate(), "address": page.get_full_url(request)}


def _typed(page: "NewsPage") -> Named:
    """As the page is held in memory."""
    agencies = [row.agency for row in page.named_agencies.all()]
    return Named(
        _sorted((tag.slug or vietnamese.slug(tag.name), tag.name) for tag in page.tags.all()),
        [(agency.code, agency.name) for agency in agencies],
        [row.article.translation_key for row in page.chosen_related.all()],
    )


def _stored(page: "NewsPage") -> Named:
    """The same from one query; agencies as they were called on the day of the article."""
    tags = _rows("TaggedNews", "tag", F("tag__slug"), F("tag__name"), content_object=page)
    name = Coalesce(_name_on(timezone.localdate(page.published_at)), F("agency__name"))
    agencies = _rows("NamedAgency", "agency", F("agency__code"), name, page=page)
    key = Cast("article__translation_key", CharField())
    chosen = _rows("RelatedNews", "chosen", key, Value(""), page=page)
    found: dict[str, list[tuple[str, str]]] = {"tag": [], "agency": [], "chosen": []}
    for kind, _place, _pk, key, name in sorted(tags.union(agencies, chosen, all=True)):
        found[kind].append((key, name))
    return Named(
        _sorted(found["tag"]), found["agency"], [uuid.UUID(key) for key, _name in found["chosen"]]
    )


def _rows(model: str, kind: str, key: Any, name: Any, **of: Any) -> QuerySet[Any]:
    rows = apps.get_model("cms", model).objects.filter(**of).order_by()
    has_place = model != "TaggedNews"
    place = Coalesce(F("sort_order"), 0) if has_place else Value(0)
    return rows.annotate(kind=Value(kind), place=place, key=key, word=name).values_list(
        "kind", "place", "pk", "key", "word"
    )


def _name_on(day: dt.date) -> Subquery:
    versions = AgencyVersion.objects.valid_on(day).filter(agency=OuterRef("agency"))
    return Subquery(versions.values("name")[:1])


def _sorted(tags: Any) -> list[tuple[str, str]]:
    return sorted(tags, key=lambda tag: vietnamese.fold(tag[1]))


def _beside(page: "NewsPage", index: "NewsIndexPage", named: Named) -> Beside:
    """Neighbors by the day; related ones as chosen, then by shared tags, by category, by day.

    An article chosen in another language is shown in that of the page.
    """
    others = _lines(index).exclude(pk=page.pk)
    newer, older = _neighbors(page, others)
    slugs = [slug for slug, _name in named.tags]
    chosen = [When(translation_key=key, then=Value(n)) for n, key in enumerate(named.chosen)]
    sharing = apps.get_model("cms", "TaggedNews").objects.filter(tag__slug__in=slugs)
    fits = Q(category=page.category_id)
    if chosen:
        fits |= Q(translation_key__in=named.chosen)
    if slugs:
        fits |= Q(pk__in=sharing.values("content_object"))
    related = others.filter(fits).annotate(
        place=Case(*chosen, default=Value(NOT_CHOSEN), output_field=IntegerField()),
        shared=_count(sharing.filter(content_object=OuterRef("pk"))) if slugs else Value(0),
    )
    order = ("place", "-shared", "-published_at", "-pk")
    return Beside(newer, older, list(related.order_by(*order)[:RELATED]))


def _lines(index: "NewsIndexPage") -> "QuerySet[NewsPage]":
    """No more of each article than its title, its day and its address."""
    return index.articles().select_related(None).select_related(*LANGUAGE_OF_TEXT).only(*LINE)


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("content_object").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)


def _neighbors(
    page: "NewsPage", others: "QuerySet[NewsPage]"
) -> "tuple[NewsPage | None, NewsPage | None]":
    """The next newer and the next older article of the list."""
    day, pk = page.published_at, page.pk or 0
    newer = others.filter(Q(published_at__gt=day) | Q(published_at=day, pk__gt=pk))
    older = others.filter(Q(published_at__lt=day) | Q(published_at=day, pk__lt=pk))
    nearest = (newer.order_by("published_at", "pk"), older)
    either = [Q(pk=Subquery(rows.values("pk")[:1])) for rows in nearest]
    found = {
        (one.published_at, one.pk) > (day, pk): one
        for one in others.filter(Q(*either, _connector=Q.OR))
    }
    return found.get(True), found.get(False)
