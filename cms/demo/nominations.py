"""A nomination round of the demo: seats given, people named by letter, held, substituted."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from cms.demo.arrivals import Scene
from cms.demo.opening import moment
from cms.demo.people import Person
from courses.models import TrainingClass
from enrollment.models import Agency, NominationBatch, NominationRound, User
from enrollment.nominating.nomination import LetterOfAgency, nominate
from enrollment.nominating.rounds import hold_seats, open_round
from enrollment.registering.admission import find_clash
from enrollment.registering.obstacles import Nominee
from enrollment.registering.substitution import substitute

HELD_UNTIL_AFTER = dt.timedelta(days=3)


def ask_agencies(known: dict, training_class: TrainingClass, scene: Scene) -> NominationRound:
    """Open the round and let the agencies have answered it as far as they have by now."""
    opened_at = _ago(known["opened_ago"], 9, scene)
    answers = {scene.house.agencies[code]: told for code, told in known["agencies"].items()}
    round_ = open_round(
        training_class,
        deadline=moment(scene.today + dt.timedelta(days=known["deadline_in"]), 17),
        by=scene.organizer,
        note=known["note"],
        seats={agency: told["seats"] for agency, told in answers.items()},
        at=opened_at,
    )
    for agency, told in answers.items():
        people = _free_people(agency, training_class, scene)
        if "named" in told:
            _name(told, agency, people, training_class, scene, sent_ago=known["sent_ago"])
        if "held" in told:
            _hold(told["held"], agency, round_, scene)
    return round_


def _ago(days: int, hour: int, scene: Scene) -> dt.datetime:
    return min(moment(scene.today - dt.timedelta(days=days), hour), scene.now)


def _free_people(agency: Agency, training_class: TrainingClass, scene: Scene) -> Iterator[Person]:
    """People of the agency who sit in no other class on these days."""
    for person in scene.people:
        if person.agency != agency.code:
            continue
        if find_clash(scene.trainees[person.key], training_class) is None:
            yield person


def _name(
    told: dict,
    agency: Agency,
    people: Iterator[Person],
    training_class: TrainingClass,
    scene: Scene,
    *,
    sent_ago: int,
) -> NominationBatch:
    sent_at = _ago(sent_ago, 10, scene)
    by = _coordinator(agency, scene)
    chosen = [_nominee(next(people), agency, scene) for _n in range(told["named"])]
    letter = None
    if "letter" in told:
        letter = LetterOfAgency(number=told["letter"], date=sent_at.date())
    batch = nominate(training_class, agency, chosen, by=by, letter=letter, at=sent_at)
    if "substituted" in told:
        colleague = _nominee(next(people), agency, scene)
        substitute(
            batch.enrollments.earliest("pk"),
            colleague.trainee,
            agency=agency,
            position=colleague.position,
            by=scene.organizer,
            reason=told["substituted"],
            at=_ago(sent_ago - 1, 15, scene),
        )
    return batch


def _nominee(person: Person, agency: Agency, scene: Scene) -> Nominee:
    return Nominee(scene.trainees[person.key], agency, person.position)


def _hold(number: int, agency: Agency, round_: NominationRound, scene: Scene) -> None:
    hold_seats(
        round_.seats.get(agency=agency),
        number,
        until=(round_.deadline + HELD_UNTIL_AFTER).date(),
        by=_coordinator(agency, scene),
        at=_ago(2, 11, scene),
    )


def _coordinator(agency: Agency, scene: Scene) -> Any:
    """The demo's coordinator where it is his agency; elsewhere nobody has an account."""
    user: User = scene.users["coordinator"]
    return user if user.coordinated.filter(agency=agency).exists() else None
