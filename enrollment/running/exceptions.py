"""Decisions against the rule for one person: gets a certificate nonetheless, or does not."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit, vietnamese
from courses.models import TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.models import Enrollment, EntitlementException
from enrollment.seating import seats


class ExceptionRefused(Refusal):
    """No exception can be made or taken back any more, or for this person."""


def make_exception(
    enrollment: Enrollment,
    *,
    is_entitled: bool,
    reason: str,
    by: Any,
    at: dt.datetime | None = None,
) -> EntitlementException:
    """Decide for or against one person, with the reason; a later one takes the place of it."""
    reason = vietnamese.clean_text(reason)
    with transaction.atomic():
        training_class = _lock(enrollment)
        if enrollment.state != Enrollment.State.CONFIRMED:
            raise ExceptionRefused(_("This person is not in the class."), code="not_in_class")
        if not reason:
            raise ExceptionRefused(_("Please give a reason."), code="reason_missing")
        made, _created = EntitlementException.objects.update_or_create(
            enrollment=enrollment,
            defaults={
                "is_entitled": is_entitled,
                "reason": reason,
                "decided_at": at or timezone.now(),
                "decided_by": by,
            },
        )
        audit.record("class.exception", by=by, **_entry(made, training_class))
    return made


def remove_exception(enrollment: Enrollment, *, by: Any) -> bool:
    """Let the rule decide again; false when there was no exception."""
    with transaction.atomic():
        training_class = _lock(enrollment)
        made = EntitlementException.objects.filter(enrollment=enrollment).first()
        if made is None:
            return False
        audit.record("class.exception_removed", by=by, **_entry(made, training_class))
        made.delete()
    return True


def _lock(enrollment: Enrollment) -> TrainingClass:
    training_class: TrainingClass = enrollment.training_class
    seats.lock_class(training_class)
    enrollment.refresh_from_db(fields=["state"])
    if training_class.finalized_at:
        raise ExceptionRefused(_("The results are already recognized."), code="finalized")
    return training_class


def _entry(made: EntitlementException, training_class: TrainingClass) -> dict[str, Any]:
    return {
        "chain": chain_of(training_class),
        "subject": f"enrollment:{made.enrollment_id}",
        "data": {"is_entitled": made.is_entitled, "reason": made.reason},
    }
