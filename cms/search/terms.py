"""Text as terms: what is stored with a thing, and what is asked for, made by the same functions.

tap         a word, folded: without case, marks, and with d for đ
=tập        the word as it is spelled, when that says more than the folded one
+tap_huan   two words that stand beside each other
#tap #=tập  the same of the title
"""

import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from courses import vietnamese

WORD: Final = re.compile(r"[^\W_]+")
# Letters that nobody sees go, and those that are typed for đ become it.
CLEAN: Final = vietnamese.INVISIBLE | vietnamese.DJ_LOOKALIKES
LONGEST_WORD: Final = 40
# More than two hundred pages; of a longer text the beginning is found.
MOST_WORDS: Final = 100_000
# PostgreSQL keeps at most one megabyte of terms with a row.
MOST_PAIRS: Final = 30_000
MOST_SPELLINGS: Final = 15_000


class Word(NamedTuple):
    """A word as it is spelled, in small letters with the tone in its new place, and folded."""

    spelled: str
    folded: str

    @property
    def has_marks(self) -> bool:
        return self.spelled != self.folded


def words_of(text: str, most: int = MOST_WORDS) -> list[Word]:
    """The words of a text in its order; signs are no part of any."""
    small = unicodedata.normalize("NFC", text.translate(CLEAN)).lower()
    found = (match.group() for match in WORD.finditer(small))
    return [
        word for _turn, raw in zip(range(most), found, strict=False) if (word := _word(raw)).folded
    ]


@functools.lru_cache(maxsize=65_536)
def _word(raw: str) -> Word:
    spelled = vietnamese.new_tone_place(raw)
    folded = "".join(WORD.findall(vietnamese.fold(raw)))
    return Word(spelled[:LONGEST_WORD], folded[:LONGEST_WORD])


def entry_terms(title: str, text: str) -> list[str]:
    """All terms of a thing with this title and this text, in a lasting order."""
    of_title = words_of(title)
    of_all = [*of_title, *words_of(text)]
    found = {"#" + term for term in _terms(of_title)}
    return sorted(found | _terms(of_all))


def _terms(words: Sequence[Word]) -> set[str]:
    distinct = set(words)
    spellings = sorted(word.spelled for word in distinct if word.has_marks)
    return (
        {word.folded for word in distinct}
        | {"=" + spelled for spelled in spellings[:MOST_SPELLINGS]}
        | set(pairs(words)[:MOST_PAIRS])
    )


def pairs(words: Sequence[Word]) -> list[str]:
    """Each two neighbors as one term, in the order of the text, each once."""
    return list(dict.fromkeys(f"+{one.folded}_{next_.folded}" for one, next_ in pairwise(words)))


def spellings(words: Iterable[Word]) -> list[str]:
    """Of the words which are typed with marks, the exact spelling; without marks, none is meant."""
    return ["=" + word.spelled for word in words if word.has_marks]
