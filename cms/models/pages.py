"""The home page and pages of plain text."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from cms.blocks import BodyBlock
from cms.front.home import home_context
from cms.models.base import SearchablePage, SitePage
from cms.year_figures.figures import Citations
from enrollment.views.kept import TEXT_SECONDS


class HomePage(SitePage):
    """What is new, what comes next, what the year brought, and the way to one's own work."""

    hero_heading = models.CharField(_("heading"), max_length=150, blank=True)
    hero_text = models.CharField(_("text below the heading"), max_length=400, blank=True)
    figures_year = models.PositiveSmallIntegerField(
        _("year of the figures"),
        null=True,
        blank=True,
        help_text=_("Empty: the last year in which a class has ended."),
    )

    lead_article = models.ForeignKey(
        "cms.NewsPage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead article"),
        help_text=_("Stands first among the news; empty: the newest one."),
    )

    content_panels = [
        *SitePage.content_panels,
        MultiFieldPanel([FieldPanel("hero_heading"), FieldPanel("hero_text")], _("Welcome")),
        FieldPanel("lead_article"),
        FieldPanel("figures_year"),
    ]
    template = "cms/home.html"
    max_count_per_parent = 1
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | home_context(self, request)

    def crumbs(self, request: HttpRequest) -> list[dict[str, str]]:
        return []


class ContentPage(SearchablePage):
    """A page of text: about us, rules of the house, personal data."""

    kept_seconds = TEXT_SECONDS

    lead = models.TextField(_("lead"), blank=True, max_length=600)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*SitePage.content_panels, FieldPanel("lead"), FieldPanel("body")]
    template = "cms/content.html"
    parent_page_types = ["cms.HomePage", "cms.ContentPage"]
    subpage_types = ["cms.ContentPage"]

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return context | {"citations": Citations(self.body)}

    def words(self) -> list[str]:
        return [self.lead, *self.body.stream_block.get_searchable_content(self.body)]
