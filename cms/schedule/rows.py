"""All public classes in two queries, small enough to be filtered and counted in memory."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import get_language

from courses import vietnamese
from courses.models import TrainingClass
from enrollment.models import EntryRule

Names = Mapping[str, str]

_FIELDS: Final = (
    "pk",
    "starts_on",
    "ends_on",
    "search_text",
    "is_free",
    "course__category__slug",
    "venue__name",
)
# Begins the address of a target group, so that no level is mistaken for it.
GROUP: Final = "group-"
_CATEGORY: Final = ("position", "name", "name_en")
_LEVEL: Final = ("code", "rank", "name", "name_en")


@dataclass(frozen=True, slots=True)
class Row:
    """What the filter asks about one class; a class without levels is for everybody.

    Target groups that name no level, such as leaders, stand among the levels under their own.
    """

    pk: int
    starts_on: dt.date
    ends_on: dt.date
    search_text: str
    is_free: bool
    category: str
    venue: str
    levels: frozenset[str] = frozenset()
    is_restricted: bool = False

    @property
    def month(self) -> str:
        return f"{self.starts_on:%Y-%m}"

    def may_join(self, level: str) -> bool:
        """Whether it is held for this group, or people of agencies of this level may come."""
        if level in self.levels or level.startswith(GROUP):
            return level in self.levels
        return not self.is_restricted or any(one.startswith(GROUP) for one in self.levels)


@dataclass(frozen=True)
class Catalogue:
    """The rows by their first day, and how values of addresses are called, in order."""

    rows: list[Row]
    categories: Names
    venues: Names
    levels: Names


def read_catalogue(at: dt.datetime) -> Catalogue:
    """Everything the public may see now."""
    fields = (*_FIELDS, *(f"course__category__{name}" for name in _CATEGORY))
    classes = TrainingClass.objects.published().with_is_free(at).order_by("starts_on", "code")
    meant, levels = _meant_levels()
    categories: dict[str, tuple[Any, ...]] = {}
    venues: dict[str, str] = {}
    rows = []
    for values in classes.values_list(*fields):
        pk, *rest, category, venue = values[: len(_FIELDS)]
        categories[category] = values[len(_FIELDS) :]
        if venue not in venues:
            venues[venue] = vietnamese.slug(venue)
        rows.append(Row(pk, *rest, category, venues[venue], *meant.get(pk, ())))
    by_name = sorted(venues.items(), key=lambda item: vietnamese.fold(item[0]))
    return Catalogue(rows, _called(categories), {slug: name for name, slug in by_name}, levels)


def _meant_levels() -> tuple[dict[int, tuple[frozenset[str], bool]], Names]:
    """For each class with target groups: whom it is for, and whether nobody else may come."""
    meant: dict[int, set[str]] = {}
    only: dict[int, bool] = {}
    levels: dict[str, tuple[Any, ...]] = {}
    groups: dict[str, tuple[Any, ...]] = {}
    for pk, is_only, group, name, name_en, *named in _groups():
        only[pk] = is_only
        code, *called = _level_of(named)
        if code:
            levels[code] = tuple(called)
        else:
            code = f"{GROUP}{group}"
            groups[code] = (0, name, name_en)
        meant.setdefault(pk, set()).add(code)
    names = _called(levels) | _called(groups)
    return {pk: (frozenset(codes), only[pk]) for pk, codes in meant.items()}, names


def _groups() -> Iterable[tuple[Any, ...]]:
    """A line for each level that a group names, itself or by its agencies."""
    own = [f"target_groups__levels__{name}" for name in _LEVEL]
    of_agencies = [f"target_groups__agencies__level__{name}" for name in _LEVEL]
    group = ("target_groups", "target_groups__name", "target_groups__name_en")
    rules = EntryRule.objects.filter(
        target_groups__isnull=False, training_class__status__in=["published", "canceled"]
    )
    return rules.values_list("training_class_id", "only_target_groups", *group, *own, *of_agencies)


def _level_of(named: list[Any]) -> list[Any]:
    """The level a group names; that of its agency where it names none."""
    own, of_agency = named[: len(_LEVEL)], named[len(_LEVEL) :]
    return own if own[0] else of_agency


def _called(named: Mapping[str, tuple[Any, ...]]) -> dict[str, str]:
    """Names in the active language by their address, in their own order."""
    is_english = get_language() == "en"
    ordered = sorted(named.items(), key=lambda item: item[1])
    return {
        address: name_en if name_en and is_english else name
        for address, (_place, name, name_en) in ordered
    }
