"""One person instead of another in one step: the colleague takes over the very seat.

The seat never comes free in between: no counter moves, so nobody who waits could be given it.
"""

import datetime as dt
import uuid
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import TrainingClass
from enrollment.models import Agency, Enrollment, Trainee
from enrollment.people.profile import current_affiliation, store_person, work_at
from enrollment.registering import admission, entry, leaving, registration, steps
from enrollment.registering.steps import RegistrationRefused

State = Enrollment.State
RULE: Final = "substituted"


def substitute(
    enrollment: Enrollment,
    colleague: Trainee,
    *,
    agency: Agency,
    by: Any,
    position: str = "",
    reason: str = "",
    request_key: uuid.UUID | None = None,
    at: dt.datetime | None = None,
) -> Enrollment:
    """Give the seat of the enrollment to a colleague; returns the colleague's enrollment.

    The same `request_key` again returns the first answer. Raises RegistrationRefused with code
    `state_changed` or one of those of `check_time` and `check_colleague`.
    """
    at = at or timezone.now()
    try:
        with transaction.atomic():
            if known := _known(enrollment, request_key):
                return known
            steps.expect(enrollment, *Enrollment.SEATED)
            check_time(enrollment, by=by, at=at)
            check_colleague(enrollment, colleague, agency=agency, position=position, by=by)
            return _pass_on(
                enrollment,
                colleague,
                agency=agency,
                position=position,
                by=by,
                reason=reason,
                request_key=request_key,
                at=at,
            )
    except IntegrityError as error:
        # The colleague was registered beside this decision; the constraint decided.
        if admission.find_active(colleague, enrollment.training_class) is None:
            raise
        raise admission.already_registered() from error


def substitute_new_person(
    enrollment: Enrollment,
    *,
    agency: Agency,
    position: str,
    by: Any,
    reason: str = "",
    request_key: uuid.UUID | None = None,
    at: dt.datetime | None = None,
    **person: Any,
) -> Enrollment:
    """The colleague is not on record yet: store the person and give over the seat, or neither."""
    at = at or timezone.now()
    with transaction.atomic():
        if known := _known(enrollment, request_key):
            return known
        colleague = store_person(by=by, **person)
        work_at(colleague, agency, position, on=timezone.localdate(at))
        return substitute(
            enrollment,
            colleague,
            agency=agency,
            position=position,
            by=by,
            reason=reason,
            request_key=request_key,
            at=at,
        )


def _known(enrollment: Enrollment, request_key: uuid.UUID | None) -> Enrollment | None:
    """What the same form has done before."""
    if request_key is None:
        return None
    known = Enrollment.objects.filter(request_key=request_key).first()
    if known and not Enrollment.objects.filter(pk=enrollment.pk, replaced_by=known).exists():
        raise registration.request_reused()
    return known


def check_time(enrollment: Enrollment, *, by: Any, at: dt.datetime) -> None:
    """Raise when it is too late: codes `closed`, `finalized`, `too_late`, `came`.

    Coordinators may until the first session begins, organizers until the results are recognized
    as long as the roll was not taken for this person.
    """
    training_class = enrollment.training_class
    if not training_class.is_held:
        raise RegistrationRefused(_("This class is not held."), code="closed")
    if training_class.finalized_at:
        raise RegistrationRefused(_("The results are already recognized."), code="finalized")
    if enrollment.attendance.exists():
        raise RegistrationRefused(
            _("The roll has been taken for this person, who can no longer be substituted."),
            code="came",
        )
    if not leaving.is_desk(by) and at >= begins_at(training_class):
        raise RegistrationRefused(
            _("The class has begun. Please ask the organizers."), code="too_late"
        )


def begins_at(training_class: TrainingClass) -> dt.datetime:
    """When the first session begins; without sessions, when the first day does."""
    first = training_class.sessions.order_by("held_on", "starts_at").first()
    if first:
        return first.begins_at
    return timezone.make_aware(dt.datetime.combine(training_class.starts_on, dt.time()))


def check_colleague(
    enrollment: Enrollment, colleague: Trainee, *, agency: Agency, position: str, by: Any
) -> None:
    """Raise when this person cannot take the seat.

    Codes: `same_person`, `merged`, `seat_of_other_agency`, `already_registered`, `clash` and,
    where no organizer decides, those of `entry.check_entry`.
    """
    if colleague.pk == enrollment.trainee_id:
        raise RegistrationRefused(_("This is the same person."), code="same_person")
    given = enrollment.seat_of
    if given and not agency.path.startswith(given.agency.path):
        raise RegistrationRefused(
            _("This seat was given to %(agency)s; only somebody from there can take it."),
            code="seat_of_other_agency",
            params={"agency": given.agency.name},
        )
    seen_from = None if leaving.is_desk(by) else agency
    admission.check_person(colleague, enrollment.training_class, seen_from=seen_from)
    if not leaving.is_desk(by):
        check_entry(enrollment, colleague, agency=agency, position=position)


def check_entry(
    enrollment: Enrollment, colleague: Trainee, *, agency: Agency, position: str
) -> None:
    """Raise when the colleague misses a condition of entry; organizers are only told."""
    training_class = enrollment.training_class
    rule = entry.rule_of(training_class)
    entry.check_entry(rule, colleague, training_class, agency=agency, position=position)


def _pass_on(
    enrollment: Enrollment,
    colleague: Trainee,
    *,
    by: Any,
    reason: str,
    at: dt.datetime,
    **how: Any,
) -> Enrollment:
    source = Enrollment.Source.DESK if leaving.is_desk(by) else Enrollment.Source.AGENCY
    successor = registration.new_enrollment(
        colleague,
        enrollment.training_class,
        source=source,
        at=at,
        seat_of=enrollment.seat_of,
        batch=enrollment.batch,
        state=State.CONFIRMED,
        **how,
    )
    registration.close_offers(enrollment, at=at)
    enrollment.seat_of = None
    steps.move(enrollment, State.SUBSTITUTED, by=by, rule=RULE, reason=reason, at=at)
    registration.store_new(successor, by=by, rule=RULE, at=at)
    enrollment.replaced_by = successor
    enrollment.save(update_fields=["replaced_by"])
    return successor


def agency_of(colleague: Trainee) -> Agency | None:
    """Where the colleague works now, as far as we were told."""
    works = current_affiliation(colleague)
    return works.agency if works else None
