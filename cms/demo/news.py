"""News of the demo in two languages: the article of 2011, announcements of classes."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.html import escape

from wagtail.images.models import Image

from cms.demo.article import Article, read_article
from cms.demo.figures import cited_figures
from cms.demo.opening import moment
from cms.demo.picture import HEIGHT, WIDTH, draw_network
from cms.demo.source import data
from cms.models import HomePage, NewsCategory, NewsIndexPage, NewsPage
from courses.models import TrainingClass
from enrollment.models import User

YEAR_SHOWN_AT_HOME = 2010
ORIGINAL, TRANSLATION = "vi", "en"


def load_news(*, by: User, today: dt.date) -> None:
    """Publish what is not there yet, each article with its translation or not at all."""
    indexes = NewsIndexPage.objects.filter(locale__language_code=ORIGINAL)
    index = indexes.order_by("path").first()
    if index is None:
        return
    published = set(NewsPage.objects.child_of(index).values_list("slug", flat=True))
    known = data("news")
    if known["article"]["slug"] not in published:
        with transaction.atomic():
            _publish_article(index, read_article(), known["article"], by=by)
            HomePage.objects.filter(figures_year=None).update(figures_year=YEAR_SHOWN_AT_HOME)
    for announcement in known["announcements"]:
        if announcement[ORIGINAL]["slug"] not in published:
            with transaction.atomic():
                _publish_announcement(index, announcement, by=by, today=today)


def _publish_article(index: NewsIndexPage, article: Article, known: dict, *, by: User) -> None:
    shared = {
        "category": _category(name=article.category, **known["category"]),
        "published_at": article.published_at,
        "illustration": _picture(known["alt"], by=by),
    }
    vietnamese = {
        "slug": known["slug"],
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "illustration_alt": known["alt"],
        "illustration_caption": article.caption,
    }
    words = {ORIGINAL: vietnamese, TRANSLATION: known[TRANSLATION]}
    more = {language: cited_figures(heading) for language, heading in known["figures"].items()}
    _publish(index, by, shared, words, more)


def _publish_announcement(index: NewsIndexPage, known: dict, *, by: User, today: dt.date) -> None:
    shared = {
        "category": _category(**data("news")["category"]),
        "published_at": moment(today - dt.timedelta(days=known["days_ago"]), 8, 30),
    }
    about = TrainingClass.objects.get(code=known["training_class"])
    card = [{"type": "training_class", "value": about.pk}]
    _publish(index, by, shared, known, {ORIGINAL: card, TRANSLATION: card})


def _publish(
    original: NewsIndexPage,
    by: User,
    shared: dict[str, Any],
    words: dict[str, Any],
    more: dict[str, list[dict[str, Any]]],
) -> None:
    """The article below the index of each language that the site has, linked as translations.

    `more` are the blocks below its paragraphs.
    """
    translation_key = uuid.uuid4()
    for language in (ORIGINAL, TRANSLATION):
        index = original.get_translations(inclusive=True).filter(locale__language_code=language)
        parent = index.first()
        if parent is None:
            continue
        text = {**words[language], "body": _body(words[language]["body"], more[language])}
        page = NewsPage(
            locale=parent.locale, owner=by, translation_key=translation_key, **shared, **text
        )
        parent.add_child(instance=page)
        page.save_revision(user=by).publish(user=by)


def _body(paragraphs: Iterable[str], more: Iterable[dict[str, Any]]) -> str:
    texts = ({"type": "paragraph", "value": f"<p>{escape(text)}</p>"} for text in paragraphs)
    return json.dumps([*texts, *more])


def _category(*, slug: str, **names: str) -> NewsCategory:
    return NewsCategory.objects.get_or_create(slug=slug, defaults=names)[0]


def _picture(title: str, *, by: User) -> Image:
    file = ContentFile(draw_network(), name="network.jpg")
    return Image.objects.create(
        title=title[:255], file=file, width=WIDTH, height=HEIGHT, uploaded_by_user=by
    )
