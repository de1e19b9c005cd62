"""The ways through the news, as the list offers them: categories, tags, years and months, feeds."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from courses import vietnamese
from courses.dates import month_and_year

if TYPE_CHECKING:
    from cms.models import NewsCategory, NewsIndexPage, NewsTag

TAGS_SHOWN = 20


@dataclass(frozen=True)
class Way:
    """One way to narrow the list: its name, its address and how many articles it leads to."""

    name: str
    url: str
    count: int
    is_current: bool = False
    parts: tuple["Way", ...] = ()


def time_in_words(first: dt.date, *, is_year: bool) -> str:
    return _("Year %(year)s") % {"year": first.year} if is_year else month_and_year(first)


class Ways:
    def __init__(self, index: "NewsIndexPage", request: HttpRequest) -> None:
        self.index = index
        self.request = request

    def _url(self, route: str, *args: str) -> str:
        return self.index.route_url(route, *args, request=self.request)

    def feeds(self, category: "NewsCategory | None") -> tuple[str, str]:
        """RSS and Atom."""
        if category is None:
            return self._url("feed"), self._url("atom")
        return self._url("category_feed", category.slug), self._url("category_atom", category.slug)

    def categories(
        self, counts: "Mapping[NewsCategory, int]", current: "NewsCategory | None"
    ) -> list[Way]:
        ways = (
            Way(str(row), self._url("category", row.slug), count, is_current=row == current)
            for row, count in counts.items()
        )
        return sorted(ways, key=lambda way: vietnamese.fold(way.name))

    def tags(self, counted: "QuerySet[NewsTag]") -> list[Way]:
        """The tags in most use, by their names."""
        rows = counted.order_by("-count", "name")[:TAGS_SHOWN]
        ways = (Way(row.name, self._url("tag", row.slug), row.count) for row in rows)
        return sorted(ways, key=lambda way: vietnamese.fold(way.name))

    def archive(
        self, counts: Mapping[dt.date, int], year: int | None, month: int | None
    ) -> list[Way]:
        """Years, the latest first, each with its months, all with their counts."""
        months: dict[int, list[Way]] = {}
        for first, count in sorted(counts.items(), reverse=True):
            url = self._url("month", str(first.year), f"{first.month:02}")
            is_current = (first.year, first.month) == (year, month)
            way = Way(month_and_year(first), url, count, is_current=is_current)
            months.setdefault(first.year, []).append(way)
        return [self._year(number, tuple(parts), year) for number, parts in months.items()]

    def _year(self, number: int, parts: tuple[Way, ...], current: int | None) -> Way:
        count = sum(part.count for part in parts)
        url = self._url("year", str(number))
        return Way(str(number), url, count, is_current=number == current, parts=parts)
