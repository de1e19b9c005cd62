"""The one place that counts seats: counters on the class row and on the seats of its agencies.

A conditional UPDATE locks the class row until the transaction ends, on PostgreSQL as on SQLite
(which has one writer at a time), so whoever comes second sees what the first one did. Behind it
stand the constraints `class_not_oversold` and `agency_seats_within_given`. Never count rows and
then insert.

A seat is common, or it was given to an agency. Of the class, `seats_taken` counts both kinds and
`seats_reserved` the given ones that nobody has taken yet; what remains of `capacity` is common.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import F

from courses.models import TrainingClass
from enrollment.models import Agency, AgencySeats, Enrollment

# What somebody else may have decided about a class since a page read it.
DECIDED: Final = [
    "status",
    "list_closed_at",
    "finalized_at",
    "seats_taken",
    "seats_reserved",
    "waiting_count",
]


def lock_class(training_class: TrainingClass) -> None:
    """Make others wait who decide about this class, and read anew what they have decided.

    On SQLite, which has one writer at a time, the transaction itself is the lock.
    """
    locked = TrainingClass.objects.select_for_update()
    training_class.refresh_from_db(fields=DECIDED, from_queryset=locked)


def seats_of(training_class: TrainingClass, agency: Agency) -> AgencySeats | None:
    """Seats of which somebody of this agency may take one: its own, else the nearest above it."""
    given = AgencySeats.objects.filter(round__training_class=training_class)
    free = given.filter(given__gt=F("taken") + F("released"))
    return free.covering(agency).select_related("round").first()


def take_given_seat(seats: AgencySeats) -> bool:
    """Take one of the seats of an agency; false when all of them are taken.

    While the round is open every given seat may be taken; afterwards those held without a name.
    """
    # A seat held without a name is the last to go, so that "held" says what is still unnamed.
    free = F("given") - F("released") - F("taken")
    rows = AgencySeats.objects.filter(pk=seats.pk, given__gt=F("taken") + F("released"))
    holds = rows.filter(held__gt=0, held__gte=free)
    fewer_held = holds.update(taken=F("taken") + 1, held=F("held") - 1)
    if not fewer_held and not rows.update(taken=F("taken") + 1):
        return False
    _move_class(
        seats.round.training_class_id,
        {"seats_reserved__gt": 0},
        seats_taken=F("seats_taken") + 1,
        seats_reserved=F("seats_reserved") - 1,
    )
    return True


def take_common_seat(training_class: TrainingClass, *, ahead: bool = False) -> bool:
    """Take a seat that anybody may have; false when there is none or when people wait for one.

    `ahead` of those who wait is an organizer's decision, never a rule's.
    """
    free: dict[str, Any] = {"seats_taken__lt": F("capacity") - F("seats_reserved")}
    if not ahead:
        free["waiting_count"] = 0
    return _move_class(training_class.pk, free, seats_taken=F("seats_taken") + 1)


@dataclass
class Plan:
    """Where many people would sit or wait, one after another; worked out, not yet taken."""

    # Of each person in turn: the given seats, or None for a common seat or a place in the queue.
    seats_of: list[AgencySeats | None]
    waits: list[bool]
    common: int = 0
    # Counters of the given seats before, by their id.
    before: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def from_given(self) -> int:
        return sum(seats is not None for seats in self.seats_of)

    @property
    def waiting(self) -> int:
        return sum(self.waits)


def plan_seats(training_class: TrainingClass, agencies: Iterable[Agency]) -> Plan:
    """What taking a seat would answer to people of these agencies, one after another.

    Certain under the lock of the class only; without it, a forecast.
    """
    training_class.refresh_from_db(fields=["capacity", *DECIDED])
    taken = training_class.seats_taken + training_class.seats_reserved
    common = 0 if training_class.waiting_count else training_class.capacity - taken
    given = AgencySeats.objects.filter(round__training_class=training_class)
    rows = list(given.select_related("agency", "round").order_by("-agency__depth"))
    plan = Plan([], [], before={row.pk: (row.taken, row.held) for row in rows})
    covering: dict[str, list[AgencySeats]] = {}
    for agency in agencies:
        path = agency.path
        if path not in covering:
            covering[path] = [row for row in rows if path.startswith(row.agency.path)]
        row = next((row for row in covering[path] if row.free > 0), None)
        if row is None:
            plan.waits.append(plan.common >= common)
            plan.common += plan.common < common
        else:
            row.held -= 0 < row.free <= row.held
            row.taken += 1
            plan.waits.append(False)
        plan.seats_of.append(row)
    return plan


def take_planned(training_class: TrainingClass, plan: Plan) -> None:
    """Move the counters as planned under the same lock of the class."""
    for row in {row.pk: row for row in plan.seats_of if row is not None}.values():
        taken, held = plan.before[row.pk]
        unmoved = AgencySeats.objects.filter(pk=row.pk, taken=taken, held=held)
        if not unmoved.update(taken=row.taken, held=row.held):
            raise RuntimeError("The seats of an agency were moved without the lock of the class.")
    _move_class(
        training_class.pk,
        {"seats_reserved__gte": plan.from_given},
        seats_taken=F("seats_taken") + plan.from_given + plan.common,
        seats_reserved=F("seats_reserved") - plan.from_given,
        waiting_count=F("waiting_count") + plan.waiting,
    )


def join_waiting(training_class: TrainingClass) -> None:
    """Count one more who waits; from here on the class row is locked by this transaction."""
    _move_class(training_class.pk, {}, waiting_count=F("waiting_count") + 1)


def leave_waiting(training_class: TrainingClass) -> None:
    """Count one less who waits, whether or not there is a seat."""
    _move_class(training_class.pk, {"waiting_count__gt": 0}, waiting_count=F("waiting_count") - 1)


def give_back(enrollment: Enrollment) -> None:
    """Return what the enrollment occupies: its seat, or its place among those who wait."""
    training_class = enrollment.training_class
    if enrollment.state == Enrollment.State.WAITING:
        leave_waiting(training_class)
    elif enrollment.state in Enrollment.SEATED and enrollment.seat_of_id is None:
        _move_class(training_class.pk, {"seats_taken__gt": 0}, seats_taken=F("seats_taken") - 1)
    elif enrollment.state in Enrollment.SEATED:
        _give_back_given(training_class, enrollment.seat_of_id)


def give_back_all(training_class: TrainingClass, enrollments: list[Enrollment]) -> None:
    """What `give_back` does, for many enrollments of one class with a few queries."""
    seated = [one.seat_of_id for one in enrollments if one.has_seat]
    waiting = sum(one.state == Enrollment.State.WAITING for one in enrollments)
    by_seats = Counter(seats for seats in seated if seats is not None)
    returned = sum(_return_given(seats, count) for seats, count in by_seats.items())
    _move_class(
        training_class.pk,
        {"seats_taken__gte": len(seated), "waiting_count__gte": waiting},
        seats_taken=F("seats_taken") - len(seated),
        seats_reserved=F("seats_reserved") + returned,
        waiting_count=F("waiting_count") - waiting,
    )


def _give_back_given(training_class: TrainingClass, seats: int | None) -> None:
    returned = _return_given(seats or 0, 1)
    _move_class(
        training_class.pk,
        {"seats_taken__gt": 0},
        seats_taken=F("seats_taken") - 1,
        seats_reserved=F("seats_reserved") + returned,
    )


def _return_given(seats: int, count: int) -> int:
    """To the agency while its round is open; afterwards they are common. How many came back."""
    rows = AgencySeats.objects.filter(pk=seats, taken__gte=count)
    if rows.filter(round__closed_at=None).update(taken=F("taken") - count):
        return count
    rows.update(taken=F("taken") - count, released=F("released") + count)
    return 0


def reserve(training_class: TrainingClass, change: int) -> bool:
    """Move seats between common and given; false when there are not as many common ones."""
    enough = {
        "seats_reserved__gte": -change,
        "capacity__gte": F("seats_taken") + F("seats_reserved") + change,
    }
    return _move_class(training_class.pk, enough, seats_reserved=F("seats_reserved") + change)


def _move_class(pk: int, condition: dict[str, Any], **counters: Any) -> bool:
    return TrainingClass.objects.filter(pk=pk, **condition).update(**counters) == 1
