"""Agencies as they were on a day, found by code or name of that day; suggestions for a miss."""

import datetime as dt
import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from courses import vietnamese
from courses.dates import short_date
from enrollment.models import AgencySuccession, AgencyVersion

UNKNOWN: Final = "agency_unknown"
NOT_THEN: Final = "agency_not_then"
AMBIGUOUS: Final = "agency_ambiguous"
MOST_SUGGESTED: Final = 3
# Looking for what is alike takes its time; beyond so many names there is one box to type into.
MOST_LOOKED_FOR: Final = 60
ALIKE: Final = 0.6
# Offices are written by name or by one of these words before it.
_PREFIXES: Final = ("van phong ", "uy ban nhan dan ", "ubnd ")


class Version(NamedTuple):
    agency_id: int
    code: str
    name: str
    short_name: str
    level_id: int
    parent_id: int | None
    valid_from: dt.date
    valid_to: dt.date | None

    def holds_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)


@dataclass(frozen=True)
class Place:
    """An agency as it was, with what an enrollment keeps of it."""

    agency_id: int
    code: str
    name: str
    level_id: int
    parent_names: str


class NoPlace(Exception):
    """The text means no agency of that day; `suggested` are those that it may mean."""

    def __init__(self, code: str, text: str, suggested: tuple[Place, ...] = ()) -> None:
        super().__init__(code)
        self.code, self.text, self.suggested = code, text, suggested


class AgenciesThen:
    """All versions of all agencies, read once; `meant` is what a person has said of a text."""

    def __init__(self, meant: Mapping[str, str] | None = None) -> None:
        self._meant = dict(meant or {})
        self._of_agency: dict[int, list[Version]] = defaultdict(list)
        self._by_name: dict[str, list[Version]] = defaultdict(list)
        self._by_code: dict[str, int] = {}
        self._looked_for = 0
        self._suggested: dict[tuple[str, dt.date], tuple[Place, ...]] = {}
        self._found: dict[tuple[str, dt.date], Place | NoPlace] = {}
        self._read()

    def _read(self) -> None:
        rows = AgencyVersion.objects.order_by("agency", "valid_from").values_list(
            *("agency", "agency__code", "name", "short_name", "level", "parent"),
            *("valid_from", "valid_to"),
        )
        for version in map(Version._make, rows):
            self._of_agency[version.agency_id].append(version)
            self._by_code[vietnamese.fold(version.code)] = version.agency_id
            for name in {vietnamese.fold(version.name), vietnamese.fold(version.short_name)}:
                if name:
                    self._by_name[name].append(version)
        self._became: dict[int, set[int]] = defaultdict(set)
        pairs = AgencySuccession.objects.exclude(successor=None)
        for before, after in pairs.values_list("predecessor", "successor"):
            self._became[before].add(after)
            self._became[after].add(before)

    def find(self, text: str, day: dt.date) -> Place:
        """Raises NoPlace."""
        key = (vietnamese.fold(text), day)
        if key not in self._found:
            try:
                self._found[key] = self._find(text, day)
            except NoPlace as miss:
                self._found[key] = miss
        found = self._found[key]
        if isinstance(found, NoPlace):
            raise found
        return found

    def _find(self, text: str, day: dt.date) -> Place:
        wanted = vietnamese.fold(self._meant.get(vietnamese.fold(text), text))
        named = self._named(wanted)
        then = {version.agency_id: version for version in named if version.holds_on(day)}
        if len(then) == 1:
            return self._place(next(iter(then.values())), day)
        if then:
            places = tuple(self._place(one, day) for one in then.values())
            raise NoPlace(AMBIGUOUS, self._told_ambiguous(text), places[:MOST_SUGGESTED])
        if named:
            raise NoPlace(NOT_THEN, self._told_not_then(named[0], text), self._later(named, day))
        told = _("No agency is called “%(text)s”.") % {"text": text}
        raise NoPlace(UNKNOWN, told, self._alike(wanted, day))

    def _named(self, wanted: str) -> list[Version]:
        """By code, by name, or by name and the name of the parent behind a comma."""
        if wanted in self._by_code:
            return self._of_agency[self._by_code[wanted]]
        if wanted in self._by_name:
            return self._by_name[wanted]
        name, _comma, parent = wanted.partition(", ")
        return [one for one in self._by_name.get(name, []) if parent and self._is_in(one, parent)]

    def _is_in(self, version: Version, parent: str) -> bool:
        above = self._of_agency.get(version.parent_id or 0, [])
        return any(parent in vietnamese.fold(one.name) for one in above)

    def _told_ambiguous(self, text: str) -> str:
        return _("Several agencies are called “%(name)s”. Write the code instead.") % {"name": text}

    def _told_not_then(self, version: Version, text: str) -> str:
        first = short_date(version.valid_from)
        if version.valid_to is None:
            told = _("“%(name)s” exists since %(first)s only.")
            return told % {"name": text, "first": first}
        told = _("“%(name)s” existed from %(first)s to %(last)s.")
        return told % {"name": text, "first": first, "last": short_date(version.valid_to)}

    def _later(self, named: Iterable[Version], day: dt.date) -> tuple[Place, ...]:
        """What the agency itself was called on the day, and what it came from or became."""
        ids = dict.fromkeys(version.agency_id for version in named)
        near = [other for one in ids for other in sorted(self._became[one])]
        return tuple(self._places([*ids, *near], day))[:MOST_SUGGESTED]

    def _places(self, ids: Iterable[int], day: dt.date) -> Iterator[Place]:
        for one in dict.fromkeys(ids):
            version = next((v for v in self._of_agency[one] if v.holds_on(day)), None)
            if version:
                yield self._place(version, day)

    def _alike(self, wanted: str, day: dt.date) -> tuple[Place, ...]:
        if self._looked_for >= MOST_LOOKED_FOR:
            return ()
        self._looked_for += 1
        names = [
            name for name, found in self._by_name.items() if any(v.holds_on(day) for v in found)
        ]
        close = difflib.get_close_matches(_bare(wanted), names, n=MOST_SUGGESTED, cutoff=ALIKE)
        contained = [name for name in names if _bare(wanted) and _bare(wanted) in name]
        ids = [
            version.agency_id
            for name in [*contained[:MOST_SUGGESTED], *close]
            for version in self._by_name[name]
        ]
        return tuple(self._places(ids, day))[:MOST_SUGGESTED]

    def _place(self, version: Version, day: dt.date) -> Place:
        parents, above = [], version.parent_id
        while above is not None:
            upper = next((v for v in self._of_agency[above] if v.holds_on(day)), None)
            if upper is None:
                break
            parents.append(upper.name)
            above = upper.parent_id
        return Place(
            version.agency_id, version.code, version.name, version.level_id, ", ".join(parents)
        )


def _bare(wanted: str) -> str:
    for prefix in _PREFIXES:
        if wanted.startswith(prefix) and len(wanted) > len(prefix) + 3:
            return wanted.removeprefix(prefix)
    return wanted
