"""News: an index with categories and years, and the articles."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.fields import StreamField

from cms import news
from cms.blocks import BodyBlock
from cms.feeds import NewsFeed
from cms.figures import Citations
from cms.models.base import SearchablePage, SitePage, in_own_frames
from courses import vietnamese
from courses.models.reference import TwoLanguages


class NewsCategory(TwoLanguages):
    """Under what an article stands; its slug is part of public addresses."""

    slug = models.SlugField(
        _("address"), unique=True, blank=True, help_text=_("Empty: made from the name.")
    )

    panels = [FieldPanel("name"), FieldPanel("name_en"), FieldPanel("slug")]

    class Meta:
        verbose_name = _("news category")
        verbose_name_plural = _("news categories")
        ordering = ["name"]

    def clean(self) -> None:
        self.name = vietnamese.clean_text(self.name)
        self.slug = self.slug or vietnamese.slug(self.name)[:50]


class NewsIndexPage(RoutablePageMixin, SitePage):
    """All articles, newest first; by category and by year."""

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
        return self.render(request, context_overrides=news.list_context(self, request))

    @path(pgettext_lazy("address", "category/<slug:slug>/"), name="category")
    def by_category(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.render(request, context_overrides=news.list_context(self, request, slug))

    @re_path(r"^rss\.xml/?$", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponse:
        return NewsFeed()(request, index=self)

    def articles(self) -> "models.QuerySet[NewsPage]":
        """Published articles of this list with what a line of it prints."""
        return (
            NewsPage.objects.child_of(self)
            .live()
            .select_related("category", "illustration", "locale", "alias_of__locale")
            .order_by("-published_at", "-pk")
        )


class NewsPage(SearchablePage):
    """One article. Its editorial date may lie years before it was typed in."""

    category = models.ForeignKey(
        NewsCategory, models.PROTECT, related_name="articles", verbose_name=_("category")
    )
    published_at = models.DateTimeField(
        _("date of the article"),
        default=timezone.now,
        help_text=_("Shown and sorted by; may lie in the past."),
    )
    lead = models.TextField(_("lead"), max_length=1000)
    illustration = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("illustration"),
    )
    illustration_alt = models.CharField(
        _("picture in words"),
        max_length=250,
        blank=True,
        help_text=_("For people who cannot see it."),
    )
    illustration_caption = models.CharField(_("caption"), max_length=250, blank=True)
    source = models.CharField(_("source or author"), max_length=200, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"))

    content_panels = [
        *SitePage.content_panels,
        FieldPanel("category"),
        FieldPanel("published_at"),
        FieldPanel("lead"),
        MultiFieldPanel(
            [
                FieldPanel("illustration"),
                FieldPanel("illustration_alt"),
                FieldPanel("illustration_caption"),
            ],
            _("Illustration"),
        ),
        FieldPanel("body"),
        FieldPanel("source"),
    ]
    template = "cms/news.html"
    parent_page_types = ["cms.NewsIndexPage"]
    subpage_types: list[str] = []
    show_in_menus_default = False

    class Meta:
        verbose_name = _("news article")
        verbose_name_plural = _("news articles")
        indexes = [models.Index(fields=["-published_at"])]

    def clean(self) -> None:
        super().clean()
        if self.illustration_id and not self.illustration_alt.strip():
            raise ValidationError({"illustration_alt": _("Say in words what the picture shows.")})

    def words(self) -> list[str]:
        body = self.body.stream_block.get_searchable_content(self.body)
        return [self.lead, self.illustration_caption, *body, self.source]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        shown = {"citations": Citations(self.body)} | news.article_context(self, request)
        return super().get_context(request, *args, **kwargs) | shown
