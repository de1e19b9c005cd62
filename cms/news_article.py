"""What an article shows beside its text: neighbors, related news, agencies, where it comes from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone

from cms import structured_data
from cms.home import coming_classes
from enrollment.models import AgencyVersion

if TYPE_CHECKING:
    from cms.models import NewsIndexPage, NewsPage

RELATED = 4
CLASSES_BESIDE = 3
NOT_CHOSEN = 99


@dataclass(frozen=True)
class Link:
    name: str
    url: str


def article_context(page: "NewsPage", request: HttpRequest) -> dict[str, Any]:
    index = page.get_parent().specific
    newer, older = neighbors(page, index)
    return {
        "category_url": index.route_url("category", page.category.slug, request=request),
        "tag_links": _tags(page, index, request),
        "agency_links": _agencies(page, index, request),
        "newer": newer,
        "older": older,
        "related": related_to(page, index),
        "next_classes": coming_classes()[:CLASSES_BESIDE],
        "print_url": page.get_url(request) + page.reverse_subpage("print"),
        "json_ld": structured_data.news_article(page, request),
    }


def print_context(page: "NewsPage", request: HttpRequest) -> dict[str, Any]:
    return {"printed_on": timezone.localdate(), "address": page.get_full_url(request)}


def neighbors(
    page: "NewsPage", index: "NewsIndexPage"
) -> "tuple[NewsPage | None, NewsPage | None]":
    """The next newer and the next older article of the list."""
    day, pk = page.published_at, page.pk or 0
    newer = Q(published_at__gt=day) | Q(published_at=day, pk__gt=pk)
    older = Q(published_at__lt=day) | Q(published_at=day, pk__lt=pk)
    articles = index.articles()
    return articles.filter(newer).order_by("published_at", "pk").first(), articles.filter(
        older
    ).first()


def related_to(page: "NewsPage", index: "NewsIndexPage") -> "list[NewsPage]":
    """What the editor chose, in that order; then by shared tags, by category, by date.

    An article chosen in another language is shown in that of the page.
    """
    keys = [row.article.translation_key for row in page.chosen_related.all()]
    tags = [tag.pk for tag in page.tags.all()]
    order = [When(translation_key=key, then=Value(place)) for place, key in enumerate(keys)]
    fits = Q(translation_key__in=keys) | Q(tagged__tag__in=tags) | Q(category=page.category_id)
    others: QuerySet[NewsPage] = index.articles().exclude(pk=page.pk).filter(fits)
    return list(
        others.annotate(
            place=Case(*order, default=Value(NOT_CHOSEN), output_field=IntegerField()),
            shared=Count("tagged", filter=Q(tagged__tag__in=tags), distinct=True),
        ).order_by("place", "-shared", "-published_at", "-pk")[:RELATED]
    )


def _tags(page: "NewsPage", index: "NewsIndexPage", request: HttpRequest) -> list[Link]:
    tags = sorted(page.tags.all(), key=lambda tag: tag.name.casefold())
    return [Link(tag.name, index.route_url("tag", tag.slug, request=request)) for tag in tags]


def _agencies(page: "NewsPage", index: "NewsIndexPage", request: HttpRequest) -> list[Link]:
    """The agencies that the article names, as they were called on its day."""
    rows = page.named_agencies.all()
    if not rows:
        return []
    day = timezone.localdate(page.published_at)
    versions = AgencyVersion.objects.valid_on(day).filter(agency__in=[r.agency_id for r in rows])
    names = dict(versions.values_list("agency", "name"))
    return [
        Link(
            names.get(row.agency_id) or row.agency.name,
            index.route_url("agency", row.agency.code, request=request),
        )
        for row in rows
    ]
