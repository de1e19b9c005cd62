"""News for feed readers, and the map of the site for search machines."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.sitemaps import Sitemap as DjangoSitemap
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse

from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from certificates.year_book.years import years_on_record
from courses import vietnamese

if TYPE_CHECKING:
    from cms.models import NewsIndexPage, NewsPage

ITEMS = 20


class NewsFeed(Feed):
    def get_object(self, request: HttpRequest, *, index: "NewsIndexPage") -> "NewsIndexPage":
        return index

    def title(self, index: "NewsIndexPage") -> str:
        return index.title

    def description(self, index: "NewsIndexPage") -> str:
        return vietnamese.clean_text(index.intro) or index.title

    def link(self, index: "NewsIndexPage") -> str:
        return index.full_url

    def feed_url(self, index: "NewsIndexPage") -> str:
        return index.full_url + index.reverse_subpage("feed")

    def items(self, index: "NewsIndexPage") -> "list[NewsPage]":
        return list(index.articles()[:ITEMS])

    def item_title(self, item: "NewsPage") -> str:
        return item.title

    def item_description(self, item: "NewsPage") -> str:
        # Text pasted from a word processor holds control characters, which no feed can.
        return vietnamese.clean_text(item.lead)

    def item_link(self, item: "NewsPage") -> str:
        return item.full_url

    def item_pubdate(self, item: "NewsPage") -> dt.datetime:
        return item.published_at

    def item_categories(self, item: "NewsPage") -> list[str]:
        return [str(item.category)]


class StatisticsSitemap(DjangoSitemap):
    """The public figures of each year, in both languages."""

    i18n = True

    def items(self) -> list[int]:
        return [0, *(one.held.year for one in years_on_record())]

    def location(self, item: int) -> str:
        return reverse("statistics_year", args=[item]) if item else reverse("statistics")


class SiteSitemap(Sitemap):
    """All public pages in all languages; Wagtail's own stops at the language of the site root."""

    def items(self) -> Any:
        return (
            Page.objects.live()
            .public()
            .filter(depth__gte=2, alias_of=None)
            .order_by("path")
            .defer_streamfields()
            .specific()
        )
