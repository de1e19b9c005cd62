"""Verbs that change a class itself; those people must hear of stand in `running.class_changes`."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from courses.dates import short_date
from courses.models import Instructor, Session, TrainingClass
from courses.refusals import Refusal

# The hours of a half-day when nobody typed others.
HOURS: Final = {
    Session.Part.MORNING: (dt.time(7, 30), dt.time(11, 0)),
    Session.Part.AFTERNOON: (dt.time(13, 30), dt.time(17, 0)),
}
SATURDAY: Final = 5


def chain_of(training_class: TrainingClass) -> str:
    """Key of the log that holds all acts on one class."""
    return f"class:{training_class.pk}"


def refuse_recorded(training_class: TrainingClass) -> None:
    """Raise for a class of before this system: what its old papers say is all there is."""
    if training_class.recorded_at:
        raise Refusal(
            _("This class is recorded from old papers; nothing is decided about it here."),
            code="recorded_class",
        )


def publish_class(training_class: TrainingClass, *, by: Any) -> TrainingClass:
    """Show the class to the public; it needs at least one session to be announced."""
    with transaction.atomic():
        # The condition decides between two organizers who press the button at once.
        drafts = TrainingClass.objects.filter(pk=training_class.pk, status="draft")
        if not drafts.update(status=TrainingClass.Status.PUBLISHED):
            raise Refusal(_("This class is not a draft."), code="not_draft")
        if not training_class.sessions.exists():
            raise Refusal(_("Add the sessions before publishing."), code="no_sessions")
        training_class.status = TrainingClass.Status.PUBLISHED
        # Said once more as a save, which the index of the search hears of.
        training_class.save(update_fields=["status"])
        audit.record("class.published", chain=chain_of(training_class), by=by)
    return training_class


def cancel_class(
    training_class: TrainingClass, *, by: Any, reason: str, at: dt.datetime | None = None
) -> TrainingClass:
    """Mark the class as not held. People are told by enrollment.running.class_changes."""
    with transaction.atomic():
        at = at or timezone.now()
        if not training_class.is_cancelable_at(at):
            raise Refusal(_("This class cannot be canceled any more."), code="not_cancelable")
        training_class.status = TrainingClass.Status.CANCELED
        training_class.canceled_at = at
        training_class.cancel_reason = reason
        training_class.save(update_fields=["status", "canceled_at", "cancel_reason"])
        audit.record(
            "class.canceled", chain=chain_of(training_class), by=by, data={"reason": reason}
        )
    return training_class


def add_class(
    training_class: TrainingClass, *, by: Any, instructors: Iterable[Instructor] = ()
) -> TrainingClass:
    """Store a new class as a draft, with a morning and an afternoon for each working day."""
    with transaction.atomic():
        training_class.status = TrainingClass.Status.DRAFT
        _store(training_class, force_insert=True)
        training_class.instructors.set(instructors)
        make_sessions(training_class)
        audit.record("class.added", chain=chain_of(training_class), by=by)
    return training_class


def _store(training_class: TrainingClass, **how: Any) -> None:
    """The form has looked for the code; the same form sent twice at once is stopped here."""
    try:
        with transaction.atomic():
            training_class.save(**how)
    except IntegrityError as error:
        others = TrainingClass.objects.exclude(pk=training_class.pk)
        if not others.filter(code=training_class.code).exists():
            raise
        raise Refusal(_("There is a class with this code already."), code="code_taken") from error


def change_class(
    training_class: TrainingClass,
    changed: Iterable[str],
    *,
    by: Any,
    instructors: Iterable[Instructor],
) -> TrainingClass:
    """Store changed fields of a class; when its first day moves, the sessions move along."""
    with transaction.atomic():
        stored = TrainingClass.objects.get(pk=training_class.pk)
        if stored.finalized_at or stored.is_canceled:
            raise Refusal(_("This class can no longer be changed."), code="not_changeable")
        _move_sessions(training_class, training_class.starts_on - stored.starts_on)
        _store(training_class, update_fields=[*changed, "search_text"])
        training_class.instructors.set(instructors)
        audit.record(
            "class.changed",
            chain=chain_of(training_class),
            by=by,
            data={"fields": sorted(changed)},
        )
    return training_class


def _move_sessions(training_class: TrainingClass, by_days: dt.timedelta) -> None:
    # Backwards for a later day, so that no session meets the next one on its way.
    order = "-held_on" if by_days > dt.timedelta() else "held_on"
    for session in training_class.sessions.order_by(order) if by_days else ():
        if session.locked_at:
            raise Refusal(
                _("The roll of a session is closed; the days can no longer move."),
                code="roll_taken",
            )
        session.held_on += by_days
        session.save(update_fields=["held_on"])
    first, last = training_class.starts_on, training_class.ends_on
    if outside := training_class.sessions.exclude(held_on__range=(first, last)).first():
        raise Refusal(
            _("A session on %(day)s would lie outside the class. Change the sessions first."),
            code="session_outside",
            params={"day": short_date(outside.held_on)},
        )


def make_sessions(training_class: TrainingClass, *, periods: int = 4) -> list[Session]:
    """Morning and afternoon of each working day of the class; days that have one are left alone."""
    days = (training_class.ends_on - training_class.starts_on).days + 1
    dates = [training_class.starts_on + dt.timedelta(days=n) for n in range(days)]
    working = [day for day in dates if day.weekday() < SATURDAY] or dates
    taken = set(training_class.sessions.values_list("held_on", "part"))
    return Session.objects.bulk_create(
        Session(
            training_class=training_class,
            held_on=day,
            part=part,
            starts_at=starts_at,
            ends_at=ends_at,
            periods=periods,
        )
        for day in working
        for part, (starts_at, ends_at) in HOURS.items()
        if (day, part) not in taken
    )


def find_clashes(training_class: TrainingClass) -> "QuerySet[TrainingClass]":
    """Other held classes that use the venue, or an instructor, on a half-day of this class."""
    mine = Session.objects.filter(
        training_class=training_class, held_on=OuterRef("held_on"), part=OuterRef("part")
    )
    meetings = Session.objects.filter(Exists(mine), training_class=OuterRef("pk"))
    shared = Q(venue=training_class.venue_id) | Q(
        instructors__in=training_class.instructors.values("pk")
    )
    others = TrainingClass.objects.exclude(pk=training_class.pk).exclude(status="canceled")
    return others.filter(Exists(meetings)).filter(shared).distinct()
