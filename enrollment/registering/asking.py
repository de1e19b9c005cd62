"""The letter that asks the coordinators of an agency about a registration."""

import datetime as dt

from django.utils import timezone

from enrollment.letters import outbox
from enrollment.letters.round_letters import language_of
from enrollment.models import Enrollment, Letter
from enrollment.registering.admission import coordinators_of


def ask_coordinators(enrollment: Enrollment, *, at: dt.datetime | None = None) -> None:
    """Write to the coordinators of the agency, else to those of the nearest one above it."""
    day = timezone.localdate(at)
    people = coordinators_of(enrollment.agency, day).select_related("user__trainee", "agency")
    found = list(people.order_by("-agency__depth", "pk"))
    for one in found:
        if one.agency_id != found[0].agency_id:
            break
        outbox.put_to(
            Letter.Kind.APPROVAL_ASKED,
            key=f"approval_asked:{enrollment.pk}:{one.user_id}",
            to=one.user.email,
            language=language_of(one.user),
            training_class=enrollment.training_class,
            agency=one.agency,
            about=enrollment,
        )
