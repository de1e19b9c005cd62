"""Scores in words, as they stand beside the figures on a score sheet."""

from decimal import Decimal

from django.utils.translation import pgettext, pgettext_lazy

_FIGURES = (
    pgettext_lazy("figure in words", "zero"),
    pgettext_lazy("figure in words", "one"),
    pgettext_lazy("figure in words", "two"),
    pgettext_lazy("figure in words", "three"),
    pgettext_lazy("figure in words", "four"),
    pgettext_lazy("figure in words", "five"),
    pgettext_lazy("figure in words", "six"),
    pgettext_lazy("figure in words", "seven"),
    pgettext_lazy("figure in words", "eight"),
    pgettext_lazy("figure in words", "nine"),
    pgettext_lazy("figure in words", "ten"),
)


def in_words(score: Decimal) -> str:
    """A score with one decimal, as it is written beside the figures: "eight point five"."""
    whole, tenth = divmod(int(score * 10), 10)
    words = str(_FIGURES[whole]) if whole < len(_FIGURES) else str(whole)
    if not tenth:
        return words
    form = pgettext("score in words", "{whole} point {tenth}")
    return form.format(whole=words, tenth=_FIGURES[tenth])
