"""The invented people: names, sex, birth, position; and their records."""

import datetime as dt
import random
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cms.demo.seating import Seats, course_of, seats_of_2010
from cms.demo.source import chance, data, lasting_id
from courses import vietnamese
from enrollment.models import Affiliation, Agency, CountedGroup, GroupMember, Trainee

FEMALE, MALE = Trainee.Gender.FEMALE.value, Trainee.Gender.MALE.value
KNOWN_BY_YEAR_ONLY = 0.12
WITH_EMAIL = 0.3


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist; `key` recognizes the record at the next load."""

    key: str
    agency: str
    position: str
    full_name: str
    gender: str
    birth_year: int
    birth_date: dt.date | None
    email: str
    works_since: int
    classes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    @property
    def public_id(self) -> uuid.UUID:
        return lasting_id(self.key)


def people_of_2010() -> list[Person]:
    """The persons behind the participations of 2010, with exactly as many women as known."""
    rng = chance("people of 2010")
    seats = seats_of_2010()
    women = _choose(seats, data("year2010")["participations_of_women"], rng)
    groups = _groups_of(seats)
    names = _names([FEMALE if n in women else MALE for n in range(len(seats))], rng)
    levels = {code: known["level"] for code, known in data("demo2010")["agencies"].items()}
    return [
        _invent(
            key=f"2010/{number}",
            agency=one.agency,
            position=_position(one.classes[0], levels[one.agency], rng),
            full_name=name,
            gender=FEMALE if number in women else MALE,
            born=_years_of_birth(one.classes[0]),
            works_since=(2004, 2009),
            classes=one.classes,
            groups=groups[number],
            rng=rng,
        )
        for number, (one, name) in enumerate(zip(seats, names, strict=True))
    ]


def people_of_today(staff: dict[str, int]) -> list[Person]:
    """So many persons of each agency, one agency after the other in turn."""
    rng = chance("people of today")
    places = [code for turn in range(max(staff.values())) for code in staff if turn < staff[code]]
    genders = rng.choices([FEMALE, MALE], k=len(places))
    names = _names(genders, rng)
    return [
        _invent(
            key=f"today/{number}",
            agency=agency,
            position=rng.choice(data("people")["positions_today"]),
            full_name=name,
            gender=gender,
            born=(1972, 2001),
            works_since=(2012, 2023),
            rng=rng,
        )
        for number, (agency, gender, name) in enumerate(zip(places, genders, names, strict=True))
    ]


def store(people: Iterable[Person]) -> dict[str, Trainee]:
    """The records of the people, by key; those of an earlier load are left as they are."""
    by_id = {person.public_id: person for person in people}
    agencies = Agency.objects.in_bulk(field_name="code")
    with transaction.atomic():
        known = Trainee.objects.in_bulk(by_id, field_name="public_id")
        missing = [person for public_id, person in by_id.items() if public_id not in known]
        new = Trainee.objects.bulk_create(map(_trainee, missing))
        Affiliation.objects.bulk_create(
            Affiliation(
                trainee=trainee,
                agency=agencies[person.agency],
                position=person.position,
                valid_from=dt.date(person.works_since, 1, 1),
            )
            for trainee, person in zip(new, missing, strict=True)
        )
        counted = CountedGroup.objects.in_bulk(field_name="code")
        GroupMember.objects.bulk_create(
            GroupMember(trainee=trainee, group=counted[code])
            for trainee, person in zip(new, missing, strict=True)
            for code in person.groups
        )
    known |= {trainee.public_id: trainee for trainee in new}
    return {person.key: known[public_id] for public_id, person in by_id.items()}


def _trainee(person: Person) -> Trainee:
    trainee = Trainee(
        public_id=person.public_id,
        full_name=person.full_name,
        gender=person.gender,
        birth_year=person.birth_year,
        birth_date=person.birth_date,
        email=person.email,
        is_demo=True,
    )
    trainee.derive()
    return trainee


def _groups_of(seats: list[Seats]) -> list[tuple[str, ...]]:
    """Codes of counted groups by number of person; drawn apart, so that names stay as they are."""
    wanted = data("year2010")["participations_of_groups"]
    members = {
        code: _choose(seats, count, chance(f"{code} of 2010")) for code, count in wanted.items()
    }
    return [
        tuple(code for code, chosen in members.items() if number in chosen)
        for number in range(len(seats))
    ]


def _choose(seats: list[Seats], participations: int, rng: random.Random) -> set[int]:
    """Numbers of persons whose participations add up to the wanted ones."""
    chosen, missing = set(), participations
    for number in rng.sample(range(len(seats)), len(seats)):
        came = len(seats[number].classes)
        if came <= missing:
            chosen.add(number)
            missing -= came
    if missing:
        raise RuntimeError("no choice of persons adds up")
    return chosen


def _names(genders: list[str], rng: random.Random) -> list[str]:
    """A name for each person, no name twice; those that are hard to sort are all among them."""
    rare = {gender: list(data("people")["hard_to_sort"][gender]) for gender in (FEMALE, MALE)}
    taken = {name for names in rare.values() for name in names}
    places = rng.sample(range(len(genders)), len(genders))
    names = dict.fromkeys(places, "")
    for place in places:
        gender = genders[place]
        names[place] = rare[gender].pop() if rare[gender] else _new_name(gender, taken, rng)
    return [names[place] for place in range(len(genders))]


def _new_name(gender: str, taken: set[str], rng: random.Random) -> str:
    name = next(name for name in _random_names(gender, rng) if name not in taken)
    taken.add(name)
    return name


def _random_names(gender: str, rng: random.Random) -> Iterator[str]:
    words = data("people")
    surnames, weights = list(words["surnames"]), list(words["surnames"].values())
    while True:
        surname = rng.choices(surnames, weights)[0]
        middle, given = rng.choice(words[gender]["middle"]), rng.choice(words[gender]["given"])
        if given not in (surname, middle.split()[-1]):
            yield f"{surname} {middle} {given}"


def _position(class_code: str, level: str, rng: random.Random) -> str:
    course, people = course_of(class_code), data("people")
    special = people["positions_of_course"].get(course["code"])
    return rng.choice(special or people["positions"][course["audience"]][level])


def _years_of_birth(class_code: str) -> tuple[int, int]:
    is_leader = course_of(class_code)["audience"] == data("people")["leaders"]
    return (1953, 1970) if is_leader else (1956, 1986)


def _invent(
    *,
    rng: random.Random,
    full_name: str,
    key: str,
    born: tuple[int, int],
    works_since: tuple[int, int],
    **known: Any,
) -> Person:
    birthday = dt.date(rng.randint(*born), 1, 1) + dt.timedelta(days=rng.randrange(365))
    number = key.rpartition("/")[2]
    words = vietnamese.slug(full_name).split("-")
    address = f"{words[-1]}.{words[0]}{number}@example.org"
    return Person(
        key=key,
        full_name=full_name,
        birth_year=birthday.year,
        birth_date=None if rng.random() < KNOWN_BY_YEAR_ONLY else birthday,
        email=address if rng.random() < WITH_EMAIL else "",
        works_since=rng.randint(*works_since),
        **known,
    )
