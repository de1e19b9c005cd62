"""What would become of each row if the roster were committed now; a few queries for all rows."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from courses import vietnamese
from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.models import Agency, Enrollment
from enrollment.registering import admission
from enrollment.registering.obstacles import find_obstacles
from enrollment.roster.matching import births_agree, find_people
from enrollment.roster.people import person_of
from enrollment.roster.sheets import Roster
from enrollment.roster.verdicts import (
    FOREIGN,
    INVALID,
    KNOWN,
    LEFT_OUT,
    LEGACY,
    NEW,
    TWICE,
    WAITING,
    Judged,
    Judgment,
)
from enrollment.seating import seats


def judge(
    roster: Roster,
    training_class: TrainingClass,
    agency: Agency,
    *,
    source: str = Enrollment.Source.AGENCY,
    seen_from: Agency | None = None,
    at: dt.datetime | None = None,
) -> Judgment:
    """Look at every row as `nominate` would, and find what a person has to decide before.

    An agency that looks (`seen_from`) gets the same answers whoever is on record elsewhere.
    """
    judged = [Judged(row, person_of(roster, row)) for row in roster.rows]
    for one in judged:
        _judge_alone(one)
    at = at or timezone.now()
    _find_agencies(_open(judged), agency, day=timezone.localdate(at))
    find_people(_open(judged), training_class, agency, is_discreet=seen_from is not None)
    _find_twins(_open(judged))
    _find_obstacles(_open(judged), training_class, source=source, seen_from=seen_from)
    _find_seats(_open(judged), training_class, source=source, at=at)
    return Judgment(judged, _closed(training_class, agency, source=source, at=at))


def _open(judged: Sequence[Judged]) -> list[Judged]:
    return [one for one in judged if not one.verdict]


def _judge_alone(one: Judged) -> None:
    """What can be said of a row without looking at anything else."""
    if one.row.left_out:
        one.verdict = LEFT_OUT
    elif one.person.encodings:
        one.verdict = LEGACY
        one.message = _("Written in %(encoding)s; agree to have it written in Unicode.") % {
            "encoding": ", ".join(sorted(one.person.encodings))
        }
    elif one.person.problems:
        one.verdict = INVALID
        one.message = " ".join(
            f"{heading}: {why}" if heading else why for _f, heading, why in one.person.problems
        )
    else:
        one.message = " ".join(one.person.notes)


def _find_agencies(judged: list[Judged], agency: Agency, *, day: dt.date) -> None:
    """The agency a row names: the sender, one below it, or another one, which is refused."""
    if not any(one.person.agency for one in judged):
        for one in judged:
            one.agency = agency
        return
    by_name: dict[str, list[Agency]] = {}
    for candidate in Agency.objects.existing_on(day).select_related("level"):
        for name in {vietnamese.fold(candidate.name), vietnamese.fold(candidate.code)}:
            by_name.setdefault(name, []).append(candidate)
    for one in judged:
        _find_agency(one, agency, by_name)


def _find_agency(one: Judged, agency: Agency, by_name: dict[str, list[Agency]]) -> None:
    named = by_name.get(vietnamese.fold(one.person.agency), [])
    own = [other for other in named if other.path.startswith(agency.path)]
    if agency in own or not named:
        # A department that is no agency of its own works under the name of the sender.
        one.agency = agency
    elif len(own) == 1:
        one.agency = own[0]
    elif own:
        one.verdict = INVALID
        one.message = _("Several agencies are called “%(name)s”. Write the code instead.") % {
            "name": one.person.agency
        }
    else:
        one.verdict = FOREIGN
        one.message = _("“%(name)s” does not belong to %(agency)s.") % {
            "name": one.person.agency,
            "agency": agency.name,
        }


def _find_twins(judged: list[Judged]) -> None:
    """The second row of the same person; rows that differ in nothing known are the same."""
    seen: dict[Any, list[Judged]] = {}
    for one in judged:
        key = vietnamese.sort_key(one.person.full_name)
        for earlier in seen.setdefault(key, []):
            if _are_same(one, earlier):
                one.verdict = TWICE
                one.message = _("The same person stands in line %(line)s.") % {
                    "line": earlier.row.line
                }
                break
        else:
            seen[key].append(one)


def _are_same(one: Judged, other: Judged) -> bool:
    if one.trainee or other.trainee:
        return one.trainee == other.trainee
    return births_agree(one.person.birth, other.person.birth)


def _find_obstacles(judged: list[Judged], training_class: TrainingClass, **how: Any) -> None:
    obstacles = find_obstacles([one.nominee for one in judged], training_class, **how)
    for one, obstacle in zip(judged, obstacles, strict=True):
        if obstacle:
            one.verdict, one.message = str(obstacle.code), obstacle.text


def _find_seats(
    judged: list[Judged], training_class: TrainingClass, *, source: str, at: dt.datetime
) -> None:
    """The exact rule: in the order of the list, own given seats, common ones, then the queue."""
    asked: dict[int, str] = {}
    for one in judged:
        one.verdict = KNOWN if one.trainee else NEW
        one.state = _asked_first(one, asked, training_class, source=source, at=at)
    seated = [one for one in judged if not one.state]
    plan = seats.plan_seats(training_class, [one.nominee.agency for one in seated])
    for one, waits in zip(seated, plan.waits, strict=True):
        one.state = Enrollment.State.WAITING if waits else Enrollment.State.CONFIRMED
        if waits:
            told = _("No seat is left: to the waiting list.")
            one.verdict, one.message = WAITING, f"{told} {one.message}".strip()


def _asked_first(
    one: Judged, asked: dict[int, str], training_class: TrainingClass, **how: Any
) -> str:
    agency = one.nominee.agency
    if agency.pk not in asked:
        asked[agency.pk] = admission.asked_first(training_class, agency, **how)
    return asked[agency.pk]


def _closed(
    training_class: TrainingClass, agency: Agency, *, source: str, at: dt.datetime
) -> Refusal | None:
    try:
        admission.check_open(training_class, agency=agency, source=source, at=at)
    except Refusal as refusal:
        return refusal
    return None
