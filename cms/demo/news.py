"""News of the demo in two languages: the article of 2011, announcements of classes, samples."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
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
from cms.models import HomePage, NamedAgency, NewsCategory, NewsIndexPage, NewsPage, RelatedNews
from courses.models import TrainingClass
from enrollment.models import Agency, User

YEAR_SHOWN_AT_HOME = 2010
ORIGINAL, TRANSLATION = LANGUAGES = ("vi", "en")


@dataclass(frozen=True)
class People:
    """Who writes, and who makes it public: never the same."""

    writer: User
    approver: User


@dataclass(frozen=True)
class Draft:
    """An article in all languages: what they share, the words, and what follows the paragraphs."""

    shared: dict[str, Any]
    words: dict[str, dict[str, Any]]
    more: dict[str, list[dict[str, Any]]]
    tags: dict[str, list[str]] = field(default_factory=dict)
    agencies: tuple[str, ...] = ()
    related: str = ""


def load_news(*, people: People, today: dt.date) -> None:
    """Publish what is not there yet, each article with its translation or not at all."""
    index = index_of_demo()
    if index is None:
        return
    published = set(NewsPage.objects.child_of(index).values_list("slug", flat=True))
    known = data("news")
    if known["article"]["slug"] not in published:
        with transaction.atomic():
            article = _article(read_article(), known["article"], by=people.writer)
            publish(index, people, article)
            HomePage.objects.filter(figures_year=None).update(figures_year=YEAR_SHOWN_AT_HOME)
    for announcement in known["announcements"]:
        if announcement[ORIGINAL]["slug"] not in published:
            with transaction.atomic():
                publish(index, people, _announcement(announcement, today=today))


def index_of_demo() -> NewsIndexPage | None:
    indexes = NewsIndexPage.objects.filter(locale__language_code=ORIGINAL)
    return indexes.order_by("path").first()


def _article(article: Article, known: dict, *, by: User) -> Draft:
    vietnamese = {
        "slug": known["slug"],
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "illustration_alt": known["alt"],
        "illustration_caption": article.caption,
    }
    picture = store_picture(known["alt"], draw_network(), (WIDTH, HEIGHT), by=by)
    return Draft(
        shared={
            "category": category_of(name=article.category, **known["category"]),
            "published_at": article.published_at,
            "illustration": picture,
        },
        words={ORIGINAL: vietnamese, TRANSLATION: known[TRANSLATION]},
        more={language: cited_figures(heading) for language, heading in known["figures"].items()},
        tags=known["tags"],
        agencies=tuple(known["agencies"]),
    )


def _announcement(known: dict, *, today: dt.date) -> Draft:
    about = TrainingClass.objects.get(code=known["training_class"])
    card = [{"type": "training_class", "value": about.pk}]
    return Draft(
        shared={
            "category": category_of(**data("news")["category"]),
            "published_at": moment(today - dt.timedelta(days=known["days_ago"]), 8, 30),
        },
        words=known,
        more=dict.fromkeys(LANGUAGES, card),
    )


def publish(original: NewsIndexPage, people: People, draft: Draft) -> None:
    """Below the index of each language that the site has, linked as translations."""
    translation_key = uuid.uuid4()
    for language in LANGUAGES:
        index = original.get_translations(inclusive=True).filter(locale__language_code=language)
        parent = index.first()
        if parent is None:
            continue
        words = draft.words[language]
        page = NewsPage(
            locale=parent.locale,
            owner=people.writer,
            translation_key=translation_key,
            live=False,
            **draft.shared,
            **{**words, "body": body_of(words["body"], draft.more[language])},
        )
        parent.add_child(instance=page)
        _name(page, draft, draft.tags.get(language, ()))
        page.save_revision(user=people.writer).publish(user=people.approver)


def _name(page: NewsPage, draft: Draft, tags: Iterable[str]) -> None:
    page.tags.set(tags)
    known = Agency.objects.in_bulk(draft.agencies, field_name="code")
    page.named_agencies = [NamedAgency(agency=known[code]) for code in draft.agencies]
    if draft.related:
        page.chosen_related = [RelatedNews(article=NewsPage.objects.get(slug=draft.related))]


def body_of(paragraphs: Iterable[str], more: Iterable[dict[str, Any]] = ()) -> str:
    texts = ({"type": "paragraph", "value": f"<p>{escape(text)}</p>"} for text in paragraphs)
    return json.dumps([*texts, *more])


def category_of(*, slug: str, **names: str) -> NewsCategory:
    return NewsCategory.objects.get_or_create(slug=slug, defaults=names)[0]


def store_picture(title: str, jpeg: bytes, size: tuple[int, int], *, by: User) -> Image:
    """Once for each title."""
    known = Image.objects.filter(title=title[:255]).first()
    if known is not None:
        return known
    file = ContentFile(jpeg, name="drawing.jpg")
    width, height = size
    return Image.objects.create(
        title=title[:255], file=file, width=width, height=height, uploaded_by_user=by
    )
