"""What the news pages show: one page of the list, one article with its neighbors."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from cms import structured_data
from cms.home import coming_classes
from enrollment.paging import page_of

if TYPE_CHECKING:
    from cms.models import NewsIndexPage, NewsPage

ARTICLES_PER_PAGE = 10
RELATED = 3
CLASSES_BESIDE = 3


def list_context(index: "NewsIndexPage", request: HttpRequest, slug: str = "") -> dict[str, Any]:
    """Articles of a category, if one is named, and of a year, if the address asks for one."""
    articles = index.articles()
    categories = apps.get_model("cms.NewsCategory").objects.filter(articles__in=articles)
    category = get_object_or_404(categories.distinct(), slug=slug) if slug else None
    if category:
        articles = articles.filter(category=category)
    years = [day.year for day in articles.datetimes("published_at", "year", order="DESC")]
    year = _chosen_year(request, years)
    if year:
        articles = articles.filter(published_at__year=year)
    return {
        "category": category,
        "categories": [(row, _category_url(index, request, row)) for row in categories.distinct()],
        "years": [str(number) for number in years],
        "year": str(year or ""),
        "page_obj": page_of(request, articles, ARTICLES_PER_PAGE),
        "feed_url": index.get_url(request) + index.reverse_subpage("feed"),
    }


def _chosen_year(request: HttpRequest, years: list[int]) -> int | None:
    asked = request.GET.get("year", "")
    if not asked:
        return None
    chosen = next((year for year in years if str(year) == asked), None)
    if chosen is None:
        raise Http404("No article of this year.")
    return chosen


def _category_url(index: "NewsIndexPage", request: HttpRequest, category: Any) -> str:
    return index.get_url(request) + index.reverse_subpage("category", [category.slug])


def article_context(page: "NewsPage", request: HttpRequest) -> dict[str, Any]:
    index = page.get_parent().specific
    others = index.articles().exclude(pk=page.pk)
    return {
        "category_url": _category_url(index, request, page.category),
        "next_classes": coming_classes()[:CLASSES_BESIDE],
        "related": others.filter(category=page.category)[:RELATED],
        "json_ld": structured_data.news_article(page, request),
    }
