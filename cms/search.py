"""Search over pages and classes: found without accents, the same accents first.

Each kind keeps its words in a folded column (`search_text`), so SQLite and PostgreSQL answer alike.
What is typed is text, never a query language.
"""

import re
import string
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from django import forms
from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cms import navigation
from cms.models import ContentPage, NewsPage
from courses import vietnamese
from courses.models import TrainingClass

MAX_LENGTH: Final = 100
MAX_WORDS: Final = 10
# More hits of one kind than anyone reads; the newest are kept.
MAX_HITS: Final = 300
CHARACTERS_AROUND: Final = 110
SIGNS: Final = string.punctuation + "“”\u2018’«»–—…"


class Kind(models.TextChoices):
    CLASSES = "classes", pgettext_lazy("kind of search result", "Classes")
    NEWS = "news", pgettext_lazy("kind of search result", "News")
    PAGES = "pages", pgettext_lazy("kind of search result", "Pages")


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=MAX_LENGTH, required=False, strip=True)
    kind = forms.ChoiceField(
        label=_("Only"), choices=[("", _("Everything")), *Kind.choices], required=False
    )

    def clean_q(self) -> str:
        return vietnamese.clean_text(self.cleaned_data["q"])


@dataclass(frozen=True)
class Question:
    """What somebody looks for, and from which page of the site."""

    text: str
    request: HttpRequest | None = None

    @cached_property
    def words(self) -> list[str]:
        """Folded, without the quotes and signs around them; longer questions are cut."""
        bare = (word.strip(SIGNS) for word in vietnamese.fold(self.text).split())
        return [word for word in bare if word][:MAX_WORDS]

    @cached_property
    def spelled(self) -> str:
        return spelled(self.text.strip(SIGNS))


@dataclass
class Hit:
    """One thing found. Its address and its excerpt are worked out only when they are shown."""

    kind: Kind
    title: str
    text: str
    day: date
    language: str
    find_url: Callable[[], str]
    question: Question
    training_class: TrainingClass | None = None

    @cached_property
    def url(self) -> str:
        return self.find_url()

    @cached_property
    def marked_title(self) -> SafeString:
        return mark(self.title, self.question)

    @cached_property
    def excerpt(self) -> SafeString:
        return mark(around_first_match(self.text, self.question), self.question)


def find(question: Question, *, kind: str = "") -> list[Hit]:
    """Everything public that has all the words, best first; nothing for an empty question."""
    hits: list[Hit] = []
    for one_kind, find_kind in FINDERS.items():
        if question.words and kind in ("", one_kind):
            hits += find_kind(question)
    return sorted(hits, key=_rank, reverse=True)


def _with_all(rows: models.QuerySet, words: Iterable[str]) -> models.QuerySet:
    for word in words:
        rows = rows.filter(search_text__contains=word)
    return rows


def _find_classes(question: Question) -> list[Hit]:
    found = _with_all(TrainingClass.objects.published(), question.words).select_related("venue")
    return [
        Hit(
            kind=Kind.CLASSES,
            title=row.title,
            text=". ".join(part for part in (row.code, row.audience) if part),
            day=row.starts_on,
            language=settings.LANGUAGE_CODE,
            find_url=partial(navigation.class_url, row, question.request),
            question=question,
            training_class=row,
        )
        for row in found.order_by("-starts_on")[:MAX_HITS]
    ]


def _find_news(question: Question) -> list[Hit]:
    found = _in_best_language(_with_all(NewsPage.objects.live().public(), question.words))
    return [
        _page_hit(row, Kind.NEWS, question, day=timezone.localdate(row.published_at))
        for row in found.order_by("-published_at")[:MAX_HITS]
    ]


def _find_pages(question: Question) -> list[Hit]:
    found = _in_best_language(_with_all(ContentPage.objects.live().public(), question.words))
    return [
        _page_hit(row, Kind.PAGES, question, day=timezone.localdate(row.last_published_at))
        for row in found.order_by("-last_published_at")[:MAX_HITS]
    ]


FINDERS: Final = {
    Kind.CLASSES: _find_classes,
    Kind.NEWS: _find_news,
    Kind.PAGES: _find_pages,
}


def _in_best_language(pages: Any) -> Any:
    """Pages of the active language, and others only where they have no twin in it."""
    here = models.Q(locale__language_code=get_language())
    twins = pages.model.objects.live().filter(here).values("translation_key")
    return (
        pages.filter(here | ~models.Q(translation_key__in=twins))
        .filter(models.Q(alias_of=None) | here)
        .select_related("locale", "alias_of__locale")
        .defer("body")
    )


def _page_hit(page: Any, kind: Kind, question: Question, *, day: date) -> Hit:
    return Hit(
        kind=kind,
        title=page.title,
        text=page.plain_text,
        day=day,
        language=page.text_language,
        find_url=partial(page.get_url, question.request),
        question=question,
    )


def _rank(hit: Hit) -> tuple[bool, bool, bool, bool, date]:
    """The same accents before others, the phrase before its words, the title before the text."""
    wanted, folded = hit.question.spelled, " ".join(hit.question.words)
    title, text = spelled(hit.title), spelled(f"{hit.title} {hit.text}")
    return (
        wanted in title,
        all(word in text for word in wanted.split()),
        folded in vietnamese.fold(hit.title),
        wanted in text,
        hit.day,
    )


def spelled(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _folded_letters(text: str) -> tuple[str, list[int]]:
    """The text folded letter by letter, and for each folded letter the place it stands for."""
    letters, places = [], []
    for place, letter in enumerate(text):
        folded = vietnamese.fold(letter) or " "
        letters.append(folded)
        places += [place] * len(folded)
    return "".join(letters), places


def _pattern(word: str, folded: str) -> str:
    """The whole word where the text has it, else words that begin so; never inside a word."""
    beginning = rf"(?<!\w){re.escape(word)}"
    whole = rf"{beginning}(?!\w)"
    return whole if re.search(whole, folded) else beginning


def _matches(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Where the words stand in the text, as (start, end), not overlapping."""
    folded, places = _folded_letters(text)
    longest_first = sorted(words, key=len, reverse=True)
    pattern = "|".join(_pattern(word, folded) for word in longest_first)
    return [
        (places[match.start()], places[match.end() - 1] + 1)
        for match in re.finditer(pattern, folded)
    ]


def mark(text: str, question: Question) -> SafeString:
    """The text with the words of the question in <mark>; everything else is escaped."""
    parts, end = [], 0
    for start, stop in _matches(text, question.words):
        parts.append((text[end:start], text[start:stop]))
        end = stop
    marked = format_html_join("", "{}<mark>{}</mark>", parts)
    return format_html("{}{}", marked, text[end:])


def around_first_match(text: str, question: Question) -> str:
    """A piece of the text around the first word found, cut between words."""
    first = next((start for start, _stop in _matches(text, question.words)), 0)
    start = text.rfind(" ", 0, max(first - CHARACTERS_AROUND, 0)) + 1
    stop = text.find(" ", min(first + CHARACTERS_AROUND, len(text)))
    piece = text[start:] if stop < 0 else text[start:stop]
    return ("… " if start else "") + piece + (" …" if stop >= 0 else "")
