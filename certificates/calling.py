"""Who is called to a class by letter: the agencies, their seats and the people named so far."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from certificates.models import CallLetter
from courses import audit
from courses.models import TrainingClass
from courses.scheduling import chain_of
from enrollment.models import Agency, AgencySeats, Enrollment, NominationRound


@dataclass
class Called:
    """One agency; `seats` is None when no number was set for it."""

    agency: Agency
    seats: int | None = None
    people: list[Enrollment] = field(default_factory=list)


def agencies_called(training_class: TrainingClass) -> list[Called]:
    """In the order of the tree: agencies with seats of the round, and those with people.

    People of an office below go with the agency whose seats they could take.
    """
    given = AgencySeats.objects.filter(round__training_class=training_class)
    called = {
        row.agency.path: Called(row.agency, row.given - row.released)
        for row in given.select_related("agency")
    }
    with_seats = set(called)
    seated = Enrollment.objects.for_class(training_class).seated().with_people()
    for person in seated.in_roster_order():
        path = _nearest(with_seats, person.agency)
        called.setdefault(path, Called(person.agency)).people.append(person)
    return [called[path] for path in sorted(called) if called[path].people or called[path].seats]


def _nearest(paths: set[str], agency: Agency) -> str:
    steps = range(len(agency.path), 0, -agency.steplen)
    return next((agency.path[:step] for step in steps if agency.path[:step] in paths), agency.path)


def names_until(training_class: TrainingClass, at: dt.datetime) -> dt.datetime | None:
    """The end of the time in which agencies may name people; None when it is over."""
    round_ = NominationRound.objects.filter(training_class=training_class).first()
    if round_:
        return round_.deadline if round_.closed_at is None and at < round_.deadline else None
    closes_at = training_class.registration_closes_at
    return closes_at if training_class.is_held and at < closes_at else None


def letter_of(training_class: TrainingClass) -> CallLetter:
    """What was typed last for the class, else an empty letter that is not stored."""
    found = CallLetter.objects.filter(training_class=training_class).select_related("signatory")
    return found.first() or CallLetter(training_class=training_class)


def keep_letter(letter: CallLetter, *, by: Any, at: dt.datetime | None = None) -> CallLetter:
    """Remember what was typed, so that the letters can be printed again alike."""
    letter.changed_at, letter.changed_by = at or timezone.now(), by
    with transaction.atomic():
        stored = {name: getattr(letter, name) for name in (*FIELDS, "changed_at", "changed_by")}
        # Two organizers may open the page of a class that has no letter yet.
        kept, _made = CallLetter.objects.update_or_create(
            training_class=letter.training_class, defaults=stored
        )
        audit.record(
            "call_letter.kept",
            chain=chain_of(letter.training_class),
            by=by,
            data={"number": letter.number},
        )
    return kept


FIELDS = ("number", "issued_on", "signatory", "bring", "costs", "extra", "recipients")
