"""What the list of news shows: articles of a category, a tag, an agency, a year or a month."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Count, Prefetch, QuerySet
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.images import get_image_model

from courses import vietnamese
from courses.dates import month_and_year
from enrollment.models import Agency
from enrollment.paging import page_of

if TYPE_CHECKING:
    from cms.models import NewsCategory, NewsIndexPage, NewsPage

ARTICLES_PER_PAGE = 10
TAGS_SHOWN = 20
DECEMBER = 12
# As cards show them.
CARD_PICTURE = "fill-640x400"


@dataclass(frozen=True)
class Narrowing:
    """Which articles an address asks for, and what its page is headed with."""

    heading: str = ""
    rows: dict[str, Any] = field(default_factory=dict)
    category: "NewsCategory | None" = None
    year: int | None = None
    month: int | None = None


@dataclass(frozen=True)
class Way:
    """One way to narrow the list: its name, its address and how many articles it leads to."""

    name: str
    url: str
    count: int
    is_current: bool = False
    parts: tuple["Way", ...] = ()


def articles_of(index: "NewsIndexPage") -> "QuerySet[NewsPage]":
    """Published articles of a list, newest first, with what a line of it prints."""
    pages = apps.get_model("cms", "NewsPage").objects.child_of(index).live()
    pages = pages.select_related("category", "illustration", "locale", "alias_of__locale")
    return pages.order_by("-published_at", "-pk")


def category_of(index: "NewsIndexPage", slug: str) -> "NewsCategory":
    """A category that published articles of the list have."""
    categories = apps.get_model("cms", "NewsCategory").objects
    known = categories.filter(articles__in=_public(index)).distinct()
    return get_object_or_404(known, slug=slug)


def of_category(index: "NewsIndexPage", slug: str) -> Narrowing:
    category = category_of(index, slug)
    return Narrowing(str(category), {"category": category}, category=category)


def of_tag(index: "NewsIndexPage", slug: str) -> Narrowing:
    tags = apps.get_model("cms", "NewsTag").objects
    known = tags.filter(tagged__content_object__in=_public(index)).distinct()
    tag = get_object_or_404(known, slug=slug)
    return Narrowing(_("Tag: %(tag)s") % {"tag": tag}, {"tagged__tag": tag})


def of_agency(index: "NewsIndexPage", code: str) -> Narrowing:
    """News that name an agency; an agency without any has no page here."""
    named = Agency.objects.filter(news__page__in=_public(index)).distinct()
    agency = get_object_or_404(named, code=code)
    return Narrowing(
        _("News that name: %(agency)s") % {"agency": agency}, {"named_agencies__agency": agency}
    )


def of_year(year: int, month: int | None = None) -> Narrowing:
    """Of a year or one month of it, as days are counted where the site stands."""
    first = dt.datetime(year, month or 1, 1, tzinfo=timezone.get_current_timezone())
    is_last = month in (None, DECEMBER)
    after = first.replace(year=year + 1, month=1) if is_last else first.replace(month=month + 1)
    heading = month_and_year(first.date()) if month else _("Year %(year)s") % {"year": year}
    rows = {"published_at__gte": first, "published_at__lt": after}
    return Narrowing(heading, rows, year=year, month=month)


def _public(index: "NewsIndexPage") -> "QuerySet[NewsPage]":
    """The keys of the published articles, for the conditions of other queries."""
    return articles_of(index).order_by().values("pk")


def moved_year(index: "NewsIndexPage", request: HttpRequest) -> HttpResponse | None:
    """Years once stood in the query; who kept such an address is sent on."""
    asked = request.GET.get("year", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) == len("2011")):
        raise Http404("No year.")
    return redirect(index.route_url("year", asked, request=request), permanent=True)


def list_context(
    index: "NewsIndexPage", request: HttpRequest, narrowing: Narrowing
) -> dict[str, Any]:
    articles = articles_of(index).filter(**narrowing.rows)
    page_obj = page_of(request, articles.prefetch_related(card_pictures()), ARTICLES_PER_PAGE)
    if narrowing.year and not page_obj.paginator.count:
        raise Http404("No article of this time.")
    feed, atom = _feeds(index, request, narrowing.category)
    counts = Counts.of(index)
    return {
        "narrowing": narrowing,
        "page_obj": page_obj,
        "categories": _categories(counts, index, request, narrowing.category),
        "archive": _archive(counts, index, request, narrowing),
        "tags": _tags(index, request),
        "feed_url": feed,
        "atom_url": atom,
    }


def card_pictures() -> Prefetch:
    """The illustrations in the size of cards, for all rows at once."""
    renditions = get_image_model().get_rendition_model().objects
    return Prefetch(
        "illustration__renditions",
        renditions.filter(filter_spec=CARD_PICTURE),
        to_attr="prefetched_renditions",
    )


def _feeds(index: "NewsIndexPage", request: HttpRequest, category: Any) -> tuple[str, str]:
    if category is None:
        names, args = ("feed", "atom"), []
    else:
        names, args = ("category_feed", "category_atom"), [category.slug]
    return tuple(index.route_url(name, *args, request=request) for name in names)


@dataclass(frozen=True)
class Counts:
    """How many articles each month and each category have, from one query."""

    months: Counter[dt.date]
    categories: "Counter[NewsCategory]"

    @classmethod
    def of(cls, index: "NewsIndexPage") -> "Counts":
        category = apps.get_model("cms", "NewsCategory")
        fields = ("pk", "name", "name_en", "slug")
        rows = articles_of(index).order_by().annotate(beginning=TruncMonth("published_at"))
        groups = rows.values_list("beginning", *(f"category__{name}" for name in fields))
        counts = cls(Counter(), Counter())
        for beginning, *values, count in groups.annotate(count=Count("pk")):
            counts.months[timezone.localdate(beginning)] += count
            counts.categories[category(**dict(zip(fields, values, strict=True)))] += count
        return counts


def _categories(
    counts: Counts, index: "NewsIndexPage", request: HttpRequest, current: Any
) -> list[Way]:
    ways = [
        Way(
            str(row),
            index.route_url("category", row.slug, request=request),
            count,
            is_current=row == current,
        )
        for row, count in counts.categories.items()
    ]
    return sorted(ways, key=lambda way: vietnamese.fold(way.name))


def _tags(index: "NewsIndexPage", request: HttpRequest) -> list[Way]:
    """The tags in most use, by their names."""
    tags = apps.get_model("cms", "NewsTag").objects.filter(
        tagged__content_object__in=_public(index)
    )
    rows = tags.annotate(count=Count("tagged__content_object", distinct=True))
    ways = (
        Way(row.name, index.route_url("tag", row.slug, request=request), row.count)
        for row in rows.order_by("-count", "name")[:TAGS_SHOWN]
    )
    return sorted(ways, key=lambda way: vietnamese.fold(way.name))


def _archive(
    counts: Counts, index: "NewsIndexPage", request: HttpRequest, narrowing: Narrowing
) -> list[Way]:
    """Years, the latest first, each with its months, all with their counts."""
    months: dict[int, list[Way]] = {}
    for first, count in sorted(counts.months.items(), reverse=True):
        url = index.route_url("month", str(first.year), f"{first.month:02}", request=request)
        is_current = (first.year, first.month) == (narrowing.year, narrowing.month)
        way = Way(month_and_year(first), url, count, is_current=is_current)
        months.setdefault(first.year, []).append(way)
    return [
        Way(
            str(year),
            index.route_url("year", str(year), request=request),
            sum(part.count for part in parts),
            is_current=year == narrowing.year,
            parts=tuple(parts),
        )
        for year, parts in months.items()
    ]
