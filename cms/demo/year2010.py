"""The year 2010 of the article: 23 classes, 537 participations, from registration to register."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from certificates.register.handing_over import hand_over
from certificates.runs.ordering import issue_with_files
from cms.demo.opening import Plan, moment, open_class
from cms.demo.people import Person, people_of_2010, store
from cms.demo.reference import House
from cms.demo.roll import marks_of_one, take_roll
from cms.demo.seating import course_of
from cms.demo.source import chance, data
from cms.demo.workdays import next_working_day
from courses.dates import short_date
from courses.models import TrainingClass
from enrollment.models import Enrollment, Trainee
from enrollment.registering.registration import confirm, register_trainee
from enrollment.running.recognition import finalize_class
from enrollment.running.scores import record_scores


@dataclass(frozen=True)
class Result:
    """How one participation is to end: with this score, or with too few periods."""

    score: Decimal | None = None
    misses: bool = False


def load_2010(house: House, *, by: Any, say: Callable[[str], None]) -> None:
    """Hold the classes that are not there yet, each in one transaction."""
    people = people_of_2010()
    trainees = store(people)
    results = results_of_2010(people)
    for held in data("demo2010")["classes"]:
        if TrainingClass.objects.filter(code=held["code"]).exists():
            continue
        here = [person for person in people if held["code"] in person.classes]
        with transaction.atomic():
            training_class = open_class(_plan(held, house), house, by=by)
            enrolled = _enroll(training_class, here, trainees, house, by=by)
            _teach(training_class, enrolled, results, by=by)
            _finish(training_class, number=held["no"], by=by)
        say(f"{held['code']}: {len(enrolled)} trainees")


def results_of_2010(people: list[Person]) -> dict[tuple[str, str], Result]:
    """The result of each participation, by class code and key of the person."""
    rng = chance("results of 2010")
    known = data("year2010")
    taken = sorted((code, person.key) for person in people for code in person.classes)
    unranked = [place for place in taken if place[0] in known["attendance_only"]]
    ranked = [place for place in taken if place[0] not in known["attendance_only"]]
    by_attendance = known["attendance_only_results"]
    decks = [
        (unranked, [Result(misses=n < by_attendance["missed"]) for n in range(len(unranked))]),
        (ranked, _ranked_results(rng)),
    ]
    results: dict[tuple[str, str], Result] = {}
    for places, deck in decks:
        rng.shuffle(deck)
        results |= dict(zip(places, deck, strict=True))
    return results


def _ranked_results(rng: random.Random) -> list[Result]:
    return [
        Result(Decimal(rng.choice(band["scores"])), misses=band.get("missed", False))
        for band in data("year2010")["ranked_results"]
        for _unused in range(band["count"])
    ]


def _plan(held: dict, house: House) -> Plan:
    known = data("year2010")
    starts_on = dt.date.fromisoformat(held["start"])
    decided_on = starts_on - dt.timedelta(weeks=1)
    return Plan(
        code=held["code"],
        title=held["title"],
        course=course_of(held["code"])["code"],
        venue=held["venue"],
        audience=held["audience"],
        starts_on=starts_on,
        ends_on=dt.date.fromisoformat(held["end"]),
        registration=TrainingClass.Registration.APPROVAL,
        opens_on=starts_on - dt.timedelta(days=known["registration_opens_days_before"]),
        closes_on=starts_on - dt.timedelta(days=known["registration_closes_days_before"]),
        capacity=known["capacity"],
        minimum=known["minimum"],
        is_ranked=held["code"] not in known["attendance_only"],
        contact=known["contact"],
        decision=known["decision"].format(
            number=known["first_decision"] + held["no"], day=short_date(decided_on)
        ),
        instructors=[house.instructors[n] for n in known["instructors"][held["venue"]]],
    )


def _enroll(
    training_class: TrainingClass,
    people: list[Person],
    trainees: dict[str, Trainee],
    house: House,
    *,
    by: Any,
) -> dict[str, Enrollment]:
    """Named by the agencies over the weeks of registration, confirmed before the class begins."""
    rng = chance(f"registrations of {training_class.code}")
    opens_at, closes_at = (
        training_class.registration_opens_at,
        training_class.registration_closes_at,
    )
    times = sorted(opens_at + (closes_at - opens_at) * rng.random() for _person in people)
    enrolled = {
        person.key: register_trainee(
            trainees[person.key],
            training_class,
            agency=house.agencies[person.agency],
            position=person.position,
            source=Enrollment.Source.AGENCY,
            by=by,
            at=at.replace(microsecond=0),
        )
        for person, at in zip(rng.sample(people, len(people)), times, strict=True)
    }
    for enrollment in enrolled.values():
        confirm(enrollment, by=by, at=closes_at + dt.timedelta(hours=16))
    return enrolled


def _teach(
    training_class: TrainingClass,
    enrolled: dict[str, Enrollment],
    results: dict[tuple[str, str], Result],
    *,
    by: Any,
) -> None:
    """Take the roll of every session and, where there is a test, enter the scores."""
    rng = chance(f"roll of {training_class.code}")
    sessions = list(training_class.sessions.select_related("training_class__attendance_rule"))
    due = {enrollment.pk: results[training_class.code, key] for key, enrollment in enrolled.items()}
    rule = training_class.attendance_rule
    marks = {
        pk: marks_of_one(sessions, rule, rng, misses=result.misses) for pk, result in due.items()
    }
    take_roll(sessions, marks, by=by)
    if training_class.ranking_scheme.has_scores:
        record_scores(training_class, {pk: result.score for pk, result in due.items()}, by=by)


def _finish(training_class: TrainingClass, *, number: int, by: Any) -> None:
    """Recognize the results on the last day, issue the certificates then or a few days later."""
    finalize_class(training_class, by=by, at=moment(training_class.ends_on, 16, 45))
    days_after = data("year2010")["issued_days_after"]
    wait = dt.timedelta(days=days_after[number % len(days_after)])
    issued_on = next_working_day(training_class.ends_on + wait)
    issued, _run = issue_with_files(
        training_class, by=by, issued_on=issued_on, at=moment(issued_on, 17)
    )
    # Those of the last class still lie at the desk.
    if number < len(data("demo2010")["classes"]):
        hand_over(issued, on=issued_on, by=by)
