"""Verbs of registration: who gets a seat, who waits, who leaves, and what is written down of it."""

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import TrainingClass
from enrollment.models import Agency, Enrollment, NominationBatch, SeatOffer, Trainee
from enrollment.registering import admission, leaving, steps
from enrollment.registering.asking import ask_coordinators
from enrollment.registering.steps import RegistrationRefused
from enrollment.registering.waiting_list import fill_free_seats
from enrollment.seating import seats

State = Enrollment.State
Source = Enrollment.Source


def register_trainee(
    trainee: Trainee,
    training_class: TrainingClass,
    *,
    agency: Agency,
    position: str = "",
    source: str = Source.SELF,
    by: Any = None,
    request_key: uuid.UUID | None = None,
    batch: NominationBatch | None = None,
    at: dt.datetime | None = None,
) -> Enrollment:
    """Give the trainee a seat, a place in the queue or a decision to wait for.

    The same `request_key` again returns the first answer. Raises RegistrationRefused with code
    `request_reused` or one of those of `admission.check_admission`.
    """
    at = at or timezone.now()
    try:
        with transaction.atomic():
            known = Enrollment.objects.filter(request_key=request_key).first()
            if request_key and known:
                return _same_answer(known, trainee, training_class)
            return _register(
                trainee,
                training_class,
                agency=agency,
                position=position,
                source=source,
                by=by,
                request_key=request_key,
                batch=batch,
                at=at,
            )
    except IntegrityError as error:
        # Another request of the same person won the race; the constraint decided.
        known = admission.find_active(trainee, training_class)
        if known is None:
            raise
        if request_key and known.request_key == request_key:
            return known
        raise admission.already_registered() from error


def _same_answer(known: Enrollment, trainee: Trainee, training_class: TrainingClass) -> Enrollment:
    if (known.trainee_id, known.training_class_id) != (trainee.pk, training_class.pk):
        raise request_reused()
    return known


def request_reused() -> RegistrationRefused:
    """The key of a form came back with other contents."""
    return RegistrationRefused(
        _("This form was already used for another registration. Open it again."),
        code="request_reused",
    )


def _register(
    trainee: Trainee,
    training_class: TrainingClass,
    *,
    agency: Agency,
    position: str,
    source: str,
    by: Any,
    at: dt.datetime,
    **stored: Any,
) -> Enrollment:
    current = TrainingClass.objects.get(pk=training_class.pk)
    # Nobody is to be registered beside a decision that calls the class off or recognizes it.
    seats.lock_class(current)
    admission.check_admission(
        trainee, current, agency=agency, position=position, source=source, at=at
    )
    enrollment = new_enrollment(
        trainee, current, agency=agency, position=position, source=source, at=at, **stored
    )
    asked_first = admission.asked_first(current, agency, source=source, at=at)
    enrollment.state = _next_state(enrollment, asked_first)
    store_new(enrollment, by=by, rule=f"registered_{source}", at=at)
    return _with_others_seated(enrollment, at=at)


def new_enrollment(
    trainee: Trainee,
    training_class: TrainingClass,
    *,
    agency: Agency,
    position: str,
    source: str,
    at: dt.datetime,
    **stored: Any,
) -> Enrollment:
    """With the names as they are on the days of the class; without a state, and not stored."""
    return Enrollment(
        trainee=trainee,
        training_class=training_class,
        agency=agency,
        position=position,
        source=source,
        registered_at=at,
        full_name=trainee.full_name,
        is_demo=training_class.is_demo,
        **agency_on(agency, training_class.starts_on),
        **stored,
    )


def store_new(enrollment: Enrollment, *, by: Any, rule: str, at: dt.datetime) -> Enrollment:
    """Store an enrollment whose state and seat are decided, with history, log and letter."""
    enrollment.save(force_insert=True)
    # Only now: storing waits for whoever merges the person's record into another one.
    if not Trainee.objects.present().filter(pk=enrollment.trainee_id).exists():
        raise RegistrationRefused(
            _("This record was meanwhile merged into another one. Look for the person again."),
            code="merged",
        )
    steps.write_down(enrollment, "", by=by, rule=rule, at=at)
    if enrollment.state == State.PENDING_AGENCY:
        ask_coordinators(enrollment, at=at)
    return enrollment


def agency_on(agency: Agency, day: dt.date) -> dict[str, Any]:
    """The agency as it was on that day, as an enrollment keeps it for ever."""
    version = agency.version_on(day)
    return {
        "agency_name": version.name if version else agency.name,
        "agency_parent_names": agency.parent_names_on(day),
        "agency_level": version.level if version else agency.level,
    }


def _next_state(enrollment: Enrollment, asked_next: str = "") -> str:
    """What follows a yes: the next approval, else a seat, else the waiting list; counts it."""
    if asked_next:
        return asked_next
    if take_seat(enrollment):
        return State.CONFIRMED
    seats.join_waiting(enrollment.training_class)
    return State.WAITING


def take_seat(enrollment: Enrollment, *, ahead: bool = False) -> bool:
    """Take a seat of the person's agency, else a common one; sets `seat_of`."""
    given = seats.seats_of(enrollment.training_class, enrollment.agency)
    if given and seats.take_given_seat(given):
        enrollment.seat_of = given
        return True
    enrollment.seat_of = None
    return seats.take_common_seat(enrollment.training_class, ahead=ahead)


def _with_others_seated(enrollment: Enrollment, *, at: dt.datetime) -> Enrollment:
    """A seat may be free all the same, of an agency above; nobody must be left out."""
    if enrollment.state != State.WAITING:
        return enrollment
    if fill_free_seats(enrollment.training_class, at=at, joined=enrollment):
        enrollment.refresh_from_db()
    return enrollment


def approve_by_agency(
    enrollment: Enrollment, *, by: Any, at: dt.datetime | None = None
) -> Enrollment:
    """The coordinator says yes: on to the organizers, or to a seat when nobody else is asked."""
    at = at or timezone.now()
    with transaction.atomic():
        steps.expect(enrollment, State.PENDING_AGENCY)
        _check_not_recognized(enrollment.training_class)
        _check_list_open(enrollment.training_class, at=at)
        is_last = enrollment.training_class.approval != TrainingClass.Approval.BOTH
        state = _next_state(enrollment, "" if is_last else State.PENDING)
        steps.move(enrollment, state, by=by, rule="approved_by_agency", at=at)
        return _with_others_seated(enrollment, at=at)


def confirm(enrollment: Enrollment, *, by: Any, at: dt.datetime | None = None) -> Enrollment:
    """Give a pending registration its seat, or a place in the queue when the class is full.

    Organizers may also say yes where the agency has not answered.
    """
    at = at or timezone.now()
    with transaction.atomic():
        steps.expect(enrollment, State.PENDING, State.PENDING_AGENCY)
        _check_not_recognized(enrollment.training_class)
        state = _next_state(enrollment)
        is_full = state == State.WAITING
        rule = "full_when_confirmed" if is_full else "confirmed_by_organizer"
        steps.move(enrollment, state, by=by, rule=rule, at=at)
        return _with_others_seated(enrollment, at=at)


def promote(enrollment: Enrollment, *, by: Any, at: dt.datetime | None = None) -> Enrollment:
    """Give a waiting person a free seat ahead of the others: an organizer's decision, logged."""
    with transaction.atomic():
        steps.expect(enrollment, State.WAITING)
        _check_not_recognized(enrollment.training_class)
        if not take_seat(enrollment, ahead=True):
            raise RegistrationRefused(_("There is no free seat."), code="full")
        seats.leave_waiting(enrollment.training_class)
        return steps.move(enrollment, State.CONFIRMED, by=by, rule="promoted_by_organizer", at=at)


def decline(
    enrollment: Enrollment,
    *,
    by: Any,
    reason: str = "",
    rule: str = "declined_by_organizer",
    at: dt.datetime | None = None,
) -> Enrollment:
    """Say no to a registration that is pending or waiting."""
    with transaction.atomic():
        steps.expect(enrollment, State.PENDING_AGENCY, State.PENDING, State.WAITING)
        seats.give_back(enrollment)
        return steps.move(enrollment, State.DECLINED, by=by, rule=rule, reason=reason, at=at)


def withdraw(
    enrollment: Enrollment, *, by: Any, reason: str = "", at: dt.datetime | None = None
) -> Enrollment:
    """Give the seat back and offer it to the first on the waiting list.

    Refused with one of the codes of `leaving.check_withdrawal`.
    """
    at = at or timezone.now()
    with transaction.atomic():
        steps.expect(enrollment, *Enrollment.ACTIVE)
        leaving.check_withdrawal(enrollment, by=by, reason=reason, at=at)
        return leave(enrollment, State.WITHDRAWN, by=by, rule="withdrawn", reason=reason, at=at)


def release_all(
    training_class: TrainingClass, *, by: Any, reason: str, at: dt.datetime | None = None
) -> int:
    """End all active registrations because the class is canceled; returns how many.

    Nobody is promoted. To be called under the lock of the class.
    """
    at = at or timezone.now()
    with transaction.atomic():
        rows = Enrollment.objects.for_class(training_class).active().order_by("pk")
        active = list(rows.select_related("training_class", "trainee__user"))
        open_offers = SeatOffer.objects.filter(enrollment__in=active, answer=SeatOffer.Answer.OPEN)
        open_offers.update(answer=SeatOffer.Answer.VOID, answered_at=at)
        seats.give_back_all(training_class, active)
        steps.move_many(active, State.CANCELED, by=by, rule="class_canceled", reason=reason, at=at)
    return len(active)


def leave(enrollment: Enrollment, state: str, *, at: dt.datetime, **how: Any) -> Enrollment:
    """End a registration and let the next one have the seat; the state was checked before."""
    close_offers(enrollment, at=at)
    had_seat = enrollment.has_seat
    seats.give_back(enrollment)
    enrollment.seat_of = None
    steps.move(enrollment, state, at=at, **how)
    # Once the class has begun nobody is called from the list by itself: they could not come.
    if had_seat and timezone.localdate(at) < enrollment.training_class.starts_on:
        fill_free_seats(enrollment.training_class, at=at)
    return enrollment


def close_offers(enrollment: Enrollment, *, at: dt.datetime) -> None:
    """The question is answered otherwise: an open offer can be neither accepted nor declined."""
    if enrollment.state == State.OFFERED:
        enrollment.offers.filter(answer=SeatOffer.Answer.OPEN).update(
            answer=SeatOffer.Answer.VOID, answered_at=at
        )


def _check_list_open(training_class: TrainingClass, *, at: dt.datetime) -> None:
    """Once the list is frozen, or the class over, only organizers add somebody."""
    if training_class.list_closed_at or timezone.localdate(at) > training_class.ends_on:
        raise RegistrationRefused(_("The list of this class is not open."), code="list_closed")


def _check_not_recognized(training_class: TrainingClass) -> None:
    """Whoever got a seat afterwards would have neither periods nor a result."""
    if training_class.finalized_at:
        raise RegistrationRefused(_("The results are already recognized."), code="finalized")
