"""The figures of a nomination round: where the seats of a class are, agency by agency."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from courses.models import TrainingClass
from enrollment.models import Agency, AgencySeats, Enrollment
from enrollment.querysets import AgencySeatsQuerySet, EnrollmentQuerySet

State = Enrollment.State
PENDING = (State.PENDING, State.PENDING_AGENCY)


@dataclass
class Line:
    """One agency, with all below it that have no seats of their own; or the common seats."""

    # What the agency has now: without what went back.
    given: int = 0
    named: int = 0
    held: int = 0
    waiting: int = 0
    pending: int = 0
    released: int = 0
    # People of the agency who sit on common seats.
    on_common: int = 0
    seats: AgencySeats | None = None

    @property
    def agency(self) -> Agency | None:
        return self.seats.agency if self.seats else None

    @property
    def free(self) -> int:
        return self.given - self.named - self.held


@dataclass(frozen=True)
class Board:
    lines: list[Line]
    common: Line
    total: Line


@dataclass(frozen=True)
class _People:
    """How many people of one agency are in one state of one class, on the same kind of seat."""

    training_class: int
    path: str
    state: str
    seat: int | None
    count: int

    @property
    def sits_on_common(self) -> bool:
        return self.state in Enrollment.SEATED and self.seat is None


def board_of(training_class: TrainingClass) -> Board:
    """Every seat of the class once, given to an agency or common: the columns add up."""
    rows = AgencySeats.objects.filter(round__training_class=training_class)
    people = _counted(Enrollment.objects.for_class(training_class))
    lines = _lines(rows, people)
    total = Line(
        given=training_class.capacity,
        named=sum(one.count for one in people if one.state in Enrollment.SEATED),
        held=sum(line.held for line in lines),
        waiting=sum(one.count for one in people if one.state == State.WAITING),
        pending=sum(one.count for one in people if one.state in PENDING),
        released=sum(line.released for line in lines),
        on_common=sum(one.count for one in people if one.sits_on_common),
    )
    common = Line(
        given=total.given - sum(line.given for line in lines),
        named=total.on_common,
        waiting=total.waiting - sum(line.waiting for line in lines),
        pending=total.pending - sum(line.pending for line in lines),
    )
    return Board(lines, common, total)


def lines_of(rows: AgencySeatsQuerySet, people: EnrollmentQuerySet) -> list[Line]:
    """One line for each of these seats, counting these people with the nearest of their class."""
    return _lines(rows, _counted(people))


def _lines(rows: AgencySeatsQuerySet, people: Iterable[_People]) -> list[Line]:
    lines = {
        (row.round.training_class_id, row.agency.path): Line(
            row.given - row.released, row.taken, row.held, released=row.released, seats=row
        )
        for row in rows.select_related("agency__level", "round__training_class")
    }
    for one in people:
        line = _nearest(lines, one)
        if line is None:
            continue
        line.waiting += one.count * (one.state == State.WAITING)
        line.pending += one.count * (one.state in PENDING)
        line.on_common += one.count * one.sits_on_common
    return list(lines.values())


def _counted(people: EnrollmentQuerySet) -> list[_People]:
    rows = people.active().order_by()
    grouped = rows.values_list("training_class", "agency__path", "state", "seat_of")
    return [_People(*row) for row in grouped.annotate(Count("pk"))]


def _nearest(lines: dict[tuple[int, str], Line], people: _People) -> Line | None:
    steps = range(len(people.path), 0, -Agency.steplen)
    keys = ((people.training_class, people.path[:step]) for step in steps)
    return next((lines[key] for key in keys if key in lines), None)
