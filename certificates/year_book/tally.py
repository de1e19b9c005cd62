"""Counting participations: pure arithmetic of the yearly summary."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Participation(NamedTuple):
    """One person in one class. Agency and level as the figures are asked for: as it was on the
    day, or converted; `reason` says why it could not be converted."""

    class_id: int
    agency_id: int
    level_id: int | None
    agency_code: str
    agency_name: str
    person_id: int
    is_woman: bool
    outcome: str  # "completed", "not_completed", or "" while nothing is decided
    ranking: str
    has_certificate: bool
    groups: tuple[str, ...] = ()  # codes of the counted groups the person belongs to
    reason: str = ""


@dataclass(slots=True)
class Tally:
    """Participations count each time, persons once."""

    participations: int = 0
    women: int = 0
    certificates: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    rankings: Counter[str] = field(default_factory=Counter)
    levels: Counter[int | None] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)
    people: Counter[int] = field(default_factory=Counter)
    classes: set[int] = field(default_factory=set)

    def add(self, one: Participation) -> None:
        self.participations += 1
        self.women += one.is_woman
        self.certificates += one.has_certificate
        self.outcomes[one.outcome] += 1
        if one.ranking:
            self.rankings[one.ranking] += 1
        self.levels[one.level_id] += 1
        for group in one.groups:
            self.groups[group] += 1
        self.people[one.person_id] += 1
        self.classes.add(one.class_id)

    def counts(self) -> dict[str, int]:
        """The figures that every table has."""
        return {
            "participations": self.participations,
            "women": self.women,
            "completed": self.outcomes["completed"],
            "certificates": self.certificates,
        }

    def rest(self) -> dict[str, int]:
        """With `completed`, all participations."""
        return {
            "not_completed": self.outcomes["not_completed"],
            "undecided": self.outcomes[""],
        }

    def ranks(self) -> dict[str, int]:
        return dict(sorted(self.rankings.items()))

    def by_group(self) -> dict[str, int]:
        return dict(sorted(self.groups.items()))

    def attended(self) -> tuple[tuple[int, int], ...]:
        """How many persons came to one class, to two, and so on: (classes, persons)."""
        return tuple(sorted(Counter(self.people.values()).items()))


def tally(participations: Iterable[Participation]) -> Tally:
    """All of them in one."""
    total = Tally()
    for one in participations:
        total.add(one)
    return total


def tally_by(
    participations: Iterable[Participation], key: Callable[[Participation], Key]
) -> dict[Key, Tally]:
    """A tally for each value of the key."""
    tallies: dict[Key, Tally] = {}
    for one in participations:
        value = key(one)
        if value not in tallies:
            tallies[value] = Tally()
        tallies[value].add(one)
    return tallies
