"""All public classes in one query, small enough to be filtered and counted in memory."""

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.utils.translation import get_language

from courses import vietnamese
from courses.models import TrainingClass

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
_CATEGORY: Final = tuple(f"course__category__{name}" for name in ("position", "name", "name_en"))
_LEVEL: Final = ("code", "rank", "name", "name_en")
_GROUP: Final = "entry_rule__target_groups"
_MEANT: Final = (
    "entry_rule__only_target_groups",
    _GROUP,
    f"{_GROUP}__name",
    f"{_GROUP}__name_en",
    *(f"{_GROUP}__levels__{name}" for name in _LEVEL),
    *(f"{_GROUP}__agencies__level__{name}" for name in _LEVEL),
)


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
        return self.starts_on.isoformat()[:7]

    @property
    def year(self) -> str:
        return self.ends_on.isoformat()[:4]

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
    """Everything the public may see now; a class with several groups comes in several lines."""
    classes = TrainingClass.objects.published().with_is_free(at)
    lines = classes.order_by("starts_on", "code", "pk").values_list(*_FIELDS, *_CATEGORY, *_MEANT)
    known = _Names({}, {}, {}, {})
    rows = [
        _row(known, key, list(group))
        for key, group in itertools.groupby(lines, key=lambda line: line[: len(_FIELDS)])
    ]
    by_name = sorted(known.venues.items(), key=lambda item: vietnamese.fold(item[0]))
    return Catalogue(
        rows,
        _called(known.categories),
        {slug: name for name, slug in by_name},
        _called(known.levels) | _called(known.groups),
    )


class _Names(NamedTuple):
    """What has been met so far: addresses to names, of venues names to addresses."""

    categories: dict[str, tuple[Any, ...]]
    venues: dict[str, str]
    levels: dict[str, tuple[Any, ...]]
    groups: dict[str, tuple[Any, ...]]


def _row(known: _Names, key: tuple[Any, ...], lines: list[tuple[Any, ...]]) -> Row:
    *fields, category, venue = key
    named = lines[0][len(_FIELDS) :]
    known.categories[category] = named[: len(_CATEGORY)]
    if venue not in known.venues:
        known.venues[venue] = vietnamese.slug(venue)
    fields += [category, known.venues[venue]]
    is_only, *group = named[len(_CATEGORY) :]
    if group[0] is None:
        return Row(*fields)
    meant = {_meant(known, line[-len(_MEANT) + 1 :]) for line in lines}
    return Row(*fields, frozenset(meant), bool(is_only))


def _meant(known: _Names, group: tuple[Any, ...]) -> str:
    """The level a group names, else that of its agency, else the group itself."""
    pk, name, name_en, *levels = group
    own, of_agency = levels[: len(_LEVEL)], levels[len(_LEVEL) :]
    code, *called = own if own[0] else of_agency
    if code:
        known.levels[code] = tuple(called)
        return str(code)
    address = f"{GROUP}{pk}"
    known.groups[address] = (0, name, name_en)
    return address


def _called(named: Mapping[str, tuple[Any, ...]]) -> dict[str, str]:
    """Names in the active language by their address, in their own order."""
    is_english = get_language() == "en"
    ordered = sorted(named.items(), key=lambda item: item[1])
    return {
        address: name_en if name_en and is_english else name
        for address, (_place, name, name_en) in ordered
    }
