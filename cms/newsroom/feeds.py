"""News for feed readers."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from cms.newsroom import news
from courses import vietnamese

if TYPE_CHECKING:
    from cms.models import NewsCategory, NewsIndexPage, NewsPage

ITEMS = 20
NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class FeedOf:
    """What a feed is about: a list of news, or one category of it."""

    index: "NewsIndexPage"
    category: "NewsCategory | None"


def plain(text: str) -> str:
    """Without what no XML can hold: text from a word processor brings control characters along."""
    return NO_CHARACTER.sub("", vietnamese.clean_text(text))


class NewsFeed(Feed):
    """The newest articles, without anything that a feed cannot hold."""

    feed_route = "feed"

    def get_object(self, request: HttpRequest, *, index: "NewsIndexPage", slug: str = "") -> FeedOf:
        return FeedOf(index, news.category_of(index, slug) if slug else None)

    def title(self, of: FeedOf) -> str:
        title = f"{of.category} | {of.index.title}" if of.category else of.index.title
        return plain(title)

    def description(self, of: FeedOf) -> str:
        return plain(of.index.intro) or self.title(of)

    subtitle = description

    def link(self, of: FeedOf) -> str:
        return self._address(of, "category") if of.category else of.index.full_url

    def feed_url(self, of: FeedOf) -> str:
        return self._address(of, f"category_{self.feed_route}" if of.category else self.feed_route)

    def _address(self, of: FeedOf, route: str) -> str:
        args = [of.category.slug] if of.category else []
        return of.index.full_url + of.index.reverse_subpage(route, args)

    def items(self, of: FeedOf) -> "list[NewsPage]":
        articles = of.index.articles()
        if of.category:
            articles = articles.filter(category=of.category)
        return list(articles.prefetch_related("tagged__tag")[:ITEMS])

    def item_title(self, item: "NewsPage") -> str:
        return plain(item.title)

    def item_description(self, item: "NewsPage") -> str:
        return plain(item.lead)

    def item_link(self, item: "NewsPage") -> str:
        return item.full_url

    # Readers know an article by it, so it stays when the address changes.
    item_guid_is_permalink = False

    def item_guid(self, item: "NewsPage") -> str:
        return item.translation_key.urn

    def item_pubdate(self, item: "NewsPage") -> dt.datetime:
        return timezone.localtime(item.published_at)

    def item_updateddate(self, item: "NewsPage") -> dt.datetime:
        return timezone.localtime(item.last_published_at or item.published_at)

    def item_author_name(self, item: "NewsPage") -> str:
        return plain(item.author or item.source)

    def item_categories(self, item: "NewsPage") -> list[str]:
        words = [str(item.category), *(row.tag.name for row in item.tagged.all())]
        return [plain(word) for word in words]


class NewsAtomFeed(NewsFeed):
    feed_type = Atom1Feed
    feed_route = "atom"
