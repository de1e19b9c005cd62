"""Verbs of registration: who gets a seat, who waits, who leaves, and what is written down of it."""

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from courses.models import TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment import outbox, seats
from enrollment.models import Agency, Enrollment, EnrollmentChange, Letter, Trainee

State = Enrollment.State


class RegistrationRefused(Refusal):
    """A registration or a change of it that the rules do not allow."""


def register_trainee(
    trainee: Trainee,
    training_class: TrainingClass,
    *,
    agency: Agency,
    position: str = "",
    source: str = Enrollment.Source.SELF,
    by: Any = None,
    request_key: uuid.UUID | None = None,
    at: dt.datetime | None = None,
) -> Enrollment:
    """Give the trainee a seat, a place in the queue or a decision to wait for.

    The same `request_key` again returns the first answer. Raises RegistrationRefused with code
    `closed`, `already_registered`, `clash` or `request_reused`.
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
                at=at,
            )
    except IntegrityError as error:
        # Another request of the same person won the race; the constraint decided.
        known = _find_active(trainee, training_class)
        if known is None:
            raise
        if request_key and known.request_key == request_key:
            return known
        raise _already_registered() from error


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


def _register(trainee: Trainee, training_class: TrainingClass, **how: Any) -> Enrollment:
    current = TrainingClass.objects.get(pk=training_class.pk)
    # Nobody is to be registered beside a decision that calls the class off or recognizes it.
    seats.lock_class(current)
    _check_admissible(trainee, current, source=how["source"], at=how["at"])
    state = _first_state(current, source=how["source"])
    enrollment = _store(trainee, current, state=state, **how)
    if state == State.WAITING:
        # Between "no seat" and "waits" a seat may have come free; nobody must be left out.
        promote_from_waiting_list(current, at=how["at"])
        enrollment.refresh_from_db()
    return enrollment


def check_registration(
    trainee: Trainee, training_class: TrainingClass, *, at: dt.datetime | None = None
) -> None:
    """Raise what `register_trainee` would, before a form is filled in vain."""
    _check_admissible(
        trainee, training_class, source=Enrollment.Source.SELF, at=at or timezone.now()
    )


def _check_admissible(
    trainee: Trainee, training_class: TrainingClass, *, source: str, at: dt.datetime
) -> None:
    if source == Enrollment.Source.DESK:
        # The desk may add people after the deadline, not to a class that is over or canceled.
        is_open = training_class.is_held and training_class.finalized_at is None
    else:
        is_open = training_class.is_open_for_registration(at)
    if not is_open:
        raise RegistrationRefused(_("Registration for this class is closed."), code="closed")
    if trainee.pk and _find_active(trainee, training_class):
        raise _already_registered()
    if trainee.pk:
        _check_clash(trainee, training_class)


def _check_clash(trainee: Trainee, training_class: TrainingClass) -> None:
    other = (
        Enrollment.objects.active()
        .filter(
            trainee=trainee,
            training_class__status=TrainingClass.Status.PUBLISHED,
            training_class__starts_on__lte=training_class.ends_on,
            training_class__ends_on__gte=training_class.starts_on,
        )
        .exclude(training_class=training_class)
        .select_related("training_class")
        .first()
    )
    if other:
        raise RegistrationRefused(
            _("On these days there is already a registration for the class “%(title)s”."),
            code="clash",
            params={"title": other.training_class.title},
        )


def _find_active(trainee: Trainee, training_class: TrainingClass) -> Enrollment | None:
    return Enrollment.objects.active().filter(trainee=trainee).for_class(training_class).first()


def _already_registered() -> RegistrationRefused:
    return RegistrationRefused(
        _("There is already a registration for this class."), code="already_registered"
    )


def _first_state(training_class: TrainingClass, *, source: str) -> str:
    needs_approval = training_class.registration == TrainingClass.Registration.APPROVAL
    if needs_approval and source != Enrollment.Source.DESK:
        return State.PENDING
    if seats.take_seat(training_class):
        return State.CONFIRMED
    seats.join_waiting(training_class)
    return State.WAITING


def _store(
    trainee: Trainee,
    training_class: TrainingClass,
    *,
    state: str,
    agency: Agency,
    position: str,
    source: str,
    by: Any,
    request_key: uuid.UUID | None,
    at: dt.datetime,
) -> Enrollment:
    day = training_class.starts_on
    version = agency.version_on(day)
    enrollment = Enrollment.objects.create(
        trainee=trainee,
        training_class=training_class,
        agency=agency,
        state=state,
        source=source,
        registered_at=at,
        request_key=request_key,
        full_name=trainee.full_name,
        position=position,
        agency_name=version.name if version else agency.name,
        agency_parent_names=agency.parent_names_on(day),
        agency_level=version.level if version else agency.level,
        is_demo=training_class.is_demo,
    )
    _write_down(enrollment, "", by=by, rule=f"registered_{source}", at=at)
    return enrollment


def confirm(enrollment: Enrollment, *, by: Any, at: dt.datetime | None = None) -> Enrollment:
    """Give a pending registration its seat, or a place in the queue when the class is full."""
    with transaction.atomic():
        _check_state(enrollment, State.PENDING)
        training_class = enrollment.training_class
        _check_not_recognized(training_class)
        if seats.take_seat(training_class):
            return _move(enrollment, State.CONFIRMED, by=by, rule="confirmed_by_organizer", at=at)
        seats.join_waiting(training_class)
        _move(enrollment, State.WAITING, by=by, rule="full_when_confirmed", at=at)
        promote_from_waiting_list(training_class, at=at)
        enrollment.refresh_from_db()
        return enrollment


def promote(enrollment: Enrollment, *, by: Any, at: dt.datetime | None = None) -> Enrollment:
    """Give a waiting person a free seat ahead of the others: an organizer's decision, logged."""
    with transaction.atomic():
        _check_state(enrollment, State.WAITING)
        _check_not_recognized(enrollment.training_class)
        if not seats.take_seat_ahead(enrollment.training_class):
            raise RegistrationRefused(_("There is no free seat."), code="full")
        seats.leave_waiting(enrollment.training_class)
        return _move(enrollment, State.CONFIRMED, by=by, rule="promoted_by_organizer", at=at)


def decline(
    enrollment: Enrollment, *, by: Any, reason: str = "", at: dt.datetime | None = None
) -> Enrollment:
    """Say no to a registration that is pending or waiting."""
    with transaction.atomic():
        _check_state(enrollment, State.PENDING, State.WAITING)
        if enrollment.state == State.WAITING:
            seats.leave_waiting(enrollment.training_class)
        return _move(
            enrollment, State.DECLINED, by=by, rule="declined_by_organizer", reason=reason, at=at
        )


def withdraw(
    enrollment: Enrollment, *, by: Any, reason: str = "", at: dt.datetime | None = None
) -> Enrollment:
    """Give the seat back and offer it to the first on the waiting list."""
    at = at or timezone.now()
    with transaction.atomic():
        _check_state(enrollment, *Enrollment.ACTIVE)
        training_class = enrollment.training_class
        if training_class.finalized_at or timezone.localdate(at) >= training_class.starts_on:
            raise RegistrationRefused(
                _("The class has begun; a registration can no longer be withdrawn."),
                code="too_late",
            )
        return _leave(enrollment, State.WITHDRAWN, by=by, rule="withdrawn", reason=reason, at=at)


def release(
    enrollment: Enrollment, *, by: Any, reason: str, at: dt.datetime | None = None
) -> Enrollment:
    """End an active registration because its class is canceled; nobody is promoted."""
    with transaction.atomic():
        _check_state(enrollment, *Enrollment.ACTIVE)
        _give_back(enrollment)
        return _move(enrollment, State.CANCELED, by=by, rule="class_canceled", reason=reason, at=at)


def promote_from_waiting_list(
    training_class: TrainingClass, *, at: dt.datetime | None = None
) -> list[Enrollment]:
    """Fill free seats from the queue, first come first seated, until one of the two is empty."""
    promoted = []
    with transaction.atomic():
        while seats.seat_from_waiting(training_class):
            first = Enrollment.objects.for_class(training_class).waiting().first()
            if first is None:  # the counters lie; check_invariants reports it
                raise RuntimeError(f"waiting_count of class {training_class.pk} counts nobody")
            promoted.append(_move(first, State.CONFIRMED, by=None, rule="first_come", at=at))
    return promoted


def _leave(enrollment: Enrollment, state: str, **how: Any) -> Enrollment:
    had_seat = enrollment.state == State.CONFIRMED
    _give_back(enrollment)
    _move(enrollment, state, **how)
    if had_seat:
        promote_from_waiting_list(enrollment.training_class, at=how["at"])
    return enrollment


def _give_back(enrollment: Enrollment) -> None:
    if enrollment.state == State.CONFIRMED:
        seats.free_seat(enrollment.training_class)
    elif enrollment.state == State.WAITING:
        seats.leave_waiting(enrollment.training_class)


def _check_state(enrollment: Enrollment, *expected: str) -> None:
    """Read the state again under a lock; two organizers may decide at once."""
    # Always the class first, then its enrollments: one order of locks, no deadlock.
    seats.lock_class(enrollment.training_class)
    enrollment.state = Enrollment.objects.values_list("state", flat=True).get(pk=enrollment.pk)
    if enrollment.state not in expected:
        raise RegistrationRefused(
            _("This registration has meanwhile changed: %(state)s."),
            code="state_changed",
            params={"state": enrollment.get_state_display()},
        )


def _check_not_recognized(training_class: TrainingClass) -> None:
    """Whoever got a seat afterwards would have neither periods nor a result."""
    if training_class.finalized_at:
        raise RegistrationRefused(_("The results are already recognized."), code="finalized")


def _move(
    enrollment: Enrollment,
    state: str,
    *,
    by: Any,
    rule: str,
    reason: str = "",
    at: dt.datetime | None = None,
) -> Enrollment:
    before, enrollment.state = enrollment.state, state
    enrollment.save(update_fields=["state"])
    _write_down(enrollment, before, by=by, rule=rule, reason=reason, at=at or timezone.now())
    return enrollment


def _write_down(
    enrollment: Enrollment,
    before: str,
    *,
    by: Any,
    rule: str,
    at: dt.datetime,
    reason: str = "",
) -> None:
    """History, log and letter of one step, in the step's own transaction."""
    change = EnrollmentChange.objects.create(
        enrollment=enrollment,
        from_state=before,
        to_state=enrollment.state,
        at=at,
        by=by,
        rule=rule,
        reason=reason,
    )
    audit.record(
        f"enrollment.{enrollment.state}",
        chain=chain_of(enrollment.training_class),
        by=by,
        subject=f"enrollment:{enrollment.pk}",
        data={"from": before, "to": enrollment.state, "rule": rule, "reason": reason},
    )
    outbox.put(_letter_kind(enrollment.state, before), key=f"change:{change.pk}", about=enrollment)


def _letter_kind(state: str, before: str) -> str:
    if state == State.CONFIRMED and before == State.WAITING:
        return Letter.Kind.PROMOTED
    if state == State.CANCELED:
        return Letter.Kind.CLASS_CANCELED
    # The other letters are named after the state they tell of.
    return Letter.Kind(state)
