"""The article of 2011 as its old site gave it out: one line of debris, then the text."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from cms.demo.source import DATA
from courses import vietnamese


@dataclass(frozen=True)
class Article:
    category: str
    title: str
    published_at: dt.datetime
    lead: str
    caption: str
    body: tuple[str, ...]


def read_article() -> Article:
    """The lines of the file in their order, each in NFC."""
    text = (DATA / "article-2011.txt").read_text(encoding="utf-8")
    lines = [vietnamese.clean_text(line) for line in text.splitlines() if line.strip()]
    _debris, category, title, date, lead, caption, *body = lines
    day = dt.datetime.strptime(date, "%d/%m/%Y %H:%M")  # noqa: DTZ007 - made aware below
    return Article(category, title, timezone.make_aware(day), lead, caption, tuple(body))
