"""Who sat in which class of 2010: seats of an agency dealt out to persons who came 1 to 3 times."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from cms.demo.source import chance, data

ATTEMPTS = 1000


@dataclass(frozen=True)
class Seats:
    """One person of an agency, by the codes of the classes attended."""

    agency: str
    classes: tuple[str, ...]


def seats_of_2010() -> list[Seats]:
    """All persons of the year, agency by agency; the counts of demo2010.json hold exactly."""
    rng = chance("seats of 2010")
    offered = {code: list(_offered(code)) for code in data("demo2010")["agencies"]}
    wanted = data("year2010")["persons_by_classes_attended"]
    doubles = _shares(offered, wanted["2"])
    triples = _shares(offered, wanted["3"])
    return [
        Seats(agency, classes)
        for agency, seats in offered.items()
        for classes in _deal(seats, [3] * triples[agency] + [2] * doubles[agency], rng)
    ]


def _offered(agency: str) -> Iterator[str]:
    """The agency's seats of the year: a class code once for each."""
    for held in data("demo2010")["classes"]:
        yield from [held["code"]] * held["by_agency"].get(agency, 0)


def _shares(offered: dict[str, list[str]], total: int) -> dict[str, int]:
    """Divide a number among the agencies by their seats, largest remainders first."""
    all_seats = sum(map(len, offered.values()))
    shares = {agency: total * len(seats) // all_seats for agency, seats in offered.items()}
    by_remainder = sorted(
        offered, key=lambda agency: total * len(offered[agency]) % all_seats, reverse=True
    )
    for agency in by_remainder[: total - sum(shares.values())]:
        shares[agency] += 1
    return shares


def _deal(seats: list[str], sizes: list[int], rng: random.Random) -> list[tuple[str, ...]]:
    """Groups of the given sizes and single seats; a hand that does not work out is dealt again."""
    for _attempt in range(ATTEMPTS):
        left = rng.sample(seats, len(seats))
        groups = [_take_group(left, size) for size in sizes]
        if all(groups):
            return [*groups, *((code,) for code in left)]
    raise RuntimeError("the seats cannot be dealt out")


def _take_group(left: list[str], size: int) -> tuple[str, ...]:
    """Remove seats that one person can have taken; empty when there are not enough."""
    group: list[str] = []
    for code in left:
        if len(group) < size and all(_may_meet(code, other) for other in group):
            group.append(code)
    if len(group) < size:
        return ()
    for code in group:
        left.remove(code)
    return tuple(sorted(group))


def _may_meet(one: str, other: str) -> bool:
    """Nobody takes a course twice; leaders' classes go with congresses, not with users' classes."""
    if course_of(one)["code"] == course_of(other)["code"]:
        return False
    people = data("people")
    audiences = {course_of(one)["audience"], course_of(other)["audience"]}
    if people["leaders"] not in audiences:
        return True
    return audiences <= {people["leaders"], *people["leaders_also_attend"]}


def course_of(class_code: str) -> dict:
    """The course of which the class of 2010 was one holding."""
    return next(course for course in data("courses")["courses"] if class_code in course["classes"])
