"""Seats, waiting lists, letters and the history of registrations (I1, I3, I4, I8, I10)."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone

from certificates.invariants.findings import Findings
from courses import audit
from courses.models import AuditEntry, TrainingClass
from enrollment.models import Enrollment, EnrollmentChange, Letter

State = Enrollment.State
SENDING_TOO_LONG: Final = dt.timedelta(minutes=10)


def seats_are_counted_right() -> Findings:
    """I1: nobody sits without a seat, and both counters count what is there."""
    classes = TrainingClass.objects.annotate(
        confirmed=Count("enrollments", filter=Q(enrollments__state=State.CONFIRMED)),
        queued=Count("enrollments", filter=Q(enrollments__state=State.WAITING)),
    )
    wrong = classes.exclude(
        confirmed__lte=F("capacity"), seats_taken=F("confirmed"), waiting_count=F("queued")
    )
    for one in wrong:
        yield (
            one.code,
            f"{one.confirmed} confirmed, counted {one.seats_taken}, {one.capacity} seats; "
            f"{one.queued} waiting, counted {one.waiting_count}",
        )


def one_active_registration_each() -> Findings:
    """I3: a person stands on the list of a class once."""
    pairs = Enrollment.objects.active().order_by().values_list("training_class__code", "trainee")
    for code, trainee, count in pairs.annotate(count=Count("pk")).filter(count__gt=1):
        yield code, f"trainee {trainee} is registered {count} times"


def waiting_list_moves_in_order() -> Findings:
    """I4: no seat stays free while somebody waits, and nobody was promoted past an earlier one."""
    held = TrainingClass.objects.held().filter(finalized_at=None)
    for one in held.filter(waiting_count__gt=0, seats_taken__lt=F("capacity")):
        yield one.code, f"{one.capacity - one.seats_taken} free seats, {one.waiting_count} waiting"
    promoted = EnrollmentChange.objects.filter(rule="first_come")
    changes = EnrollmentChange.objects.filter(
        enrollment__training_class__in=promoted.values("enrollment__training_class")
    )
    waiting: dict[str, set[int]] = defaultdict(set)
    rows = changes.order_by("pk").values_list(
        "enrollment__training_class__code", "enrollment", "to_state", "rule"
    )
    for code, enrollment, to_state, rule in rows.iterator():
        queue = waiting[code]
        if rule == "first_come" and queue and enrollment != min(queue):
            yield code, f"enrollment {enrollment} was promoted past {min(queue)}"
        queue.discard(enrollment)
        if to_state == State.WAITING:
            queue.add(enrollment)


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
    """I10: the log is whole, and replaying the history gives the present state."""
    for key in audit.broken_chains():
        yield key, "the log was altered"
    last = EnrollmentChange.objects.filter(enrollment=OuterRef("pk")).order_by("-pk")
    known = Enrollment.objects.annotate(last_state=Subquery(last.values("to_state")[:1]))
    for one in known.exclude(last_state=F("state")) | known.filter(last_state=None):
        yield f"enrollment {one.pk}", f"is {one.state}, the history ends with {one.last_state}"
    yield from _unlogged_changes()


def _unlogged_changes() -> Findings:
    entries = AuditEntry.objects.filter(action__startswith="enrollment.")
    logged = Counter(entries.values_list("subject", flat=True))
    counts = EnrollmentChange.objects.order_by().values_list("enrollment")
    for enrollment, count in counts.annotate(count=Count("pk")):
        if logged[f"enrollment:{enrollment}"] != count:
            found = logged[f"enrollment:{enrollment}"]
            yield f"enrollment {enrollment}", f"{count} changes, {found} of them in the log"
