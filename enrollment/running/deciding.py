"""The class decides: it will be held, or it moves to other days and another place."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit, scheduling
from courses.models import Session, TrainingClass, Venue
from courses.refusals import Refusal
from enrollment.letters import outbox
from enrollment.letters.class_news import announce_change
from enrollment.models import Attendance, Enrollment, Letter
from enrollment.querysets import EnrollmentQuerySet
from enrollment.seating import seats

DECIDED: Final = ["held_decided_at", "starts_on", "ends_on", "venue", "withdraw_until"]

Hours = Mapping[str, tuple[dt.time, dt.time]]


def decide_held(
    training_class: TrainingClass, *, by: Any, at: dt.datetime | None = None
) -> TrainingClass:
    """Say that the class will be held, and tell those who have a seat, after a pause.

    Refused with code `not_held`, `begun` or `decided`.
    """
    at = at or timezone.now()
    with transaction.atomic():
        _lock(training_class)
        if not training_class.is_held or training_class.finalized_at:
            raise Refusal(_("This class is not published."), code="not_held")
        if timezone.localdate(at) >= training_class.starts_on:
            raise Refusal(_("The class has begun."), code="begun")
        if training_class.held_decided_at:
            raise Refusal(_("This was decided before."), code="decided")
        training_class.held_decided_at = at
        training_class.save(update_fields=["held_decided_at"])
        audit.record(
            "class.held",
            chain=scheduling.chain_of(training_class),
            by=by,
            data={"seats": training_class.seats_taken, "minimum": training_class.minimum},
        )
        seated = Enrollment.objects.for_class(training_class).confirmed()
        outbox.put_once_more(
            Letter.Kind.CLASS_HELD,
            key="held",
            about=seated.select_related("trainee__user").order_by("pk"),
            due_at=at + outbox.PAUSE,
        )
    return training_class


def undo_held(training_class: TrainingClass, *, by: Any) -> TrainingClass:
    """Take the decision back as long as no letter about it has gone out.

    Refused with code `not_decided` or `announced`.
    """
    with transaction.atomic():
        _lock(training_class)
        if training_class.held_decided_at is None:
            raise Refusal(_("It was not decided that the class will be held."), code="not_decided")
        told = Letter.objects.filter(training_class=training_class, kind=Letter.Kind.CLASS_HELD)
        outbox.take_back(told)
        if told.exists():
            raise Refusal(
                _("People have already been told; call it off instead."), code="announced"
            )
        training_class.held_decided_at = None
        training_class.save(update_fields=["held_decided_at"])
        audit.record("class.held_undone", chain=scheduling.chain_of(training_class), by=by)
    return training_class


def may_undo_held(training_class: TrainingClass) -> bool:
    """Whether the decision could be taken back now."""
    told = Letter.objects.filter(training_class=training_class, kind=Letter.Kind.CLASS_HELD)
    begun = told.exclude(state=Letter.State.QUEUED, attempts=0)
    return training_class.held_decided_at is not None and not begun.exists()


@dataclass(frozen=True)
class Move:
    """Where a class goes: all sessions move by as many days as the first day does."""

    starts_on: dt.date
    venue: Venue
    # New hours by half-day; what is missing keeps its own.
    hours: Hours = field(default_factory=dict)


def move_class(
    training_class: TrainingClass,
    to: Move,
    *,
    by: Any,
    reason: str = "",
    at: dt.datetime | None = None,
) -> TrainingClass:
    """Hold the class on other days, at other hours or elsewhere, and tell everybody.

    Refused with code `not_changeable`, `roll_taken`, `in_past` or `nothing_changed`.
    """
    at = at or timezone.now()
    with transaction.atomic():
        _lock(training_class)
        _check_movable(training_class, to, at=at)
        before = {"starts_on": str(training_class.starts_on), "venue": training_class.venue.name}
        by_days = to.starts_on - training_class.starts_on
        training_class.starts_on += by_days
        training_class.ends_on += by_days
        if training_class.withdraw_until:
            training_class.withdraw_until += by_days
        training_class.venue = to.venue
        scheduling.change_class(
            training_class,
            ["starts_on", "ends_on", "withdraw_until", "venue"],
            by=by,
            instructors=training_class.instructors.all(),
        )
        _set_hours(training_class, to.hours)
        after = {"starts_on": str(to.starts_on), "venue": to.venue.name}
        audit.record(
            "class.moved",
            chain=scheduling.chain_of(training_class),
            by=by,
            data={"from": before, "to": after, "reason": reason},
        )
        announce_change(training_class, at=at)
    return training_class


def _lock(training_class: TrainingClass) -> None:
    seats.lock_class(training_class)
    training_class.refresh_from_db(fields=DECIDED)


def _check_movable(training_class: TrainingClass, to: Move, *, at: dt.datetime) -> None:
    if training_class.finalized_at or training_class.is_canceled:
        raise Refusal(_("This class can no longer be changed."), code="not_changeable")
    if Attendance.objects.filter(session__training_class=training_class).exists():
        raise Refusal(_("The roll has been taken; the days can no longer move."), code="roll_taken")
    days_move = to.starts_on != training_class.starts_on
    if days_move and to.starts_on < timezone.localdate(at):
        raise Refusal(_("This day is over."), code="in_past")
    if days_move or to.venue.pk != training_class.venue_id:
        return
    if not any(_differs(session, to.hours) for session in training_class.sessions.all()):
        raise Refusal(_("Nothing would change."), code="nothing_changed")


def _differs(session: Session, hours: Hours) -> bool:
    own = (session.starts_at, session.ends_at)
    return hours.get(session.part, own) != own


def _set_hours(training_class: TrainingClass, hours: Hours) -> None:
    for session in training_class.sessions.all():
        if _differs(session, hours):
            session.starts_at, session.ends_at = hours[session.part]
            session.save(update_fields=["starts_at", "ends_at"])


def people_who_clash(training_class: TrainingClass) -> EnrollmentQuerySet:
    """Registrations for this class of people who sit in another class on one of its half-days."""
    mine = Session.objects.filter(
        training_class=training_class, held_on=OuterRef("held_on"), part=OuterRef("part")
    )
    meetings = Session.objects.filter(Exists(mine), training_class=OuterRef("training_class_id"))
    others = Enrollment.objects.active().filter(
        Exists(meetings),
        trainee=OuterRef("trainee_id"),
        training_class__status=TrainingClass.Status.PUBLISHED,
    )
    others = others.exclude(training_class=training_class)
    mine_too = Enrollment.objects.for_class(training_class).active().filter(Exists(others))
    found: EnrollmentQuerySet = mine_too.in_roster_order()
    return found
