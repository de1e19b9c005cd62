"""What the blocks of one text cite, read once for all of them; and figures frozen in a text."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.apps import apps
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from cms.year_figures.public_figures import PublicYear
from cms.year_figures.statistics import count_year, public_year
from courses.dates import short_date
from courses.models import TrainingClass

COMING, PAST = "coming", "past"
CITING: Final = ("indicator", "per")
FROZEN: Final = re.compile(
    r"(?P<value>\d+)(?:/(?P<whole>\d+))? · (?P<on>\d\d/\d\d/\d{4})"
    r" · (?P<figure>[a-z]+)-(?P<year>\d{4})(?P<closed> · closed)?"
)


@dataclass(frozen=True)
class FrozenFigure:
    """A figure of a year as it was on a day; it is stored in the text that cites it.

    `is_closed` says that it comes from the closed year; `whole` are the participations of a share.
    """

    figure: str
    year: int
    value: int
    on: dt.date
    whole: int | None = None
    is_closed: bool = False

    def __str__(self) -> str:
        share = "" if self.whole is None else f"/{self.whole}"
        closed = " · closed" if self.is_closed else ""
        return f"{self.value}{share} · {short_date(self.on)} · {self.figure}-{self.year}{closed}"

    @classmethod
    def read(cls, text: str) -> "FrozenFigure | None":
        found = FROZEN.fullmatch(text or "")
        if found is None:
            return None
        try:
            on = dt.date.fromisoformat("-".join(reversed(found["on"].split("/"))))
        except ValueError:
            return None
        whole = int(found["whole"]) if found["whole"] else None
        return cls(
            found["figure"],
            int(found["year"]),
            int(found["value"]),
            on,
            whole,
            bool(found["closed"]),
        )


def freeze(figure: str, year: int) -> FrozenFigure | None:
    """The figure of the closed year, else of this moment; None where the public sees none."""
    counted = count_year(year)
    if counted is None or counted.totals[figure].value is None:
        return None
    whole = counted.totals["participations"].value if figure == "women" else None
    return FrozenFigure(
        figure=figure,
        year=year,
        value=counted.totals[figure].value,
        on=counted.closed_on or timezone.localdate(),
        whole=whole,
        is_closed=counted.closed_on is not None,
    )


@dataclass(frozen=True)
class ClassFilter:
    """Which classes a list in a text shows."""

    state: str
    category: str
    year: int | None
    most: int

    def apply(self, classes: Any, today: dt.date) -> Any:
        if self.category:
            classes = classes.filter(course__category__slug=self.category)
        if self.year:
            classes = classes.filter(ends_on__year=self.year)
        if self.state == COMING:
            return classes.filter(ends_on__gte=today).order_by("starts_on", "code")
        return classes.filter(ends_on__lt=today).order_by("-starts_on", "-code")


class Citations:
    """Made for the body of a page; each kind of record is read once, whatever it cites."""

    def __init__(self, body: Iterable[Any] = ()) -> None:
        self.values = list(_values_in(body))
        self._years: dict[int, PublicYear | None] = {}

    @classmethod
    def of_value(cls, value: Any) -> "Citations":
        """Of one block by itself, or of a row of them."""
        found = cls()
        is_one = isinstance(value, TrainingClass | Mapping)
        found.values = [value] if is_one else list(_values_in(value or ()))
        return found

    @property
    def _structs(self) -> Iterator[Mapping[str, Any]]:
        return (value for value in self.values if isinstance(value, Mapping))

    def year(self, year: int) -> PublicYear | None:
        if year not in self._years:
            self._years[year] = public_year(year)
        return self._years[year]

    def value_of(self, indicator: int, as_of: dt.date | None = None) -> Any:
        """Of that day, or the newest; None where there is none."""
        values = self._indicator_values.get(indicator, ())
        fits = (one for one in values if as_of is None or one.as_of == as_of)
        return next(fits, None)

    @cached_property
    def _indicator_values(self) -> Mapping[int, Sequence[Any]]:
        """Of all indicators in the text and what they are parts of, the newest first."""
        cited = [value[name] for value in self._structs for name in CITING if value.get(name)]
        wanted = {one.pk for one in cited} | {one.part_of_id for one in cited if one.part_of_id}
        model = apps.get_model("cms.IndicatorValue")
        found: dict[int, list[Any]] = defaultdict(list)
        rows = model.objects.filter(indicator__in=wanted).select_related("indicator")
        for row in rows.order_by("-as_of"):
            found[row.indicator_id].append(row)
        return found

    def classes(self, wanted: ClassFilter) -> list[TrainingClass]:
        return self._class_lists.get(wanted, [])

    @cached_property
    def _class_lists(self) -> Mapping[ClassFilter, list[TrainingClass]]:
        """All lists of the text by one query, which says of each class in which of them it is."""
        lists = {filter_of(value) for value in self._structs if "most" in value}
        today, public = timezone.localdate(), TrainingClass.objects.published()
        tests = {
            f"in_list_{place}": Q(pk__in=one.apply(public, today).values("pk")[: one.most])
            for place, one in enumerate(lists)
        }
        if not tests:
            return {}
        either = Q(pk__in=[])
        for test in tests.values():
            either |= test
        marked = {
            name: ExpressionWrapper(test, output_field=BooleanField())
            for name, test in tests.items()
        }
        rows = list(public.filter(either).annotate(**marked).for_lists())
        return {
            one: _in_order(one, [row for row in rows if getattr(row, f"in_list_{place}")])
            for place, one in enumerate(lists)
        }

    def card(self, training_class: Any) -> TrainingClass | None:
        """The class with what its card prints; None for one the public may not see."""
        return self._cards.get(training_class.pk) if training_class else None

    @cached_property
    def _cards(self) -> Mapping[int, TrainingClass]:
        wanted = [one.pk for one in self.values if isinstance(one, TrainingClass)]
        return TrainingClass.objects.published().for_lists().in_bulk(wanted)


def filter_of(value: Mapping[str, Any]) -> ClassFilter:
    return ClassFilter(
        value["state"], value.get("category") or "", value.get("year"), value["most"] or 0
    )


def _in_order(wanted: ClassFilter, rows: list[TrainingClass]) -> list[TrainingClass]:
    return sorted(rows, key=lambda one: (one.starts_on, one.code), reverse=wanted.state != COMING)


def _values_in(body: Iterable[Any]) -> Iterator[Any]:
    """Values of all blocks, those within a row of figures included."""
    for block in body:
        if block.block_type == "figures":
            yield from _values_in(block.value)
        elif isinstance(block.value, TrainingClass | Mapping):
            yield block.value
