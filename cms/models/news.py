"""The articles, with what they name: other articles, agencies."""

import re
from typing import Any

from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Orderable

from cms.admin.choosers import agency_chooser
from cms.admin.forms import NewsPageForm
from cms.blocks import BodyBlock
from cms.models.base import SearchablePage, SitePage, in_own_frames
from cms.models.news_words import NewsCategory, TaggedNews
from cms.newsroom import news_article
from cms.year_figures.figures import Citations
from enrollment.models import Agency

# The address of a year; an article there would never be found.
TAKEN_SLUG = re.compile(r"[12][0-9]{3}$")


class NewsPage(RoutablePageMixin, SearchablePage):
    """One article. Its editorial date may lie years before it was typed in."""

    base_form_class = NewsPageForm

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
    illustration_source = models.CharField(
        _("source of the picture"), max_length=150, blank=True, help_text=_("Printed behind it.")
    )
    author = models.CharField(_("author"), max_length=150, blank=True)
    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("Where the text was taken from.")
    )
    source_url = models.URLField(_("address of the source"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"))
    tags = ClusterTaggableManager(
        through=TaggedNews,
        blank=True,
        verbose_name=_("tags"),
        help_text=_("A few words, with commas between them; articles that share them are related."),
    )

    content_panels = [
        *SitePage.content_panels,
        FieldRowPanel([FieldPanel("category"), FieldPanel("published_at")]),
        FieldPanel("lead"),
        MultiFieldPanel(
            [
                FieldPanel("illustration"),
                FieldPanel("illustration_alt"),
                FieldPanel("illustration_caption"),
                FieldPanel("illustration_source"),
            ],
            _("Illustration"),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("author"), FieldPanel("source"), FieldPanel("source_url")],
            _("Source and author"),
        ),
        FieldPanel("tags"),
        InlinePanel(
            "chosen_related",
            max_num=news_article.RELATED,
            heading=_("Related news"),
            label=_("Article"),
            help_text=_("What is not chosen is filled up by shared tags and category."),
        ),
        InlinePanel(
            "named_agencies", heading=_("Agencies named in the article"), label=_("Agency")
        ),
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
        if TAKEN_SLUG.match(self.slug):
            raise ValidationError({"slug": _("This is the address of the news of a year.")})

    def words(self) -> list[str]:
        body = self.body.stream_block.get_searchable_content(self.body)
        return [self.lead, self.illustration_caption, *body, self.author, self.source]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return in_own_frames(super().serve_preview)(request, mode_name)

    @path(pgettext_lazy("address", "print/"), name="print")
    def print_view(self, request: HttpRequest) -> HttpResponse:
        shown = news_article.print_context(self, request)
        return self.render(request, template="cms/news_print.html", context_overrides=shown)

    def get_route_paths(self) -> list[str]:
        """The printed sheet leads on as well when the address changes."""
        with translation.override(self.locale.language_code):
            return ["/", f"/{self.reverse_subpage('print')}"]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        shown = {"citations": Citations(self.body)} | news_article.article_context(self, request)
        return super().get_context(request, *args, **kwargs) | shown


class RelatedNews(Orderable):
    """An article that the editor has set beside another."""

    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="chosen_related")
    article = models.ForeignKey(
        NewsPage, models.CASCADE, related_name="+", verbose_name=_("article")
    )

    panels = [FieldPanel("article")]

    class Meta(Orderable.Meta):
        verbose_name = _("related article")
        verbose_name_plural = _("related articles")


class NamedAgency(Orderable):
    """An agency that an article names."""

    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="named_agencies")
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="news", verbose_name=_("agency")
    )

    panels = [FieldPanel("agency", widget=agency_chooser.widget_class)]

    class Meta(Orderable.Meta):
        verbose_name = _("agency named in an article")
        verbose_name_plural = _("agencies named in articles")
