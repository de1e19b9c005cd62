"""What is due: the shape of one line of a home page, and the order of the lines."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone


@dataclass(frozen=True)
class Due:
    """One thing to do: until when, how many, and the one link that leads there."""

    title: str
    text: str
    url: str
    label: str
    # A day, or a moment of it.
    at: dt.date
    count: int = 0
    is_late: bool = False

    @property
    def day(self) -> dt.date:
        """The day it is due, where the site stands."""
        return timezone.localdate(self.at) if isinstance(self.at, dt.datetime) else self.at


def in_order(lines: Iterable[Due]) -> list[Due]:
    """First what should have been done before; then by day."""
    return sorted(lines, key=lambda line: (not line.is_late, line.day))
