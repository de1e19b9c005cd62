"""The words of a question, shown in what was found: the right piece of a text, marked."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cms.search.question import Question
from courses import vietnamese

CHARACTERS_AROUND: Final = 110
# Further on, nobody looks for the place where a word stands.
MOST_READ: Final = 200_000
# Of so many places with a word, the one with the most words of the question is shown.
MOST_PLACES: Final = 400


class Folding(dict[int, str]):
    """Each letter as one folded letter, so that places in both texts are the same."""

    def __missing__(self, letter: int) -> str:
        folded = vietnamese.fold(chr(letter))
        self[letter] = folded if len(folded) == 1 else chr(letter)
        return self[letter]


FOLDING: Final = Folding()


def _folded(text: str) -> str:
    return text.translate(FOLDING)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text[:MOST_READ])


def _pattern(word: str, folded: str) -> str:
    """The whole word where the text has it, else words that begin so; never inside a word."""
    beginning = rf"(?<!\w){re.escape(word)}"
    whole = rf"{beginning}(?!\w)"
    return whole if re.search(whole, folded) else beginning


def _matches(text: str, question: Question) -> Iterator[tuple[int, int]]:
    """Where the words stand in the text, as (start, end), not overlapping."""
    folded = _folded(text)
    longest_first = sorted((word.folded for word in question.words), key=len, reverse=True)
    if pattern := "|".join(_pattern(word, folded) for word in longest_first):
        yield from (match.span() for match in re.finditer(pattern, folded))


def mark(text: str, question: Question) -> SafeString:
    """The text with the words of the question in <mark>; everything else is escaped."""
    text = _composed(text)
    parts, end = [], 0
    for start, stop in _matches(text, question):
        parts.append((text[end:start], text[start:stop]))
        end = stop
    marked = format_html_join("", "{}<mark>{}</mark>", parts)
    return format_html("{}{}", marked, text[end:])


def excerpt(text: str, question: Question) -> str:
    """The piece of the text that has most words of the question, cut between words."""
    text = _composed(text)
    first = _best_place(text, question)
    start = text.rfind(" ", 0, max(first - CHARACTERS_AROUND, 0)) + 1
    stop = text.find(" ", min(first + CHARACTERS_AROUND, len(text)))
    piece = text[start:] if stop < 0 else text[start:stop]
    return ("… " if start else "") + piece + (" …" if stop >= 0 else "")


def _best_place(text: str, question: Question) -> int:
    found = list(islice(_matches(text, question), MOST_PLACES))
    small = _composed(text).lower()
    best, most = 0, (-1, -1)
    for at, (start, _stop) in enumerate(found):
        near = [small[a:b] for a, b in found[at : at + 12] if b - start <= CHARACTERS_AROUND]
        exact = {word.spelled for word in question.words} & set(near)
        worth = (len({_folded(word) for word in near}), len(exact))
        if worth > most:
            best, most = start, worth
    return best
