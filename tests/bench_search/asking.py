"""What is asked, by classes of questions, and how long the answers take."""

import random
import statistics
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from cms.search.finding import find, suggest
from cms.search.hits import PER_PAGE, pages
from cms.search.question import Question
from courses import vietnamese
from tests.bench_search import words
from tests.bench_search.corpus import documents

EACH: Final = 25
TURNS: Final = 2
PAGES: Final = 20
MILLI: Final = 1_000


def questions() -> dict[str, list[str]]:
    """By class, as typed with marks; the same in every run."""
    dice = random.Random(12)
    common = [word for line in (*words.SUBJECTS, *words.ACTS) for word in line.split()]
    rare = [f"{one} {two}" for one in words.FIRST for two in words.SECOND]
    numbers = [one.number for one in documents(share=0.01)]
    subjects = [subject.replace(",", "") for subject in words.SUBJECTS]

    def made(make: Callable[[], str]) -> list[str]:
        return [make() for _turn in range(EACH)]

    return {
        "one common word": made(lambda: dice.choice(common)),
        "one rare word": made(lambda: dice.choice(words.SECOND)),
        "two common words": made(lambda: " ".join(dice.sample(common, 2))),
        "several common words": made(lambda: dice.choice(subjects)),
        "common and rare": made(lambda: f"{dice.choice(subjects)} xã {dice.choice(rare)}"),
        "phrase": made(lambda: f'"{dice.choice(subjects)}"'),
        "number": dice.sample(numbers, EACH),
        "beginning of a word": made(lambda: _cut(f"xã {dice.choice(rare)} khuyến", dice)),
        "no answer": made(lambda: f"{dice.choice(common)} xyzzy"),
        "third page": made(lambda: dice.choice(subjects)),
    }


def _cut(text: str, dice: random.Random) -> str:
    return text[: -dice.randrange(1, 4)]


def measure() -> dict[str, dict[str, dict[str, float]]]:
    """For each class, with and without marks: p50 and p95 of a whole answer, in milliseconds."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    asked = questions() | {"suggestions": _typed()}
    for name, typed in asked.items():
        ask = _suggest if name == "suggestions" else _ask(3 if name == "third page" else 1)
        for how, texts in {"marks": typed, "plain": [*map(vietnamese.fold, typed)]}.items():
            found.setdefault(name, {})[how] = _told(_times(ask, texts))
    return found


def _typed() -> list[str]:
    dice = random.Random(13)
    titles = [f"{kind} về {dice.choice(words.SUBJECTS)}" for kind, _short, _weight in words.KINDS]
    return [title[: dice.randrange(4, 30)] for title in titles for _turn in range(3)]


def _ask(number: int) -> Callable[[str], None]:
    def ask(typed: str) -> None:
        answer = pages(find(Question(typed)), request=RequestFactory().get("/search/"))
        if answer.count > (number - 1) * PER_PAGE:
            for hit in answer.page(number).object_list:
                str(hit.title + hit.excerpt)

    return ask


def _suggest(typed: str) -> None:
    suggest(Question(typed), RequestFactory().get("/search/suggestions/"))


def _times(ask: Callable[[str], None], texts: Iterable[str]) -> list[float]:
    texts = list(texts)
    for text in texts:
        ask(text)
    return [_time(lambda text=text: ask(text)) for text in texts for _turn in range(TURNS)]


def _time(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * MILLI


def _told(times: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=20, method="inclusive")
    return {"p50_ms": statistics.median(times), "p95_ms": cuts[-1], "times": times}


def measure_page() -> dict[str, float]:
    """The whole page of the search for an anonymous visitor: milliseconds and queries."""
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0].lstrip("."))
    texts = [text for texts in questions().values() for text in texts][::7][:PAGES]

    def get(text: str) -> None:
        # Pages that are kept would be timed otherwise.
        caches["pages"].clear()
        if client.get("/search/", {"q": text}).status_code != 200:
            raise RuntimeError(text)

    times = _times(get, texts)
    counts = []
    for text in texts:
        with CaptureQueriesContext(connection) as queries:
            get(text)
        counts.append(len(queries))
    told = _told(times)
    return {
        "page_p50_ms": told["p50_ms"],
        "page_p95_ms": told["p95_ms"],
        "page_queries_max": max(counts),
    }
