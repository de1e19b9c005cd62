"""A missed session, made up by attending one of another class of the same course."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from courses.models import Session, TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.models import Attendance, Enrollment, MakeUp
from enrollment.seating import seats

MISSES = (Attendance.Mark.ABSENT, Attendance.Mark.EXCUSED)


class MakeUpRefused(Refusal):
    """Nothing to make up, nothing that fits, or no longer."""


def sessions_that_fit(enrollment: Enrollment, missed: Session) -> QuerySet[Attendance]:
    """What the same person attended elsewhere: same course, as many periods, not counted twice."""
    in_class = enrollment.training_class
    used = MakeUp.objects.filter(enrollment__trainee=enrollment.trainee_id).values("attended")
    marks = Attendance.objects.filter(
        enrollment__trainee=enrollment.trainee_id,
        enrollment__state=Enrollment.State.CONFIRMED,
        session__training_class__course=in_class.course_id,
        session__training_class__status=TrainingClass.Status.PUBLISHED,
        session__training_class=F("enrollment__training_class"),
        session__periods__gte=missed.periods,
        mark__in=Attendance.ATTENDED,
        periods__gt=0,
    )
    marks = marks.exclude(session__training_class=in_class).exclude(session__in=used)
    return marks.select_related("session__training_class").order_by(
        "session__held_on", "session__starts_at"
    )


def record_make_up(
    enrollment: Enrollment,
    missed: Session,
    attended: Session,
    *,
    by: Any,
    reason: str = "",
    at: dt.datetime | None = None,
) -> MakeUp:
    """Count a session attended elsewhere for a missed one, as far as the rule of the class lets."""
    in_class = missed.training_class
    with transaction.atomic():
        seats.lock_class(in_class)
        _check(enrollment, missed)
        fits = sessions_that_fit(enrollment, missed).filter(session=attended).first()
        if fits is None:
            raise MakeUpRefused(
                _("This session was not attended, or does not fit the missed one."),
                code="does_not_fit",
            )
        made_up = MakeUp.objects.create(
            enrollment=enrollment,
            missed=missed,
            attended=attended,
            # Who came late there has made up no more than was heard there.
            periods=min(missed.periods, fits.periods),
            reason=reason,
            recorded_at=at or timezone.now(),
            recorded_by=by,
        )
        _log_one("make_up.recorded", made_up, in_class, by=by)
    return made_up


def take_back_make_up(made_up: MakeUp, *, by: Any) -> None:
    """The session counts as missed again."""
    in_class = made_up.missed.training_class
    with transaction.atomic():
        seats.lock_class(in_class)
        _check_open(in_class)
        _log_one("make_up.taken_back", made_up, in_class, by=by)
        made_up.delete()


def _check(enrollment: Enrollment, missed: Session) -> None:
    in_class = missed.training_class
    _check_open(in_class)
    if not in_class.attendance_rule.allows_make_up:
        raise MakeUpRefused(
            _("The attendance rule of this class does not allow making up."), code="not_allowed"
        )
    mine = Attendance.objects.filter(enrollment=enrollment, session=missed, mark__in=MISSES)
    is_confirmed = enrollment.state == Enrollment.State.CONFIRMED
    if not (is_confirmed and enrollment.training_class_id == in_class.pk and mine.exists()):
        raise MakeUpRefused(_("This session was not missed."), code="not_missed")
    if MakeUp.objects.filter(enrollment=enrollment, missed=missed).exists():
        raise MakeUpRefused(_("This session is made up already."), code="already_made_up")


def _check_open(training_class: TrainingClass) -> None:
    if training_class.finalized_at or not training_class.is_held:
        raise MakeUpRefused(_("The results are already recognized."), code="finalized")


def _log_one(action: str, made_up: MakeUp, training_class: TrainingClass, *, by: Any) -> None:
    audit.record(
        action,
        chain=chain_of(training_class),
        by=by,
        subject=f"enrollment:{made_up.enrollment_id}",
        data={
            "missed": made_up.missed_id,
            "attended": made_up.attended_id,
            "periods": made_up.periods,
            "reason": made_up.reason,
        },
    )
