"""The list of news with its addresses: categories, tags, agencies, years and months, feeds."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.url_routing import RouteResult

from cms.models.base import SitePage, in_own_frames
from cms.newsroom import news
from cms.newsroom.feeds import NewsAtomFeed, NewsFeed
from enrollment.views.kept import TEXT_SECONDS

if TYPE_CHECKING:
    from cms.models.news import NewsPage

CATEGORY = pgettext_lazy("address", "category/<slug:slug>/")
CATEGORY_RSS = pgettext_lazy("address", r"^category/(?P<slug>[-\w]+)/rss\.xml/?$")
CATEGORY_ATOM = pgettext_lazy("address", r"^category/(?P<slug>[-\w]+)/atom\.xml/?$")
YEAR = r"(?P<year>[12][0-9]{3})"


class FindsArticles:
    """An article is read at once with what its page shows, where Wagtail asks piece by piece."""

    def route(self: Any, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if path_components:
            # All that was cut of the picture, by one query: what Wagtail takes from its cache
            # instead it writes back there each time.
            articles = self.articles().prefetch_related("illustration__renditions")
            article = articles.filter(slug=path_components[0]).first()
            if article is not None:
                request.pages_passed = [*getattr(request, "pages_passed", ()), self]
                article._cached_parent_obj = self
                return article.route(request, path_components[1:])
        return super().route(request, path_components)


class NewsIndexPage(RoutablePageMixin, FindsArticles, SitePage):
    """All articles, newest first; by category, tag, agency, year and month."""

    kept_seconds = TEXT_SECONDS

    intro = models.CharField(_("introduction"), max_length=400, blank=True)

    content_panels = [*SitePage.content_panels, FieldPanel("intro")]
    template = "cms/news_index.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NewsPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("news list")
        verbose_name_plural = _("news lists")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return in_own_frames(super().serve_preview)(request, mode_name)

    @path("")
    def all_news(self, request: HttpRequest) -> HttpResponse:
        moved = news.moved_year(self, request)
        return moved or self._show(request, news.NewsList(self, request).everything())

    @path(CATEGORY, name="category")
    def by_category(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._show(request, news.NewsList(self, request).of_category(slug))

    @path(pgettext_lazy("address", "tag/<slug:slug>/"), name="tag")
    def by_tag(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._show(request, news.NewsList(self, request).of_tag(slug))

    @path(pgettext_lazy("address", "agency/<str:code>/"), name="agency")
    def by_agency(self, request: HttpRequest, code: str) -> HttpResponse:
        return self._show(request, news.NewsList(self, request).of_agency(code))

    @re_path(rf"^{YEAR}/$", name="year")
    def by_year(self, request: HttpRequest, year: str) -> HttpResponse:
        return self._show(request, news.NewsList(self, request).of_time(int(year)))

    @re_path(rf"^{YEAR}/(?P<month>0[1-9]|1[0-2])/$", name="month")
    def by_month(self, request: HttpRequest, year: str, month: str) -> HttpResponse:
        return self._show(request, news.NewsList(self, request).of_time(int(year), int(month)))

    @re_path(r"^rss\.xml/?$", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponse:
        return NewsFeed()(request, index=self)

    @re_path(r"^atom\.xml/?$", name="atom")
    def atom(self, request: HttpRequest) -> HttpResponse:
        return NewsAtomFeed()(request, index=self)

    @re_path(CATEGORY_RSS, name="category_feed")
    def category_feed(self, request: HttpRequest, slug: str) -> HttpResponse:
        return NewsFeed()(request, index=self, slug=slug)

    @re_path(CATEGORY_ATOM, name="category_atom")
    def category_atom(self, request: HttpRequest, slug: str) -> HttpResponse:
        return NewsAtomFeed()(request, index=self, slug=slug)

    def _show(self, request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
        return self.render(request, context_overrides=shown)

    def get_route_paths(self) -> list[str]:
        """What leads on when the list moves, beside the articles: feeds, categories, years."""
        counts = news.Counts.of(self)
        routes: list[tuple[str, list[str]]] = [("feed", []), ("atom", [])]
        for category in counts.categories:
            names = ("category", "category_feed", "category_atom")
            routes += [(name, [category.slug]) for name in names]
        routes += [("year", [str(year)]) for year in {day.year for day in counts.months}]
        with translation.override(self.locale.language_code):
            return ["/", *(f"/{self.reverse_subpage(name, args)}" for name, args in routes)]

    def route_url(self, name: str, *args: str, request: HttpRequest | None = None) -> str:
        """The address of one of the routes above."""
        return self.get_url(request) + self.reverse_subpage(name, args)

    def articles(self) -> "models.QuerySet[NewsPage]":
        """Published articles of this list with what a line of it prints."""
        return news.articles_of(self)
