"""A page of hits as the page of the search prints them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.safestring import SafeString

from cms.search.finding import Found
from cms.search.marking import excerpt, mark
from cms.search.question import Question
from cms.search.shapes import Shown

PER_PAGE: Final = 10
# More than anyone reads; who wants more asks more exactly.
MOST_SHOWN: Final = 1_000


@dataclass(frozen=True)
class Hit:
    """Marks and excerpts are worked out only when they are printed."""

    shown: Shown
    question: Question

    @cached_property
    def title(self) -> SafeString:
        return mark(self.shown.title, self.question)

    @cached_property
    def note(self) -> SafeString:
        return mark(self.shown.note, self.question)

    @cached_property
    def excerpt(self) -> SafeString:
        return mark(excerpt(self.shown.text, self.question), self.question)


class Ranks(Sequence[Hit]):
    """All hits of a question as a list whose pages are asked for one by one."""

    def __init__(self, found: Found, *, kind: str, request: HttpRequest | None) -> None:
        self.found = found
        self.kind = kind
        self.request = request

    def __len__(self) -> int:
        return min(self.found.count(self.kind), MOST_SHOWN)

    def __getitem__(self, asked: Any) -> Any:
        if not isinstance(asked, slice):
            return self[asked : asked + 1][0]
        first, last, _step = asked.indices(len(self))
        rows = self.found.shown(first, last, kind=self.kind, request=self.request)
        return [Hit(row, self.found.question) for row in rows]


def pages(found: Found, *, kind: str = "", request: HttpRequest | None = None) -> Paginator:
    return Paginator(Ranks(found, kind=kind, request=request), PER_PAGE)
