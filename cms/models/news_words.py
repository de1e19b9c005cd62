"""Under what an article stands: its category and its tags, both part of public addresses."""

from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel

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


class NewsTag(TagBase):
    """A word that articles share; typed by the editor, known by its slug without accents."""

    # Typed where articles are written; there is no list to keep beside.
    free_tagging = True

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def slugify(self, tag: str, i: int | None = None) -> str:
        slug = vietnamese.slug(tag)[:90] or "the"
        return slug if i is None else f"{slug}-{i}"


class TaggedNews(ItemBase):
    tag = models.ForeignKey(NewsTag, models.CASCADE, related_name="tagged")
    content_object = ParentalKey("cms.NewsPage", on_delete=models.CASCADE, related_name="tagged")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "content_object"], name="news_tagged_once"),
        ]
