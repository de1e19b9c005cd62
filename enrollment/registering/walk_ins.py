"""People who come to a class without a seat in it: written down at the door, on its days only."""

import datetime as dt
import uuid
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from courses.models import TrainingClass
from courses.scheduling import chain_of
from enrollment.models import Agency, Enrollment, Trainee
from enrollment.people.profile import current_affiliation, store_person, work_at
from enrollment.registering import admission, leaving, registration, steps
from enrollment.registering.steps import RegistrationRefused
from enrollment.seating import seats

State = Enrollment.State
RULE: Final = "walk_in"


def is_class_day(training_class: TrainingClass, day: dt.date) -> bool:
    """Whether the class meets on that day; without sessions, whether the day is one of its."""
    if not training_class.starts_on <= day <= training_class.ends_on:
        return False
    days = set(training_class.sessions.values_list("held_on", flat=True))
    return day in days or not days


def admit(
    person: Trainee,
    training_class: TrainingClass,
    *,
    agency: Agency,
    by: Any,
    position: str = "",
    with_more_seats: bool = False,
    request_key: uuid.UUID | None = None,
    at: dt.datetime | None = None,
) -> Enrollment:
    """Give somebody on record who has come a seat; who waited or was undecided gets one too.

    Only an organizer passes those who wait, and may add a seat (`with_more_seats`). Codes:
    `not_class_day`, `full`, and those of a registration by the desk.
    """
    at = at or timezone.now()
    with transaction.atomic():
        if known := _known(training_class, request_key):
            return known
        _check_day(training_class, at=at)
        waiting = _undecided(person, training_class)
        if waiting:
            return _admit_waiting(waiting, by=by, with_more_seats=with_more_seats, at=at)
        admission.check_admission(
            person,
            training_class,
            agency=agency,
            position=position,
            source=Enrollment.Source.WALK_IN,
            at=at,
        )
        enrollment = registration.new_enrollment(
            person,
            training_class,
            agency=agency,
            position=position,
            source=Enrollment.Source.WALK_IN,
            at=at,
            state=State.CONFIRMED,
            request_key=request_key,
        )
        _take_seat(enrollment, by=by, with_more_seats=with_more_seats)
        return registration.store_new(enrollment, by=by, rule=RULE, at=at)


def admit_new_person(
    training_class: TrainingClass,
    *,
    agency: Agency,
    by: Any,
    position: str = "",
    with_more_seats: bool = False,
    request_key: uuid.UUID | None = None,
    at: dt.datetime | None = None,
    **person: Any,
) -> Enrollment:
    """Write down somebody of whom there is no record; the list of duplicates finds a second one."""
    at = at or timezone.now()
    with transaction.atomic():
        if known := _known(training_class, request_key):
            return known
        newcomer = store_person(by=by, **person)
        work_at(newcomer, agency, position, on=timezone.localdate(at))
        return admit(
            newcomer,
            training_class,
            agency=agency,
            by=by,
            position=position,
            with_more_seats=with_more_seats,
            request_key=request_key,
            at=at,
        )


def _known(training_class: TrainingClass, request_key: uuid.UUID | None) -> Enrollment | None:
    """What the same form has done before; asked under the lock of the class."""
    seats.lock_class(training_class)
    if request_key is None:
        return None
    known = Enrollment.objects.filter(request_key=request_key).first()
    if known and known.training_class_id != training_class.pk:
        raise registration.request_reused()
    return known


def _check_day(training_class: TrainingClass, *, at: dt.datetime) -> None:
    if not is_class_day(training_class, timezone.localdate(at)):
        raise RegistrationRefused(
            _("People who come without registration are added on the days of the class."),
            code="not_class_day",
        )


def _undecided(person: Trainee, training_class: TrainingClass) -> Enrollment | None:
    known = admission.find_active(person, training_class)
    return known if known and known.state != State.CONFIRMED else None


def _admit_waiting(
    enrollment: Enrollment, *, by: Any, with_more_seats: bool, at: dt.datetime
) -> Enrollment:
    steps.expect(enrollment, *Enrollment.ACTIVE)
    training_class = enrollment.training_class
    admission.check_open(training_class, agency=None, source=Enrollment.Source.WALK_IN, at=at)
    registration.close_offers(enrollment, at=at)
    if not enrollment.has_seat:
        was_waiting = enrollment.state == State.WAITING
        _take_seat(enrollment, by=by, with_more_seats=with_more_seats)
        if was_waiting:
            seats.leave_waiting(training_class)
    return steps.move(enrollment, State.CONFIRMED, by=by, rule=RULE, at=at)


def _take_seat(enrollment: Enrollment, *, by: Any, with_more_seats: bool) -> None:
    is_desk = leaving.is_desk(by)
    if registration.take_seat(enrollment, ahead=is_desk):
        return
    if with_more_seats and is_desk:
        _add_seat(enrollment.training_class, by=by)
        if registration.take_seat(enrollment, ahead=True):
            return
    raise RegistrationRefused(_("There is no free seat."), code="full")


def _add_seat(training_class: TrainingClass, *, by: Any) -> None:
    """One more, for the one who stands in the door and not for the queue."""
    TrainingClass.objects.filter(pk=training_class.pk).update(capacity=F("capacity") + 1)
    before = TrainingClass.objects.values_list("capacity", flat=True).get(pk=training_class.pk) - 1
    training_class.capacity = before + 1
    audit.record(
        "class.capacity",
        chain=chain_of(training_class),
        by=by,
        data={"from": before, "to": before + 1},
    )


def works_at(person: Trainee) -> dict[str, Any]:
    """What the form begins with for somebody on record."""
    works = current_affiliation(person)
    return {"agency": works.agency, "position": works.position} if works else {}
