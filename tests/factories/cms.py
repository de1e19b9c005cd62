"""Unsurprising pages; each stands below the page tree that `setup_site` makes."""

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
