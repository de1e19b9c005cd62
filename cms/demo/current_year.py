"""Classes in every state, at dates relative to the day of loading; a later load moves none."""

import datetime as dt
import itertools
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from certificates.runs.ordering import issue_with_files
from cms.demo.arrivals import Scene, decide, register_guests
from cms.demo.nominations import ask_agencies
from cms.demo.opening import Plan, moment, open_class
from cms.demo.people import people_of_today, store
from cms.demo.reference import House
from cms.demo.roll import marks_of_one, take_roll
from cms.demo.source import chance, data
from cms.demo.workdays import days_of_class, next_working_day
from courses.models import Session, TrainingClass
from enrollment.models import Enrollment, User
from enrollment.running.attendance import record_marks
from enrollment.running.class_changes import cancel_class
from enrollment.running.recognition import finalize_class
from enrollment.running.scores import record_scores

MARKED_IN_FIRST_SESSION_OF_TODAY = 0.6


def load_current_year(
    house: House, users: dict[str, User], *, now: dt.datetime, say: Callable[[str], None]
) -> None:
    """Make the classes that are not there yet, each in one transaction."""
    people = people_of_today(_staff())
    scene = Scene(house, users, people, store(people), now)
    for known in data("current_year")["classes"]:
        if TrainingClass.objects.filter(code=known["code"]).exists():
            continue
        with transaction.atomic():
            training_class = _make(known, scene)
        say(f"{known['code']}: {training_class.phase_at(now)}")


def _staff() -> dict[str, int]:
    """How many people each agency has in the demo of today."""
    tree, counts = data("agencies"), data("current_year")["staff"]
    below = [*data("demo2010")["agencies"].items()]
    below += [(known["code"], known) for known in tree["without_trainees"]]
    staff = {code: counts[tree["levels"][known["level"]]] for code, known in below}
    return staff | {office["code"]: counts["office"] for office in tree["offices"]}


def _make(known: dict, scene: Scene) -> TrainingClass:
    training_class = open_class(_plan(known, scene), scene.house, by=scene.organizer)
    enrolled = register_guests(known, training_class, scene)
    decide(known, enrolled, scene)
    if "round" in known:
        ask_agencies(known["round"], training_class, scene)
    if "roll" in known:
        _take_roll(known, training_class, enrolled, scene)
    if "recognized_after" in known:
        _recognize(known, training_class, scene)
    if "cancel_reason" in known:
        cancel_class(
            training_class, by=scene.organizer, reason=known["cancel_reason"], at=scene.now
        )
    return training_class


def _plan(known: dict, scene: Scene) -> Plan:
    course = scene.house.courses[known["course"]]
    starts_on, ends_on = days_of_class(
        scene.today, starts_in=known["starts_in"], days=known["days"]
    )
    return Plan(
        code=known["code"],
        title=known.get("title", course.name),
        course=course.code,
        venue=known["venue"],
        audience=course.audience,
        starts_on=starts_on,
        ends_on=ends_on,
        registration=known["registration"],
        opens_on=scene.today + dt.timedelta(days=known["opens_in"]),
        closes_on=starts_on - dt.timedelta(days=known["closes_before"]),
        capacity=known["capacity"],
        minimum=known["minimum"],
        is_ranked=known["is_ranked"],
        contact=data("current_year")["contact"],
        instructors=[_instructor(which, scene) for which in known["instructors"]],
        topics=known["topics"],
        is_published=not known.get("is_draft", False),
        approval=known.get("approval", TrainingClass.Approval.DESK),
        offer_hours=known.get("offer_hours", 0),
    )


def _instructor(which: int | str, scene: Scene) -> Any:
    if isinstance(which, int):
        return scene.house.instructors[which]
    return scene.users["instructor"].instructor


def _take_roll(
    known: dict, training_class: TrainingClass, enrolled: list[Enrollment], scene: Scene
) -> None:
    """Whole, or partly: all sessions before today and some people of the one that begins today."""
    rng = chance(f"roll of {training_class.code}")
    sessions = list(training_class.sessions.select_related("training_class__attendance_rule"))
    rule = training_class.attendance_rule
    missing = {one.pk for one in enrolled[len(enrolled) - known.get("missed", 0) :]}
    marks = {
        one.pk: marks_of_one(sessions, rule, rng, misses=one.pk in missing) for one in enrolled
    }
    if known["roll"] == "whole":
        take_roll(sessions, marks, by=scene.organizer)
    else:
        _take_roll_so_far(sessions, marks, scene)
    if "scores" in known:
        scores = map(Decimal, itertools.cycle(known["scores"]))
        record_scores(
            training_class,
            {one.pk: score for one, score in zip(enrolled, scores, strict=False)},
            by=scene.organizer,
        )


def _take_roll_so_far(
    sessions: list[Session], marks: Mapping[int, Sequence[str]], scene: Scene
) -> None:
    by = scene.users["instructor"]
    past = [session for session in sessions if session.held_on < scene.today]
    take_roll(past, marks, by=by)
    started = dict(
        itertools.islice(marks.items(), int(len(marks) * MARKED_IN_FIRST_SESSION_OF_TODAY))
    )
    first_of_today = sessions[len(past)]
    record_marks(
        first_of_today,
        {pk: of_one[len(past)] for pk, of_one in started.items()},
        by=by,
        at=scene.now,
    )


def _recognize(known: dict, training_class: TrainingClass, scene: Scene) -> None:
    by, last_day = scene.organizer, training_class.ends_on
    recognized_on = next_working_day(last_day + dt.timedelta(days=known["recognized_after"]))
    issued_on = next_working_day(last_day + dt.timedelta(days=known["issued_after"]))
    finalize_class(training_class, by=by, at=moment(recognized_on, 9))
    issue_with_files(training_class, by=by, issued_on=issued_on, at=moment(issued_on, 15))
