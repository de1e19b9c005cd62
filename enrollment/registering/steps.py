"""One step in the life of an enrollment: state, history, log and letter, written together."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.letters import outbox
from enrollment.models import Enrollment, EnrollmentChange, Letter
from enrollment.seating import seats

State = Enrollment.State


class RegistrationRefused(Refusal):
    """A registration or a change of it that the rules do not allow."""


def expect(enrollment: Enrollment, *states: str) -> None:
    """Read the state again under the lock of the class; two people may decide at once.

    Raises RegistrationRefused with code `state_changed` when it is none of these any more.
    """
    # Always the class first, then its enrollments: one order of locks, no deadlock.
    seats.lock_class(enrollment.training_class)
    enrollment.refresh_from_db(fields=["state", "seat_of"])
    if enrollment.state not in states:
        raise RegistrationRefused(
            _("This registration has meanwhile changed: %(state)s."),
            code="state_changed",
            params={"state": enrollment.get_state_display()},
        )


def move(
    enrollment: Enrollment,
    state: str,
    *,
    by: Any,
    rule: str,
    reason: str = "",
    at: dt.datetime | None = None,
    letter: str | None = None,
    evidence: dict[str, Any] | None = None,
) -> Enrollment:
    """Store the new state (and `seat_of`) with its history; `letter` replaces the usual kind.

    Counts no seats: that is the caller's business, in the same transaction. `evidence` goes into
    the log, so that a rule's move can be judged later.
    """
    before, enrollment.state = enrollment.state, state
    enrollment.save(update_fields=["state", "seat_of"])
    write_down(
        enrollment,
        before,
        by=by,
        rule=rule,
        reason=reason,
        at=at or timezone.now(),
        letter=letter,
        evidence=evidence,
    )
    return enrollment


def write_down(
    enrollment: Enrollment,
    before: str,
    *,
    by: Any,
    rule: str,
    at: dt.datetime,
    reason: str = "",
    letter: str | None = None,
    evidence: dict[str, Any] | None = None,
) -> EnrollmentChange:
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
        data=_data(enrollment, before, rule, reason) | (evidence or {}),
    )
    outbox.put(
        letter or _letter_kind(enrollment.state, before),
        key=f"change:{change.pk}",
        about=enrollment,
    )
    return change


def _data(enrollment: Enrollment, before: str, rule: str, reason: str = "") -> dict[str, Any]:
    """What the log keeps; of a seat also whose it was, so that nobody passed the queue unseen."""
    data = {"from": before, "to": enrollment.state, "rule": rule, "reason": reason}
    return data | ({"seat": enrollment.seat_of_id} if enrollment.has_seat else {})


def move_many(
    enrollments: list[Enrollment], state: str, *, by: Any, rule: str, reason: str, at: dt.datetime
) -> None:
    """What `move` does, for many enrollments of one class with a few queries."""
    before = [enrollment.state for enrollment in enrollments]
    for enrollment in enrollments:
        enrollment.state = state
    Enrollment.objects.filter(pk__in=[one.pk for one in enrollments]).update(state=state)
    write_down_many(enrollments, before, by=by, rule=rule, reason=reason, at=at)


def write_down_many(
    enrollments: list[Enrollment],
    before: list[str],
    *,
    by: Any,
    rule: str,
    at: dt.datetime,
    reason: str = "",
) -> None:
    """What `write_down` does, for many enrollments of one class with a few queries."""
    changes = EnrollmentChange.objects.bulk_create(
        EnrollmentChange(
            enrollment=enrollment,
            from_state=state,
            to_state=enrollment.state,
            at=at,
            by=by,
            rule=rule,
            reason=reason,
        )
        for enrollment, state in zip(enrollments, before, strict=True)
    )
    audit.record_many(
        [
            audit.Act(
                f"enrollment.{change.to_state}",
                chain=chain_of(change.enrollment.training_class),
                subject=f"enrollment:{change.enrollment_id}",
                data=_data(change.enrollment, change.from_state, rule, reason),
            )
            for change in changes
        ],
        by=by,
    )
    outbox.put_many(
        (
            _letter_kind(change.to_state, change.from_state),
            f"change:{change.pk}",
            change.enrollment,
        )
        for change in changes
    )


def _letter_kind(state: str, before: str) -> str:
    if state == State.CONFIRMED and before == State.WAITING:
        return Letter.Kind.PROMOTED
    if state == State.CANCELED:
        return Letter.Kind.CLASS_CANCELED
    # The other letters are named after the state they tell of.
    return Letter.Kind(state)
