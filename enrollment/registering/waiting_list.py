"""The waiting list: how a free seat finds the first of those who wait and may have it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from courses.models import TrainingClass
from enrollment.models import Agency, AgencySeats, Enrollment, SeatOffer
from enrollment.registering import steps
from enrollment.seating import seats
from enrollment.seating.waiting_order import Line, read_line

State = Enrollment.State


def in_order(training_class: TrainingClass, policy: str = "") -> list[Enrollment]:
    """Those who wait, the next one first, by the rule of the class or by another one."""
    return list(read_line(training_class, policy))


@dataclass
class FreeSeats:
    """What could be given now: seats for anybody, and seats of agencies, the lowest first."""

    common: int
    given: list[AgencySeats]

    def __bool__(self) -> bool:
        return self.common > 0 or bool(self.given)

    def own(self, enrollment: Enrollment) -> AgencySeats | None:
        """A seat that was given to the person's agency or to one above it."""
        path = enrollment.agency.path
        return next(
            (row for row in self.given if row.free > 0 and path.startswith(row.agency.path)), None
        )


@dataclass(frozen=True)
class Chosen:
    """Who is next, for which seat (None: a common one), and by which rule."""

    enrollment: Enrollment
    seat: AgencySeats | None
    line: Line

    @property
    def passed(self) -> list[Enrollment]:
        """Who came before and cannot have the seat of this agency; a common one passes nobody."""
        # By the key and not by the order of the line, which by `fewest_seats` counts on the way.
        own = self.line.key(self.enrollment)
        waiting = self.line.waiting if self.seat else []
        return [one for one in waiting if self.line.key(one) < own]

    def evidence(self) -> dict[str, Any]:
        """What the log must hold so that the move can be judged from it alone.

        Kept are numbers and paths as they are now: groups and the tree of agencies may change.
        """
        return {
            "queue": {
                "key": list(self.line.key(self.enrollment)),
                "waited": len(self.line.waiting),
                "seat": [self.seat.pk, self.seat.agency.path] if self.seat else None,
                "passed": [[one.pk, one.agency.path] for one in self.passed],
                "standing": {str(pk): value for pk, value in self.line.standing.items()},
            }
        }


def fill_free_seats(
    training_class: TrainingClass,
    *,
    at: dt.datetime | None = None,
    joined: Enrollment | None = None,
) -> list[Enrollment]:
    """Give or offer the free seats to those who wait, until seats or people run out.

    To be called under the lock of the class, after anything that may have freed a seat. A seat
    given to an agency goes to the first who waits from that agency, a common one to the first.
    Where nothing but one more person has come into the queue, `joined` spares the reading of it.
    """
    at, seated = at or timezone.now(), []
    with transaction.atomic():
        current = TrainingClass.objects.get(pk=training_class.pk)
        free = _free_seats(current, joined.agency if joined else None)
        if not free or not is_moving(current, at):
            return []
        line = read_line(current)
        while chosen := _next(line, free):
            if _taken(current, free, chosen.seat):
                seated.append(_seat(current, chosen, at=at))
    return seated


def is_moving(training_class: TrainingClass, at: dt.datetime) -> bool:
    """Whether seats go to the queue by themselves; from the first day on the desk decides."""
    return (
        training_class.is_held
        and training_class.finalized_at is None
        and training_class.waiting_count > 0
        and timezone.localdate(at) < training_class.starts_on
    )


def fill_forgotten_seats(at: dt.datetime | None = None) -> int:
    """Seat those whom no verb has seated, e.g. after agencies were rearranged; swept."""
    at, seated = at or timezone.now(), 0
    free = Q(seats_taken__lt=F("capacity") - F("seats_reserved")) | Q(seats_reserved__gt=0)
    classes = TrainingClass.objects.held().filter(
        free, finalized_at=None, waiting_count__gt=0, starts_on__gt=timezone.localdate(at)
    )
    for training_class in classes:
        # Read first and lock afterwards: nearly always there is nothing to do.
        if _next(read_line(training_class), _free_seats(training_class)):
            with transaction.atomic():
                seats.lock_class(training_class)
                seated += len(fill_free_seats(training_class, at=at))
    return seated


def _free_seats(training_class: TrainingClass, agency: Agency | None = None) -> FreeSeats:
    """All of them; of the given ones only those for `agency`, if that is named."""
    common = training_class.capacity - training_class.seats_taken - training_class.seats_reserved
    if not training_class.seats_reserved:
        return FreeSeats(common, [])
    rows = AgencySeats.objects.filter(round__training_class=training_class)
    if agency:
        rows = rows.covering(agency)
    rows = rows.select_related("agency", "round").order_by("-agency__depth")
    return FreeSeats(common, [row for row in rows if row.free > 0])


def _next(line: Line, free: FreeSeats) -> Chosen | None:
    """The first in the order for whom there is a seat."""
    for enrollment in line if free else ():
        own = free.own(enrollment)
        if own or free.common > 0:
            return Chosen(enrollment, own, line)
    return None


def _taken(training_class: TrainingClass, free: FreeSeats, seat: AgencySeats | None) -> bool:
    """Take the seat; the counters in the database have the last word."""
    if seat is None:
        if not seats.take_common_seat(training_class, ahead=True):
            free.common = 0
            return False
        free.common -= 1
        return True
    is_taken = seats.take_given_seat(seat)
    seat.taken += 1
    if not is_taken:
        free.given.remove(seat)
    return is_taken


def _seat(training_class: TrainingClass, chosen: Chosen, *, at: dt.datetime) -> Enrollment:
    enrollment, evidence = chosen.enrollment, chosen.evidence()
    chosen.line.seat(enrollment)
    enrollment.training_class, enrollment.seat_of = training_class, chosen.seat
    seats.leave_waiting(training_class)
    state = State.CONFIRMED
    if training_class.offer_hours:
        state = State.OFFERED
        SeatOffer.objects.create(
            enrollment=enrollment,
            made_at=at,
            expires_at=offer_ends_at(training_class, at, training_class.offer_hours),
        )
    rule = training_class.waiting_policy
    return steps.move(enrollment, state, by=None, rule=rule, at=at, evidence=evidence)


def offer_ends_at(training_class: TrainingClass, at: dt.datetime, hours: int) -> dt.datetime:
    """No later than the first day begins: a seat is not kept for somebody beside the class."""
    first_day = dt.datetime.combine(training_class.starts_on, dt.time.min)
    return min(at + dt.timedelta(hours=hours), timezone.make_aware(first_day))
