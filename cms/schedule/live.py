"""Seats and states that follow what happens, without touching anything else of the page.

The page asks again every few seconds with what it knows. The answer is nothing, or the seats and
states alone; that classes came or went is said, and the reader decides when to look.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest

from courses.models import TrainingClass

# Many readers who know the same share one answer. What they see is never older than ten seconds:
# the page asks when it is shown and then again and again, and no answer is older than it was kept.
REFRESH_SECONDS: Final = 6
KEPT_SECONDS: Final = 3


@dataclass(frozen=True)
class LiveState:
    """`knows` names the classes and their seats as they are on the page."""

    url: str
    knows: str
    is_news: bool = False
    seconds: int = REFRESH_SECONDS


def state_of(request: HttpRequest, classes: Sequence[TrainingClass]) -> LiveState:
    knows = f"{_digest([one.pk for one in classes])}.{_digest([_seats(one) for one in classes])}"
    query = request.GET.copy()
    known = query.get("live", "")
    query["live"] = knows
    is_news = bool(known) and known.partition(".")[0] != knows.partition(".")[0]
    return LiveState(f"{request.path}?{query.urlencode()}", knows, is_news)


def knows_already(request: HttpRequest, state: LiveState) -> bool:
    """Whether nothing has changed since the page was made or last asked."""
    return request.GET.get("live") == state.knows


def _seats(one: TrainingClass) -> list[Any]:
    taken = (one.seats_taken, one.seats_reserved, one.waiting_count, one.capacity)
    return [one.pk, str(one.phase), *taken]


def _digest(values: list[Any]) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:10]
