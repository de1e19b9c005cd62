"""From one class of a course to another: a seat there, or a place on its waiting list."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.models import Enrollment, Letter
from enrollment.registering import registration, steps
from enrollment.registering.steps import RegistrationRefused
from enrollment.seating import seats

State = Enrollment.State
RULE: Final = "moved"


@dataclass(frozen=True)
class Moved:
    """What became, or would become, of one person: a state there, or why nothing."""

    enrollment: Enrollment
    state: str = ""
    refusal: str = ""

    @property
    def has_seat(self) -> bool:
        return self.state in Enrollment.SEATED

    @property
    def waits(self) -> bool:
        return self.state == State.WAITING


def move_to_class(
    enrollment: Enrollment,
    other: TrainingClass,
    *,
    by: Any,
    reason: str = "",
    at: dt.datetime | None = None,
) -> Enrollment:
    """Withdraw here and register there, or neither; returns the enrollment in the other class.

    Codes: `other_course`, `same_class`, `closed`, `finalized`, `roll_taken`, `state_changed` and
    those of a registration by the desk.
    """
    at = at or timezone.now()
    with transaction.atomic():
        _lock_both(enrollment.training_class, other)
        steps.expect(enrollment, *Enrollment.ACTIVE)
        _check(enrollment, other, at=at)
        registration.leave(
            enrollment,
            State.WITHDRAWN,
            by=by,
            rule=RULE,
            reason=reason,
            at=at,
            letter=Letter.Kind.MOVED,
        )
        there = registration.register_trainee(
            enrollment.trainee,
            other,
            agency=enrollment.agency,
            position=enrollment.position,
            source=Enrollment.Source.DESK,
            by=by,
            at=at,
        )
        enrollment.replaced_by = there
        enrollment.save(update_fields=["replaced_by"])
    return there


def _lock_both(*classes: TrainingClass) -> None:
    # By id: two organizers who move people to and fro do not wait for each other for ever.
    for training_class in sorted(classes, key=lambda one: one.pk):
        seats.lock_class(training_class)


def _check(enrollment: Enrollment, other: TrainingClass, *, at: dt.datetime) -> None:
    here = enrollment.training_class
    if other.pk == here.pk:
        raise RegistrationRefused(_("The person is in this class already."), code="same_class")
    if other.course_id != here.course_id:
        raise RegistrationRefused(_("That class belongs to another course."), code="other_course")
    if not other.is_held or other.finalized_at or timezone.localdate(at) > other.ends_on:
        raise RegistrationRefused(_("That class is over or does not take anybody."), code="closed")
    if here.finalized_at:
        raise RegistrationRefused(_("The results are already recognized."), code="finalized")
    if enrollment.attendance.exists():
        raise RegistrationRefused(_("The roll has been taken for this person."), code="roll_taken")


def move_many(
    enrollments: Iterable[Enrollment],
    other: TrainingClass,
    *,
    by: Any,
    reason: str = "",
    at: dt.datetime | None = None,
) -> list[Moved]:
    """One after the other, in the order given; who cannot be moved stays and stops nobody else."""
    done = []
    for enrollment in enrollments:
        try:
            there = move_to_class(enrollment, other, by=by, reason=reason, at=at)
            done.append(Moved(enrollment, state=there.state))
        except Refusal as refusal:
            done.append(Moved(enrollment, refusal=refusal.text))
    return done


def rehearse(enrollments: Iterable[Enrollment], other: TrainingClass, *, by: Any) -> list[Moved]:
    """What `move_many` would do now: it is done and taken back, so the answer cannot differ."""
    with transaction.atomic():
        done = move_many(enrollments, other, by=by)
        transaction.set_rollback(True)
    return done


def possible_classes(training_class: TrainingClass) -> Any:
    """The other classes of the course that are held and not over, the next one first."""
    others = TrainingClass.objects.held().upcoming(timezone.localdate())
    others = others.filter(course=training_class.course_id, finalized_at=None)
    return others.exclude(pk=training_class.pk).order_by("starts_on", "code")
