"""The one place that counts seats: two counters on the class row, moved by conditional updates.

A conditional UPDATE locks the class row until the transaction ends, on PostgreSQL as on SQLite
(which has one writer at a time), so whoever comes second sees what the first one did. Behind it
stands the constraint `class_not_oversold`. Never count rows and then insert.
"""

from typing import Any, Final

from django.db.models import F

from courses.models import TrainingClass

# What somebody else may have decided about a class since a page read it.
DECIDED: Final = ["status", "list_closed_at", "finalized_at", "seats_taken", "waiting_count"]


def lock_class(training_class: TrainingClass) -> None:
    """Make others wait who decide about this class, and read anew what they have decided.

    On SQLite, which has one writer at a time, the transaction itself is the lock.
    """
    locked = TrainingClass.objects.select_for_update()
    training_class.refresh_from_db(fields=DECIDED, from_queryset=locked)


def take_seat(training_class: TrainingClass) -> bool:
    """Take a free seat; false when there is none or when people are waiting for one."""
    return _move(
        training_class,
        {"seats_taken__lt": F("capacity"), "waiting_count": 0},
        seats_taken=F("seats_taken") + 1,
    )


def take_seat_ahead(training_class: TrainingClass) -> bool:
    """Take a free seat although people wait: an organizer's decision, never a rule's."""
    return _move(
        training_class,
        {"seats_taken__lt": F("capacity")},
        seats_taken=F("seats_taken") + 1,
    )


def join_waiting(training_class: TrainingClass) -> None:
    """Count one more who waits; from here on the class row is locked by this transaction."""
    _move(training_class, {}, waiting_count=F("waiting_count") + 1)


def leave_waiting(training_class: TrainingClass) -> None:
    """Count one less who waits, without a seat."""
    _move(training_class, {"waiting_count__gt": 0}, waiting_count=F("waiting_count") - 1)


def free_seat(training_class: TrainingClass) -> None:
    """Give a seat back."""
    _move(training_class, {"seats_taken__gt": 0}, seats_taken=F("seats_taken") - 1)


def seat_from_waiting(training_class: TrainingClass) -> bool:
    """Turn one who waits into one who sits; false when there is no free seat or nobody waits."""
    return _move(
        training_class,
        {"seats_taken__lt": F("capacity"), "waiting_count__gt": 0},
        seats_taken=F("seats_taken") + 1,
        waiting_count=F("waiting_count") - 1,
    )


def _move(training_class: TrainingClass, condition: dict[str, Any], **counters: Any) -> bool:
    rows = TrainingClass.objects.filter(pk=training_class.pk, **condition).update(**counters)
    return rows == 1
