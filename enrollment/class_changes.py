"""Changes of a class which people must hear of: the change, the seats and the letters at once."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit, scheduling
from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment import registration, seats
from enrollment.models import Enrollment


def cancel_class(
    training_class: TrainingClass, *, by: Any, reason: str, at: dt.datetime | None = None
) -> int:
    """Call the class off, release everyone and write to each of them; returns how many."""
    with transaction.atomic():
        seats.lock_class(training_class)
        scheduling.cancel_class(training_class, by=by, reason=reason, at=at)
        active = list(Enrollment.objects.for_class(training_class).active().order_by("pk"))
        for enrollment in active:
            registration.release(enrollment, by=by, reason=reason, at=at)
    return len(active)


def close_list(
    training_class: TrainingClass, *, by: Any, at: dt.datetime | None = None
) -> TrainingClass:
    """Freeze the list: no registration online from now on, whatever the deadline says."""
    with transaction.atomic():
        if training_class.status != TrainingClass.Status.PUBLISHED or training_class.list_closed_at:
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
            pk=training_class.pk, seats_taken__lte=capacity
        ).update(capacity=capacity)
        if not changed:
            raise Refusal(
                _("More people are confirmed than there would be seats."), code="below_taken"
            )
        audit.record(
            "class.capacity",
            chain=scheduling.chain_of(training_class),
            by=by,
            data={"from": training_class.capacity, "to": capacity},
        )
        training_class.capacity = capacity
        return registration.promote_from_waiting_list(training_class, at=at)
