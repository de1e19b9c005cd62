"""Changes of a class which people must hear of: the change, the seats and the letters at once."""

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit, scheduling
from courses.models import Instructor, Session, TrainingClass
from courses.private_files import private_storage
from courses.refusals import Refusal
from enrollment.letters.class_news import announce_change, meetings_of
from enrollment.models import (
    Attendance,
    AttendanceMark,
    Enrollment,
    ExcuseRequest,
    PaperSheet,
)
from enrollment.registering import registration
from enrollment.registering.waiting_list import fill_free_seats
from enrollment.seating import seats


def cancel_class(
    training_class: TrainingClass, *, by: Any, reason: str, at: dt.datetime | None = None
) -> int:
    """Call the class off, release everyone and write to each of them; returns how many."""
    with transaction.atomic():
        seats.lock_class(training_class)
        scheduling.cancel_class(training_class, by=by, reason=reason, at=at)
        return registration.release_all(training_class, by=by, reason=reason, at=at)


def close_list(
    training_class: TrainingClass, *, by: Any, at: dt.datetime | None = None
) -> TrainingClass:
    """Freeze the list: no registration online from now on, whatever the deadline says."""
    with transaction.atomic():
        seats.lock_class(training_class)
        if not training_class.is_held or training_class.list_closed_at:
            raise Refusal(_("The list of this class is not open."), code="not_open")
        training_class.list_closed_at = at or timezone.now()
        training_class.save(update_fields=["list_closed_at"])
        audit.record("class.list_closed", chain=scheduling.chain_of(training_class), by=by)
    return training_class


def change_capacity(
    training_class: TrainingClass, capacity: int, *, by: Any, at: dt.datetime | None = None
) -> list[Enrollment]:
    """Set the number of seats; more seats go to the queue, fewer than taken are refused."""
    with transaction.atomic():
        seats.lock_class(training_class)
        changed = TrainingClass.objects.filter(
            pk=training_class.pk, seats_taken__lte=capacity - F("seats_reserved")
        ).update(capacity=capacity)
        if not changed:
            raise Refusal(
                _("More seats are taken or given than there would be."), code="below_taken"
            )
        audit.record(
            "class.capacity",
            chain=scheduling.chain_of(training_class),
            by=by,
            data={"from": training_class.capacity, "to": capacity},
        )
        training_class.capacity = capacity
        return fill_free_seats(training_class, at=at)


def edit_class(
    training_class: TrainingClass,
    changed: Iterable[str],
    *,
    by: Any,
    instructors: Iterable[Instructor],
    at: dt.datetime | None = None,
) -> list[Enrollment]:
    """Store what was edited; returns who got a seat because there are more of them now."""
    wanted = training_class.capacity
    fields = set(changed) - {"capacity", "instructors"}
    with transaction.atomic():
        seats.lock_class(training_class)
        stored = TrainingClass.objects.get(pk=training_class.pk)
        if "starts_on" in fields and _has_marks(Q(session__training_class=training_class)):
            raise Refusal(
                _("The roll has been taken; the days can no longer move."), code="roll_taken"
            )
        training_class.capacity = stored.capacity
        before = meetings_of(training_class)
        # More seats first, fewer last: the smallest number must never exceed them in between.
        promoted = []
        if wanted > stored.capacity:
            promoted = change_capacity(training_class, wanted, by=by, at=at)
        scheduling.change_class(training_class, fields, by=by, instructors=instructors)
        if wanted < stored.capacity:
            change_capacity(training_class, wanted, by=by, at=at)
        if "venue" in fields or meetings_of(training_class) != before:
            announce_change(training_class, at=at or timezone.now())
    return promoted


def _has_marks(which: Q) -> bool:
    """Marks that count, marks that once did, and the sheets they were typed from."""
    return any(
        rows.objects.filter(which).exists() for rows in (Attendance, AttendanceMark, PaperSheet)
    )


def save_sessions(
    training_class: TrainingClass,
    *,
    changed: list[Session],
    deleted: list[Session],
    by: Any,
    at: dt.datetime | None = None,
) -> None:
    """Store the sessions of a class; one whose roll was taken stays as it was."""
    with transaction.atomic():
        seats.lock_class(training_class)
        if training_class.finalized_at or training_class.is_canceled:
            raise Refusal(_("This class can no longer be changed."), code="not_changeable")
        touched = [session.pk for session in [*changed, *deleted] if session.pk]
        if _has_marks(Q(session__in=touched)):
            raise Refusal(
                _("The roll of this session has been taken; it can no longer be changed."),
                code="roll_taken",
            )
        before = meetings_of(training_class)
        _store_sessions(changed, deleted)
        audit.record(
            "class.sessions",
            chain=scheduling.chain_of(training_class),
            by=by,
            data={"changed": len(changed), "deleted": len(deleted)},
        )
        if meetings_of(training_class) != before:
            announce_change(training_class, at=at or timezone.now())


def _store_sessions(changed: list[Session], deleted: list[Session]) -> None:
    """Out with the old ones, then in with the new: two that change places do not meet."""
    leaving = [session.pk for session in [*changed, *deleted] if session.pk]
    staying = ExcuseRequest.objects.filter(session__in=[one.pk for one in changed if one.pk])
    excuses = list(staying)
    _forget_proofs([session.pk for session in deleted])
    Session.objects.filter(pk__in=leaving).delete()
    try:
        with transaction.atomic():
            for session in changed:
                session.save(force_insert=True)
            # They went with the old rows; a session that moved is still asked to be excused from.
            ExcuseRequest.objects.bulk_create(excuses)
    except IntegrityError as error:
        # The same form sent twice, or another page has added a session meanwhile.
        raise Refusal(_("This half-day already has a session."), code="half_day_taken") from error


def _forget_proofs(sessions: list[int]) -> None:
    """Nobody asks to be excused from a session that is not held."""
    gone = ExcuseRequest.objects.filter(session__in=sessions).exclude(proof="")
    for name in gone.values_list("proof", flat=True):
        transaction.on_commit(partial(private_storage().delete, name))
