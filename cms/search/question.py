"""What somebody looks for, taken from what was typed: words, and phrases in quotes."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.search.kinds import Kind
from cms.search.terms import Word, pairs, words_of
from courses import vietnamese

MAX_LENGTH: Final = 100
MAX_WORDS: Final = 10
QUOTES: Final = str.maketrans(dict.fromkeys("“”„«»", '"'))
# In quotes, or written without a space: 45/2010/QĐ-UBND.
TOGETHER: Final = re.compile(r'"([^"]*)"|(\S+)')


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=MAX_LENGTH, required=False, strip=True)
    kind = forms.ChoiceField(
        label=_("Only"), choices=[("", _("Everything")), *Kind.choices], required=False
    )

    def clean_q(self) -> str:
        return vietnamese.clean_text(self.cleaned_data["q"])


@dataclass(frozen=True)
class Question:
    """Anything may be typed: what is neither letter nor digit only parts the words."""

    text: str

    @cached_property
    def words(self) -> list[Word]:
        return list(dict.fromkeys(words_of(self.text, MAX_WORDS)))

    @cached_property
    def neighbors(self) -> list[str]:
        """The pairs of words as they follow each other, wanted or not."""
        return pairs(words_of(self.text, MAX_WORDS))

    @cached_property
    def demanded(self) -> list[str]:
        """The pairs that must be there: of words typed in quotes or without a space."""
        typed = self.text.translate(QUOTES)
        found: dict[str, None] = {}
        for match in TOGETHER.finditer(typed):
            found |= dict.fromkeys(pairs(words_of(match[1] or match[2] or "", MAX_WORDS)))
        return [pair for pair in found if pair in self.neighbors]
