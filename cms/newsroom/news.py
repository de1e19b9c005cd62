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

from cms.newsroom import news_ways
from enrollment.models import Agency
from enrollment.paging import page_of

if TYPE_CHECKING:
    from cms.models import NewsCategory, NewsIndexPage, NewsPage

ARTICLES_PER_PAGE = 10
DECEMBER = 12
# As cards show them.
CARD_PICTURE = "fill-640x400"


@dataclass(frozen=True)
class Narrowing:
    """Which articles an address asks for, how many there are, and what its page is headed with."""

    count: int
    heading: str = ""
    rows: dict[str, Any] = field(default_factory=dict)
    category: "NewsCategory | None" = None
    year: int | None = None
    month: int | None = None
    # The page of one tag or one agency is a way's end: it offers no other tags.
    offers_tags: bool = True


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

    def within(self, year: int, month: int | None) -> int:
        days = self.months.items()
        return sum(n for day, n in days if day.year == year and month in (None, day.month))


def articles_of(index: "NewsIndexPage") -> "QuerySet[NewsPage]":
    """Published articles of a list, newest first, with what a line of it prints."""
    pages = apps.get_model("cms", "NewsPage").objects.child_of(index).live()
    pages = pages.select_related("category", "illustration", "locale", "alias_of__locale")
    return pages.order_by("-published_at", "-pk")


def with_card_pictures(articles: "QuerySet[NewsPage]") -> "QuerySet[NewsPage]":
    """The illustrations in the size of cards, for all rows at once."""
    renditions = get_image_model().get_rendition_model().objects
    return articles.prefetch_related(
        Prefetch(
            "illustration__renditions",
            renditions.filter(filter_spec=CARD_PICTURE),
            to_attr="prefetched_renditions",
        )
    )


def category_of(index: "NewsIndexPage", slug: str) -> "NewsCategory":
    """A category that published articles of the list have."""
    return get_object_or_404(_counted("cms.NewsCategory", "articles", index), slug=slug)


def _counted(model: str, lookup: str, index: "NewsIndexPage") -> "QuerySet[Any]":
    """What published articles of the list have of these, with how many."""
    public = articles_of(index).order_by().values("pk")
    rows = apps.get_model(model).objects.filter(**{f"{lookup}__in": public})
    return rows.annotate(count=Count(lookup, distinct=True))


class NewsList:
    """The list as one address asks for it; each method gives what its page shows."""

    def __init__(self, index: "NewsIndexPage", request: HttpRequest) -> None:
        self.index = index
        self.request = request
        self.counts = Counts.of(index)

    def everything(self) -> dict[str, Any]:
        return self._context(Narrowing(self.counts.months.total()))

    def of_category(self, slug: str) -> dict[str, Any]:
        for category, count in self.counts.categories.items():
            if category.slug == slug:
                rows = {"category": category}
                return self._context(Narrowing(count, str(category), rows, category=category))
        raise Http404("No article of this category.")

    def of_tag(self, slug: str) -> dict[str, Any]:
        found = _counted("cms.NewsTag", "tagged__content_object", self.index)
        tag = get_object_or_404(found, slug=slug)
        heading = _("Tag: %(tag)s") % {"tag": tag}
        return self._context(Narrowing(tag.count, heading, {"tagged__tag": tag}, offers_tags=False))

    def of_agency(self, code: str) -> dict[str, Any]:
        """News that name an agency; an agency without any has no page here."""
        agency = get_object_or_404(
            _counted(Agency._meta.label, "news__page", self.index), code=code
        )
        heading = _("News that name: %(agency)s") % {"agency": agency}
        rows = {"named_agencies__agency": agency}
        return self._context(Narrowing(agency.count, heading, rows, offers_tags=False))

    def of_time(self, year: int, month: int | None = None) -> dict[str, Any]:
        """Of a year or one month of it, as days are counted where the site stands."""
        count = self.counts.within(year, month)
        if not count:
            raise Http404("No article of this time.")
        first = dt.datetime(year, month or 1, 1, tzinfo=timezone.get_current_timezone())
        is_last = month in (None, DECEMBER)
        after = first.replace(year=year + 1, month=1) if is_last else first.replace(month=month + 1)
        heading = news_ways.time_in_words(first.date(), is_year=month is None)
        rows = {"published_at__gte": first, "published_at__lt": after}
        return self._context(Narrowing(count, heading, rows, year=year, month=month))

    def _context(self, narrowing: Narrowing) -> dict[str, Any]:
        articles = with_card_pictures(articles_of(self.index).filter(**narrowing.rows))
        ways = news_ways.Ways(self.index, self.request)
        tags = _counted("cms.NewsTag", "tagged__content_object", self.index)
        feed, atom = ways.feeds(narrowing.category)
        return {
            "narrowing": narrowing,
            "page_obj": page_of(self.request, articles, ARTICLES_PER_PAGE, count=narrowing.count),
            "categories": ways.categories(self.counts.categories, narrowing.category),
            "archive": ways.archive(self.counts.months, narrowing.year, narrowing.month),
            "tags": ways.tags(tags) if narrowing.offers_tags else [],
            "feed_url": feed,
            "atom_url": atom,
        }


def moved_year(index: "NewsIndexPage", request: HttpRequest) -> HttpResponse | None:
    """Years once stood in the query; who kept such an address is sent on."""
    asked = request.GET.get("year", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) == len("2011")):
        raise Http404("No year.")
    return redirect(index.route_url("year", asked, request=request), permanent=True)
