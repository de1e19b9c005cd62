"""What the index answers: how many of each kind, and the best, without reading the rest."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from django.db import connection
from django.http import HttpRequest
from django.utils.translation import get_language

from cms.search import places
from cms.search.expressions import Wanted, in_words_of
from cms.search.kinds import KINDS, NUMBERS, Kind
from cms.search.question import Question
from cms.search.shapes import Shown
from cms.search.sources import SOURCES
from cms.search.tables import FTS, TABLE
from cms.search.tiers import all_words, tiers_of, title_tiers

MOST_SUGGESTED: Final = 8
# One letter begins nearly everything.
LEAST_LETTERS: Final = 2
# Of a question without an answer, so many words are looked up one by one.
MOST_ALONE: Final = 4
ONE_KIND: Final = (1 << places.KIND_BITS) - 1


@dataclass(frozen=True)
class Found:
    """The answer to one question. Empty if nothing has all of its words."""

    question: Question
    counts: dict[Kind, int]
    begun: bool = False
    language: str = field(default_factory=lambda: get_language() or "")

    @cached_property
    def total(self) -> int:
        return sum(self.counts.values())

    def count(self, kind: str = "") -> int:
        return self.counts.get(Kind(kind), 0) if kind else self.total

    def shown(
        self, first: int, last: int, *, kind: str = "", request: HttpRequest | None = None
    ) -> list[Shown]:
        """The hits from rank `first` up to rank `last`, best first."""
        if not self.count(kind):
            return []
        tiers = tiers_of(self.question, begun=self.begun)
        return show(_places(tiers, self.language, first, last, kind=kind), request)


def find(question: Question) -> Found:
    """Whole words; only if nothing has them, what goes on with the last word."""
    if not question.words:
        return Found(question, {})
    found = Found(question, count(question))
    if found.total or len(question.words[-1].folded) < LEAST_LETTERS:
        return found
    return Found(question, count(question, begun=True), begun=True)


def count(question: Question, *, begun: bool = False) -> dict[Kind, int]:
    """How many things of each kind have all the words, in the language of the page."""
    wanted = Wanted(all_words(question, begun=begun))
    # Not grouped: both databases would sort all hits for it.
    each = [f"COUNT(*) FILTER (WHERE {_kind()} = {number})" for number in NUMBERS.values()]
    sql = f"SELECT {', '.join(each)} {_from(get_language())}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [in_words_of(connection, wanted)])
        numbers = cursor.fetchone()
    return {kind: number for kind, number in zip(NUMBERS, numbers, strict=True) if number}


def count_alone(question: Question) -> dict[str, int]:
    """How many have each of the words alone; for a question which nothing answers."""
    words = [word.spelled for word in question.words[:MOST_ALONE]]
    if len(words) < LEAST_LETTERS:
        return {}
    found = {word: sum(count(Question(word)).values()) for word in words}
    return {word: number for word, number in found.items() if number}


def suggest(question: Question, request: HttpRequest | None = None) -> list[Shown]:
    """Things in whose titles these words stand, the last of which may still be being typed."""
    if not question.words or len(question.words[-1].folded) < LEAST_LETTERS:
        return []
    found = _places(title_tiers(question), get_language() or "", 0, MOST_SUGGESTED)
    return show(found, request)


def show(found: list[int], request: HttpRequest | None) -> list[Shown]:
    """What stands at these places; what is public no more is left out."""
    keys = [(place.kind, place.number) for place in map(places.unpack, found)]
    shown: dict[tuple[int, int], Shown] = {}
    for kind in {kind for kind, _number in keys}:
        numbers = [number for of, number in keys if of == kind]
        rows = SOURCES[KINDS[kind]].shown(numbers, request)
        shown |= {(kind, number): row for number, row in rows.items()}
    return [shown[key] for key in keys if key in shown]


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _place() -> str:
    return "place" if _is_postgresql() else "rowid"


def _kind() -> str:
    return f"(({_place()} >> {places.KIND_SHIFT}) & {ONE_KIND})"


def _from(language: str | None) -> str:
    """The index, narrowed to what is shown in a language; the expression is the parameter."""
    bits = places.languages([language or ""]) or places.every_language()
    if _is_postgresql():
        return f"FROM {TABLE} WHERE terms @@ %s::tsquery AND (place & {bits}) > 0"
    return f"FROM {FTS} WHERE {FTS} MATCH %s AND (rowid & {bits}) > 0"


def _places(
    tiers: list[Wanted], language: str, first: int, last: int, *, kind: str = ""
) -> list[int]:
    """The places of these ranks: one statement, and no tier is asked when those before suffice."""
    narrow = f" AND {_kind()} = {NUMBERS[Kind(kind)]}" if kind else ""
    # A sum, so that PostgreSQL never walks along all places in the hope of meeting the terms.
    order = "place + 0" if _is_postgresql() else "rowid"
    tier = (
        f"SELECT place FROM (SELECT {_place()} AS place {_from(language)}{narrow}"  # noqa: S608
        f" ORDER BY {order} DESC LIMIT {last}) AS tier"
    )
    sql = f"{' UNION ALL '.join([tier] * len(tiers))} LIMIT {last - first} OFFSET {first}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [in_words_of(connection, tier) for tier in tiers])
        return [row[0] for row in cursor.fetchall()]
