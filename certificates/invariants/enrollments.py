"""Seats, letters and the history of registrations (I1, I3, I8, I10)."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from certificates.history.writing import RULE
from certificates.invariants.findings import Findings
from courses import audit
from courses.models import AuditEntry, TrainingClass
from enrollment.models import (
    AgencySeats,
    Enrollment,
    EnrollmentChange,
    Letter,
    NominationRound,
)

State = Enrollment.State
STEPS: Final = [f"enrollment.{state}" for state in State.values]
SENDING_TOO_LONG: Final = dt.timedelta(minutes=10)


def seats_are_counted_right() -> Findings:
    """I1: nobody sits without a seat, and all counters count what is there."""
    yield from _counters_of_classes()
    yield from _counters_of_agencies()


def _counters_of_classes() -> Findings:
    states = Enrollment.objects.order_by().values_list("training_class", "state")
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for pk, state, count in states.annotate(count=Count("pk")):
        counted[pk][state] = count
    unused = F("seats__given") - F("seats__released") - F("seats__taken")
    reserved = dict(
        NominationRound.objects.order_by()
        .values_list("training_class")
        .annotate(count=Coalesce(Sum(unused), 0))
    )
    for one in TrainingClass.objects.all():
        rows = counted[one.pk]
        found = (rows[State.CONFIRMED] + rows[State.OFFERED], rows[State.WAITING])
        if found != (one.seats_taken, one.waiting_count):
            yield (
                one.code,
                f"{found[0]} confirmed or offered, counted {one.seats_taken}; "
                f"{found[1]} waiting, counted {one.waiting_count}",
            )
        if reserved.get(one.pk, 0) != one.seats_reserved:
            yield (
                one.code,
                f"{reserved.get(one.pk, 0)} seats of agencies are left, "
                f"counted {one.seats_reserved}",
            )
        if one.seats_taken + one.seats_reserved > one.capacity:
            yield (
                one.code,
                f"{one.seats_taken} seats taken and {one.seats_reserved} given of {one.capacity}",
            )


def _counters_of_agencies() -> Findings:
    sitting = Count("enrollments", filter=Q(enrollments__state__in=Enrollment.SEATED))
    rows = AgencySeats.objects.select_related("agency", "round__training_class")
    for one in rows.annotate(sitting=sitting).exclude(taken=F("sitting")):
        yield (
            one.round.training_class.code,
            f"{one.sitting} people sit on seats of {one.agency.code}, counted {one.taken}",
        )
    strangers = Enrollment.objects.seated().exclude(seat_of=None)
    strangers = strangers.exclude(seat_of__round__training_class=F("training_class"))
    for one in strangers.select_related("training_class"):
        yield one.training_class.code, f"enrollment {one.pk} sits on a seat of another class"


def one_active_registration_each() -> Findings:
    """I3: a person stands on the list of a class once."""
    pairs = Enrollment.objects.active().order_by().values_list("training_class__code", "trainee")
    for code, trainee, count in pairs.annotate(count=Count("pk")).filter(count__gt=1):
        yield code, f"trainee {trainee} is registered {count} times"


def letters_do_not_hang() -> Findings:
    """I8: one event has one letter, and no letter stays in the hands of a sender."""
    for key, count in _repeated_keys():
        yield f"letter {key}", f"stored {count} times"
    since = timezone.now() - SENDING_TOO_LONG
    for letter in Letter.objects.filter(state=Letter.State.SENDING, due_at__lt=since):
        yield f"letter {letter.pk}", f"is being sent since {letter.due_at.isoformat()}"


def _repeated_keys() -> Iterator[tuple[str, int]]:
    keys = Letter.objects.order_by().values_list("key").annotate(count=Count("pk"))
    yield from keys.filter(count__gt=1)


def history_matches_state() -> Findings:
    """I10: the log is whole, and replaying history and log gives the present state."""
    for key in audit.broken_chains():
        yield key, "the log was altered"
    last = EnrollmentChange.objects.filter(enrollment=OuterRef("pk")).order_by("-pk")
    known = Enrollment.objects.annotate(last_state=Subquery(last.values("to_state")[:1]))
    for one in known.exclude(last_state=F("state")) | known.filter(last_state=None):
        yield f"enrollment {one.pk}", f"is {one.state}, the history ends with {one.last_state}"
    yield from _log_against_history()


def _log_against_history() -> Findings:
    """Each step stands in both, in the same order and with the same rule.

    People of past years have one act for their class: see `certificates.history.writing`.
    """
    entries = AuditEntry.objects.filter(action__in=STEPS).order_by("chain", "number")
    logged: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for subject, data in entries.values_list("subject", "data").iterator():
        logged[subject].append(tuple(data.get(name, "") for name in ("from", "to", "rule")))
    history: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    changes = EnrollmentChange.objects.exclude(rule=RULE).order_by("pk")
    rows = changes.values_list("enrollment", "from_state", "to_state", "rule")
    for enrollment, *step in rows.iterator():
        history[f"enrollment:{enrollment}"].append(tuple(step))
    for subject in sorted(logged.keys() | history.keys()):
        if logged[subject] != history[subject]:
            yield (
                subject.replace(":", " "),
                f"{len(history[subject])} changes, {len(logged[subject])} in the log, not alike",
            )
