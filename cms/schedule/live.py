"""Seats and states that follow what happens, without touching anything else of the page.

The page asks again every few seconds with what it knows. The answer is nothing, or the seats and
states alone; that classes came or went is said, and the reader decides when to look.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from courses.models import TrainingClass

# Many readers who know the same share one answer. What they see is never older than ten seconds:
# the page asks when it is shown and then again and again, and no answer is older than it was kept.
REFRESH_SECONDS: Final = 6
KEPT_SECONDS: Final = 3


@dataclass(frozen=True)
class LiveState:
    """`told` are the classes that stand on the page and may have other seats now."""

    url: str
    is_known: bool
    is_news: bool
    told: list[TrainingClass]
    seconds: int = REFRESH_SECONDS


def state_of(request: HttpRequest, classes: Sequence[TrainingClass]) -> LiveState:
    """What the page knows stands in its question: which classes, and a digest of their seats."""
    query = request.GET.copy()
    known = query.get("live", "")
    on_page = set(known.partition(".")[2].split("-"))
    now = f"{_digest(classes)}.{'-'.join(str(one.pk) for one in classes)}"
    query["live"] = now
    return LiveState(
        url=f"{request.path}?{query.urlencode()}",
        is_known=known == now,
        is_news=on_page != {str(one.pk) for one in classes},
        told=[one for one in classes if str(one.pk) in on_page],
    )


def _digest(classes: Sequence[TrainingClass]) -> str:
    seats = [
        (str(one.phase), one.seats_taken, one.seats_reserved, one.waiting_count, one.capacity)
        for one in classes
    ]
    return hashlib.sha256(repr(seats).encode()).hexdigest()[:12]
