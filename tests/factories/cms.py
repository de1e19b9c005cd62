"""Unsurprising pages; each stands below the page tree that `setup_site` makes."""

import datetime as dt
import json

import factory
import wagtail_factories
from factory.django import DjangoModelFactory

from django.utils import timezone

from cms import models


def paragraphs(*texts: str) -> str:
    return json.dumps([{"type": "paragraph", "value": f"<p>{text}</p>"} for text in texts])


class NewsCategoryFactory(DjangoModelFactory):
    class Meta:
        model = models.NewsCategory

    name = factory.Sequence(lambda n: f"Chuyên mục {n}")
    slug = factory.Sequence(lambda n: f"chuyen-muc-{n}")


class ImageFactory(wagtail_factories.ImageFactory):
    """A small picture."""

    title = factory.Sequence(lambda n: f"Ảnh {n}")


class NewsPageFactory(wagtail_factories.PageFactory):
    """A published article in the Vietnamese list, without a picture."""

    class Meta:
        model = models.NewsPage

    title = factory.Sequence(lambda n: f"Bài viết {n}")
    slug = ""
    category = factory.SubFactory(NewsCategoryFactory)
    published_at = factory.LazyFunction(timezone.now)
    lead = "Tóm tắt của bài viết."
    body = paragraphs("Nội dung của bài viết.")
    parent = factory.LazyFunction(
        lambda: models.NewsIndexPage.objects.get(locale__language_code="vi")
    )


class IndicatorFactory(DjangoModelFactory):
    """A count of machines; its value as of the last day of 2010 is given as `value`."""

    class Meta:
        model = models.Indicator
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"chi-tieu-{n}")
    name = factory.Sequence(lambda n: f"Chỉ tiêu {n}")
    name_en = factory.Sequence(lambda n: f"Indicator {n}")
    unit = "máy"
    unit_en = "machines"

    @factory.post_generation
    def value(self, create, value, **others):
        if create and value is not None:
            day = others.pop("as_of", dt.date(2010, 12, 31))
            models.IndicatorValue.objects.create(indicator=self, as_of=day, value=value, **others)


def body_of(*blocks: tuple[str, object]) -> str:
    """The body of a page of blocks of these kinds."""
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])
