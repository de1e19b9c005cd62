"""Verbs of the nomination round: which agency has how many seats of a class, and until when."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from courses.dates import short_date
from courses.models import TrainingClass
from courses.scheduling import chain_of
from enrollment.letters.round_letters import tell_coordinators
from enrollment.models import Agency, AgencySeats, NominationRound
from enrollment.registering.steps import RegistrationRefused
from enrollment.registering.waiting_list import fill_free_seats
from enrollment.seating import seats

Unfilled = NominationRound.Unfilled
MOST_SEATS = 100_000


def open_round(
    training_class: TrainingClass,
    *,
    deadline: dt.datetime,
    by: Any,
    unfilled: str = Unfilled.POOL,
    note: str = "",
    seats: Mapping[Agency, int] | None = None,
    at: dt.datetime | None = None,
) -> NominationRound:
    """Call the agencies to name people, with so many seats for each; the rest is common.

    Raises RegistrationRefused with code `round_exists`, `class_not_open`, `deadline_past`,
    `deadline_late`, or one of those of `give_seats`.
    """
    at = at or timezone.now()
    with transaction.atomic():
        _lock(training_class)
        if NominationRound.objects.filter(training_class=training_class).exists():
            raise RegistrationRefused(
                _("The agencies have already been asked for this class."), code="round_exists"
            )
        _check_deadline(training_class, deadline, at)
        round_ = NominationRound.objects.create(
            training_class=training_class,
            opened_at=at,
            opened_by=by,
            deadline=deadline,
            unfilled=unfilled,
            note=note,
        )
        audit.record("round.opened", chain=chain_of(training_class), by=by, data=_terms(round_))
        _give(round_, seats or {}, by=by, at=at)
        tell_coordinators(round_, at=at)
    return round_


def change_round(
    round_: NominationRound,
    *,
    deadline: dt.datetime,
    unfilled: str,
    note: str,
    seats: Mapping[Agency, int] | None = None,
    by: Any,
    at: dt.datetime | None = None,
) -> NominationRound:
    """Store other terms of an open round and, when given, other numbers of seats."""
    at = at or timezone.now()
    with transaction.atomic():
        _lock_open(round_)
        if deadline != round_.deadline:
            _check_deadline(round_.training_class, deadline, at)
        before = _terms(round_)
        round_.deadline, round_.unfilled, round_.note = deadline, unfilled, note
        round_.save(update_fields=["deadline", "unfilled", "note"])
        if _terms(round_) != before:
            data = {"before": before, **_terms(round_)}
            audit.record("round.changed", chain=chain_of(round_.training_class), by=by, data=data)
        _give(round_, seats or {}, by=by, at=at)
        tell_coordinators(round_, at=at)
    return round_


def give_seats(
    round_: NominationRound,
    given: Mapping[Agency, int],
    *,
    by: Any,
    at: dt.datetime | None = None,
) -> None:
    """Set the seats of these agencies to these numbers, all or none.

    Raises RegistrationRefused with code `round_closed`, `seats_used` or `not_enough_seats`.
    """
    with transaction.atomic():
        _lock_open(round_)
        _give(round_, given, by=by, at=at or timezone.now())
        tell_coordinators(round_, at=at or timezone.now())


def _give(
    round_: NominationRound, given: Mapping[Agency, int], *, by: Any, at: dt.datetime
) -> None:
    training_class = round_.training_class
    rows = {row.agency_id: row for row in round_.seats.filter(agency__in=given)}
    changes, change = [], 0
    for agency, number in given.items():
        row = rows.get(agency.pk) or AgencySeats(round=round_, agency=agency)
        if number == row.given:
            continue
        _check_used(row, number)
        changes.append((row, row.given, number))
        change += number - row.given
    if not seats.reserve(training_class, change):
        raise _not_enough(training_class, change)
    for row, _before, number in changes:
        row.given = number
        row.save()
    audit.record_many(
        [_given_act(training_class, row, before) for row, before, _number in changes], by=by
    )
    # Somebody of the agency may have waited for a seat.
    fill_free_seats(training_class, at=at)


def _check_used(row: AgencySeats, number: int) -> None:
    used = row.taken + row.held + row.released
    if number < used:
        raise RegistrationRefused(
            _("%(agency)s has used %(used)s of its seats already; it cannot have fewer."),
            code="seats_used",
            params={"agency": row.agency.name, "used": used},
        )


def _not_enough(training_class: TrainingClass, change: int) -> RegistrationRefused:
    return RegistrationRefused(
        _("%(asked)s more seats are needed, but only %(left)s common seats are left."),
        code="not_enough_seats",
        params={"asked": change, "left": common_seats(training_class)},
    )


def common_seats(training_class: TrainingClass) -> int:
    """Seats nobody has and no agency was given, as stored now."""
    row = TrainingClass.objects.values_list("capacity", "seats_taken", "seats_reserved")
    capacity, taken, reserved = row.get(pk=training_class.pk)
    return capacity - taken - reserved


def hold_seats(
    agency_seats: AgencySeats,
    number: int,
    *,
    until: dt.date | None,
    by: Any,
    at: dt.datetime | None = None,
) -> AgencySeats:
    """Keep so many seats for people whose names come later, up to and including a day.

    Afterwards the agency may only hold fewer, and not longer. Raises RegistrationRefused with code
    `round_over`, `too_many_held`, `until_missing`, `until_past` or `until_late`.
    """
    at = at or timezone.now()
    with transaction.atomic():
        round_ = agency_seats.round
        _lock(round_.training_class)
        round_.refresh_from_db(fields=["closed_at", "deadline", "opened_at"])
        agency_seats.refresh_from_db()
        _check_hold(agency_seats, number, until, at)
        fewer = agency_seats.held - number
        agency_seats.held = number
        agency_seats.held_until = until if number else None
        agency_seats.save(update_fields=["held", "held_until"])
        data = {"agency": agency_seats.agency.name, "held": number, "until": until}
        _log_one("round.held", agency_seats, by=by, data=data)
        if round_.closed_at and fewer > 0:
            _release([agency_seats], by=by, at=at)
    return agency_seats


def _check_hold(row: AgencySeats, number: int, until: dt.date | None, at: dt.datetime) -> None:
    training_class = row.round.training_class
    takes_names = row.round.is_open_at(at) and training_class.is_held
    takes_names = takes_names and not training_class.list_closed_at
    is_longer = until and (row.held_until is None or until > row.held_until)
    if not takes_names and (number > row.held or (number and is_longer)):
        raise RegistrationRefused(
            _("The deadline is over: seats can only be given back now."), code="round_over"
        )
    if number > row.free:
        raise RegistrationRefused(
            _("There are only %(free)s seats without a name."),
            code="too_many_held",
            params={"free": row.free},
        )
    if not number:
        return
    if until is None:
        raise RegistrationRefused(
            _("Until which day are the seats to be held?"), code="until_missing"
        )
    if until < timezone.localdate(at):
        raise RegistrationRefused(_("This day is over."), code="until_past")
    if until > last_day_to_hold(training_class):
        raise RegistrationRefused(
            _("Seats can be held until %(day)s, the day before the class."),
            code="until_late",
            params={"day": short_date(last_day_to_hold(training_class))},
        )


def last_day_to_hold(training_class: TrainingClass) -> dt.date:
    return training_class.starts_on - dt.timedelta(days=1)


def close_round(
    round_: NominationRound, *, by: Any = None, at: dt.datetime | None = None
) -> NominationRound:
    """End the round: what is unfilled becomes common, or stays, by its rule. Twice is once."""
    at = at or timezone.now()
    with transaction.atomic():
        training_class = _lock(round_.training_class)
        round_.refresh_from_db()
        round_.training_class = training_class
        if round_.closed_at:
            return round_
        round_.closed_at = at
        round_.save(update_fields=["closed_at"])
        audit.record("round.closed", chain=chain_of(training_class), by=by, data=_terms(round_))
        rows = list(round_.seats.select_related("agency", "round"))
        for row in rows if round_.unfilled == Unfilled.KEEP else ():
            row.held, row.held_until = row.free, last_day_to_hold(training_class)
            row.save(update_fields=["held", "held_until"])
        _release(rows, by=by, at=at)
    return round_


def reopen_round(
    round_: NominationRound, *, deadline: dt.datetime, by: Any, at: dt.datetime | None = None
) -> NominationRound:
    """Let the agencies name people again; seats that became common stay common."""
    at = at or timezone.now()
    with transaction.atomic():
        _lock(round_.training_class)
        round_.refresh_from_db(fields=["closed_at"])
        _check_deadline(round_.training_class, deadline, at)
        round_.closed_at, round_.deadline = None, deadline
        round_.save(update_fields=["closed_at", "deadline"])
        # From now on "given" is again what the agency may use.
        round_.seats.update(given=F("given") - F("released"), released=0)
        audit.record(
            "round.reopened",
            chain=chain_of(round_.training_class),
            by=by,
            data=_terms(round_),
        )
    return round_


def close_due_rounds(at: dt.datetime | None = None) -> int:
    """Close what is over and let expired holds go; returns how many rounds were touched.

    Each round in a transaction of its own: killed anywhere, the next sweep does the rest.
    """
    at = at or timezone.now()
    held_classes = NominationRound.objects.filter(
        training_class__status=TrainingClass.Status.PUBLISHED
    ).select_related("training_class")
    # A class may have been moved to days before the deadline.
    over = Q(deadline__lte=at) | Q(training_class__starts_on__lte=timezone.localdate(at))
    due = list(held_classes.filter(over, closed_at=None))
    for round_ in due:
        close_round(round_, at=at)
    expired = list(held_classes.filter(pk__in=_expired(at).values("round")))
    for round_ in expired:
        end_holds(round_, at=at)
    return len(due) + len(expired)


def end_holds(round_: NominationRound, *, at: dt.datetime) -> None:
    """Let go the seats whose last day is over; in an open round they stay with the agency."""
    with transaction.atomic():
        _lock(round_.training_class)
        round_.refresh_from_db(fields=["closed_at"])
        rows = list(_expired(at).filter(round=round_).select_related("agency", "round"))
        for row in rows:
            data = {"agency": row.agency.name, "held": row.held, "until": row.held_until}
            row.held, row.held_until = 0, None
            row.save(update_fields=["held", "held_until"])
            _log_one("round.hold_ended", row, by=None, data=data)
        if round_.closed_at:
            _release(rows, by=None, at=at)


def _expired(at: dt.datetime) -> QuerySet[AgencySeats]:
    today = timezone.localdate(at)
    over = Q(held_until__lt=today) | Q(round__training_class__starts_on__lte=today)
    return AgencySeats.objects.filter(over, held__gt=0)


def _release(rows: Iterable[AgencySeats], *, by: Any, at: dt.datetime) -> None:
    """Make common what is neither taken nor held, log it with its numbers, seat who waits."""
    acts, released = [], 0
    for row in rows:
        unfilled = row.free - row.held
        if unfilled <= 0:
            continue
        released += unfilled
        row.released += unfilled
        row.save(update_fields=["released"])
        acts.append(_released_act(row, unfilled))
    if not released:
        return
    training_class = rows_class(rows)
    seats.reserve(training_class, -released)
    audit.record_many(acts, by=by)
    if training_class.is_held and timezone.localdate(at) < training_class.starts_on:
        fill_free_seats(training_class, at=at)


def rows_class(rows: Iterable[AgencySeats]) -> TrainingClass:
    return next(iter(rows)).round.training_class


def _released_act(row: AgencySeats, unfilled: int) -> audit.Act:
    return audit.Act(
        "round.seats_returned",
        chain=chain_of(row.round.training_class),
        subject=f"agency:{row.agency_id}",
        data={
            "agency": row.agency.name,
            "seats": unfilled,
            "given": row.given,
            "taken": row.taken,
            "held": row.held,
            "released": row.released,
        },
    )


def _given_act(training_class: TrainingClass, row: AgencySeats, before: int) -> audit.Act:
    return audit.Act(
        "round.seats_given",
        chain=chain_of(training_class),
        subject=f"agency:{row.agency_id}",
        data={"agency": row.agency.name, "before": before, "seats": row.given},
    )


def _log_one(action: str, row: AgencySeats, *, by: Any, data: dict[str, Any]) -> None:
    audit.record(
        action,
        chain=chain_of(row.round.training_class),
        by=by,
        subject=f"agency:{row.agency_id}",
        data=data,
    )


def _lock(training_class: TrainingClass) -> TrainingClass:
    seats.lock_class(training_class)
    training_class.refresh_from_db(fields=["capacity", "starts_on"])
    return training_class


def _lock_open(round_: NominationRound) -> None:
    _lock(round_.training_class)
    round_.refresh_from_db(fields=["closed_at", "deadline", "unfilled", "note"])
    if round_.closed_at:
        raise RegistrationRefused(
            _("The round is closed. Open it again first."), code="round_closed"
        )


def _check_deadline(training_class: TrainingClass, deadline: dt.datetime, at: dt.datetime) -> None:
    if not training_class.is_held or training_class.finalized_at or training_class.list_closed_at:
        raise RegistrationRefused(
            _("Agencies can be asked while the class is published and its list is not frozen."),
            code="class_not_open",
        )
    if deadline <= at:
        raise RegistrationRefused(_("The deadline is over already."), code="deadline_past")
    if timezone.localdate(deadline) >= training_class.starts_on:
        raise RegistrationRefused(
            _("The deadline must lie before the first day of the class."), code="deadline_late"
        )


def _terms(round_: NominationRound) -> dict[str, Any]:
    return {"deadline": round_.deadline, "unfilled": str(round_.unfilled), "note": round_.note}
