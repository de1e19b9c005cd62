"""What the list of news shows: articles of a category, a tag, an agency, a year or a month."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.images import get_image_model

from courses.dates import month_and_year
from enrollment.models import Agency
from enrollment.paging import page_of

if TYPE_CHECKING:
    from cms.models import NewsIndexPage, NewsPage

ARTICLES_PER_PAGE = 10
TAGS_SHOWN = 20
# As cards show them.
CARD_PICTURE = "fill-640x400"


@dataclass(frozen=True)
class Narrowing:
    """Which articles an address asks for, and what its page is headed with."""

    heading: str = ""
    rows: dict[str, Any] = field(default_factory=dict)
    category: Any = None
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


def of_category(index: "NewsIndexPage", slug: str) -> Narrowing:
    found = _with_articles("NewsCategory", "articles", index)
    category = get_object_or_404(found, slug=slug)
    return Narrowing(str(category), {"category": category}, category=category)


def of_tag(index: "NewsIndexPage", slug: str) -> Narrowing:
    tag = get_object_or_404(_with_articles("NewsTag", "tagged__content_object", index), slug=slug)
    return Narrowing(_("Tag: %(tag)s") % {"tag": tag}, {"tagged__tag": tag})


def of_agency(index: "NewsIndexPage", code: str) -> Narrowing:
    """News that name an agency; an agency without any has no page here."""
    named = Agency.objects.filter(news__page__in=articles_of(index).values("pk")).distinct()
    agency = get_object_or_404(named, code=code)
    return Narrowing(
        _("News that name: %(agency)s") % {"agency": agency}, {"named_agencies__agency": agency}
    )


def of_year(index: "NewsIndexPage", year: int, month: int | None = None) -> Narrowing:
    """Of a year or one month of it, as days are counted where the site stands."""
    first = dt.datetime(year, month or 1, 1, tzinfo=timezone.get_current_timezone())
    # The last moment of the year 9999 cannot be written; 2999 is the last that addresses know.
    after = first.replace(year=year + 1) if month in (None, 12) else first.replace(month=month + 1)
    after = after.replace(month=1) if month in (None, 12) else after
    rows = {"published_at__gte": first, "published_at__lt": after}
    if not articles_of(index).filter(**rows).exists():
        raise Http404("No article of this time.")
    heading = month_and_year(first.date()) if month else _("Year %(year)s") % {"year": year}
    return Narrowing(heading, rows, year=year, month=month)


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
    articles = articles_of(index)
    page_obj = page_of(request, articles.filter(**narrowing.rows), ARTICLES_PER_PAGE)
    page_obj.object_list = with_pictures(page_obj.object_list)
    feed, atom = _feeds(index, request, narrowing.category)
    return {
        "narrowing": narrowing,
        "page_obj": page_obj,
        "categories": _categories(index, request, narrowing.category),
        "archive": _archive(index, request, narrowing),
        "tags": _tags(index, request),
        "feed_url": feed,
        "atom_url": atom,
    }


def with_pictures(articles: "Iterable[NewsPage]") -> "list[NewsPage]":
    """The articles with the pictures of their cards, asked for at once."""
    found = list(articles)
    pictures = {one.illustration_id for one in found if one.illustration_id}
    if pictures:
        known = get_image_model().objects.filter(pk__in=pictures)
        by_id = {picture.pk: picture for picture in known.prefetch_renditions(CARD_PICTURE)}
        for one in found:
            one.illustration = by_id.get(one.illustration_id)
    return found


def _feeds(index: "NewsIndexPage", request: HttpRequest, category: Any) -> tuple[str, str]:
    if category is None:
        names, args = ("feed", "atom"), []
    else:
        names, args = ("category_feed", "category_atom"), [category.slug]
    return tuple(index.route_url(name, *args, request=request) for name in names)


def _with_articles(model: str, lookup: str, index: "NewsIndexPage") -> "QuerySet[Any]":
    """Categories or tags that published articles of the list have, with how many."""
    rows = apps.get_model("cms", model).objects
    rows = rows.filter(**{f"{lookup}__in": articles_of(index).order_by().values("pk")})
    return rows.annotate(count=Count(lookup, distinct=True))


def _categories(index: "NewsIndexPage", request: HttpRequest, current: Any) -> list[Way]:
    return [
        Way(
            str(row),
            index.route_url("category", row.slug, request=request),
            row.count,
            is_current=row == current,
        )
        for row in _with_articles("NewsCategory", "articles", index)
    ]


def _tags(index: "NewsIndexPage", request: HttpRequest) -> list[Way]:
    """The tags in most use, by their names."""
    rows = _with_articles("NewsTag", "tagged__content_object", index).order_by("-count", "name")
    ways = (
        Way(row.name, index.route_url("tag", row.slug, request=request), row.count)
        for row in rows[:TAGS_SHOWN]
    )
    return sorted(ways, key=lambda way: way.name.casefold())


def _archive(index: "NewsIndexPage", request: HttpRequest, narrowing: Narrowing) -> list[Way]:
    """Years, the latest first, each with its months, all with their counts."""
    counted = (
        articles_of(index)
        .order_by()
        .annotate(beginning=TruncMonth("published_at"))
        .values_list("beginning")
        .annotate(count=Count("pk"))
        .order_by("-beginning")
    )
    months: dict[int, list[Way]] = {}
    for beginning, count in counted:
        year, month = beginning.year, beginning.month
        url = index.route_url("month", str(year), f"{month:02}", request=request)
        is_current = (year, month) == (narrowing.year, narrowing.month)
        months.setdefault(year, []).append(
            Way(month_and_year(beginning.date()), url, count, is_current=is_current)
        )
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
