"""Whether a registration may be withdrawn now, and by whom."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dates import short_date
from enrollment.models import Attendance, Enrollment
from enrollment.registering.steps import RegistrationRefused


def check_withdrawal(enrollment: Enrollment, *, by: Any, reason: str, at: dt.datetime) -> None:
    """Raise when it may not be withdrawn: codes `finalized`, `too_late`, `reason_missing`, `came`.

    After the last day only organizers may, with a reason, and only for somebody who did not come.
    """
    training_class = enrollment.training_class
    if training_class.finalized_at:
        raise RegistrationRefused(_("The results are already recognized."), code="finalized")
    last_day = training_class.last_day_to_withdraw
    if timezone.localdate(at) <= last_day:
        return
    if not is_desk(by):
        raise RegistrationRefused(
            _("The last day to withdraw was %(day)s. Please ask the organizers."),
            code="too_late",
            params={"day": short_date(last_day)},
        )
    if not reason.strip():
        raise RegistrationRefused(
            _("The last day to withdraw is over: a reason is needed."), code="reason_missing"
        )
    if has_come(enrollment):
        raise RegistrationRefused(
            _("This person has come to the class: what counts now is the roll call."), code="came"
        )


def is_desk(by: Any) -> bool:
    """Whether an organizer decides, or the site itself."""
    return by is None or by.is_organizer


def has_come(enrollment: Enrollment) -> bool:
    """Whether a roll call found the person there, if only for a part."""
    came = (Attendance.Mark.PRESENT, Attendance.Mark.LATE, Attendance.Mark.LEFT_EARLY)
    return Attendance.objects.filter(enrollment=enrollment, mark__in=came).exists()
