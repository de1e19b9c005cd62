"""The coordinator's answer to registrations of the own people."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from enrollment.models import Enrollment
from enrollment.querysets import coordinated_paths, within
from enrollment.registering import registration, steps

State = Enrollment.State


def to_be_approved(user: Any) -> "QuerySet[Enrollment]":
    """Registrations that await the coordinator's yes, of the own agencies alone, oldest first."""
    own = within(coordinated_paths(user), "agency__")
    return Enrollment.objects.filter(own, state=State.PENDING_AGENCY).order_by("pk")


def decline_by_agency(
    enrollment: Enrollment, *, by: Any, reason: str, at: dt.datetime | None = None
) -> Enrollment:
    """The coordinator says no; once the organizers have decided it is too late for that."""
    with transaction.atomic():
        steps.expect(enrollment, State.PENDING_AGENCY)
        return registration.decline(
            enrollment, by=by, reason=reason, rule="declined_by_agency", at=at
        )
