"""A chart with the table of its figures, as the page of a year shows it.

Each figure names the list behind it: `which` and `key` as `year_book.lists` takes them.
"""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from certificates.documents.shared import grouped


@dataclass(frozen=True)
class Figure:
    """A number that leads to its list; a text without `which` leads nowhere."""

    shown: str
    which: str = ""
    key: str = ""


@dataclass(frozen=True)
class Row:
    label: str
    figures: tuple[Figure, ...]
    url_year: int | None = None  # a row of another year leads to that year


@dataclass(frozen=True)
class Panel:
    """A chart with the table of its figures beside it."""

    slug: str
    title: str
    chart: SafeString
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    note: str = ""


def linked(count: int, which: str, key: str = "") -> Figure:
    """Nothing is behind a zero."""
    return Figure(grouped(count), which, key) if count else Figure(grouped(count))
