"""What is told of a thing: to the index, and to a reader."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet
from django.http import HttpRequest

from cms.search.kinds import Kind
from courses.models import TrainingClass


@dataclass(frozen=True, slots=True)
class Draft:
    """What the index is to know of one thing."""

    object_id: int
    title: str
    text: str
    day: dt.date
    languages: int


@dataclass(slots=True)
class Shown:
    """What a reader sees of one thing; `text` is what excerpts are cut from."""

    kind: Kind
    title: str
    text: str
    url: str
    language: str = ""
    day: dt.date | None = None
    training_class: TrainingClass | None = None
    note: str = ""


class Source(Protocol):
    """One kind of things. `ids` names what is public; the others leave out what is not."""

    def ids(self) -> "QuerySet[Any]": ...

    def drafts(self, ids: Iterable[int]) -> list[Draft]: ...

    def shown(self, ids: Iterable[int], request: HttpRequest | None) -> dict[int, Shown]: ...
