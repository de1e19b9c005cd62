"""Sessions by people: what stands in each cell, at the end of each row and below each head."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.models import Session, TrainingClass
from enrollment.models import Attendance, Enrollment, ExcuseRequest, MakeUp
from enrollment.running.outlook import LOST, MAKE_UP, REACHED
from enrollment.running.standings import Record, read_standings

Mark = Attendance.Mark
TONES: Final = {REACHED: "success", MAKE_UP: "warning", LOST: "danger"}


def mark_letters() -> dict[str, str]:
    """One letter for each mark: the keys of the table, the same as on the filled sheet."""
    return {
        Mark.PRESENT.value: pgettext("attendance letter", "x"),
        Mark.LATE.value: pgettext("attendance letter", "L"),
        Mark.LEFT_EARLY.value: pgettext("attendance letter", "S"),
        Mark.EXCUSED.value: pgettext("attendance letter", "E"),
        Mark.ABSENT.value: pgettext("attendance letter", "A"),
    }


def state_text(mark: str, minutes: int | None) -> str:
    """A mark with its minutes, as pages send back what they showed."""
    return f"{mark}/{minutes}" if minutes else mark


@dataclass(frozen=True)
class Cell:
    """One person in one session."""

    session: Session
    enrollment: Enrollment
    mark: str = ""
    minutes: int | None = None
    made_up: bool = False
    # State of the excuse, if there is one that waits or was accepted.
    excuse: str = ""

    @property
    def key(self) -> str:
        return f"c{self.session.pk}-{self.enrollment.public_id}"

    @property
    def path(self) -> str:
        return f"{self.session.pk}/{self.enrollment.public_id}/"

    @property
    def shown(self) -> str:
        """The letter, the minutes, a sign for an excuse or for what was made up."""
        letter = mark_letters().get(self.mark, "")
        parts = [letter, str(self.minutes or "")]
        parts += ["↺" if self.made_up else "", "?" if self.excuse == "open" else ""]
        return " ".join(filter(None, parts)) or "·"

    @property
    def label(self) -> str:
        said = [str(Mark(self.mark).label) if self.mark else _("no mark")]
        said += [_("%(count)s minutes") % {"count": self.minutes}] if self.minutes else []
        said += [_("made up")] if self.made_up else []
        said += [_("excuse asked")] if self.excuse == "open" else []
        said += [_("excuse accepted")] if self.excuse == "accepted" and not self.mark else []
        return ", ".join(said)

    @property
    def was(self) -> str:
        return state_text(self.mark, self.minutes)


@dataclass(frozen=True)
class Row:
    enrollment: Enrollment
    record: Record
    cells: tuple[Cell, ...]

    @property
    def key(self) -> str:
        return f"t-{self.enrollment.public_id}"

    @property
    def percent(self) -> int:
        """Rounded down: it never shows a share that is not reached."""
        tally = self.record.decision.tally
        return tally.attended * 100 // tally.total if tally.total else 0

    @property
    def tone(self) -> str:
        return TONES.get(self.record.outlook.state, "neutral")


@dataclass(frozen=True)
class Head:
    session: Session
    marked: int
    there: int
    total: int

    @property
    def key(self) -> str:
        return f"h-{self.session.pk}"

    @property
    def missing(self) -> int:
        return self.total - self.marked

    @property
    def is_open(self) -> bool:
        return self.session.has_begun and not self.session.locked_at


@dataclass(frozen=True)
class Grid:
    heads: list[Head]
    rows: list[Row]

    def only(self, pairs: Iterable[tuple[int, str]]) -> "Grid":
        """The heads of these sessions and the rows with the cells that changed."""
        wanted = set(pairs)
        sessions = {pair[0] for pair in wanted}
        rows = [
            Row(row.enrollment, row.record, tuple(c for c in row.cells if _pair(c) in wanted))
            for row in self.rows
        ]
        heads = [head for head in self.heads if head.session.pk in sessions]
        return Grid(heads, [row for row in rows if row.cells])


def _pair(cell: Cell) -> tuple[int, str]:
    return cell.session.pk, str(cell.enrollment.public_id)


def read_heads(training_class: TrainingClass) -> list[Head]:
    """How many are marked, and were there, in each session; over all people of the class."""
    confirmed = Q(attendance__enrollment__state=Enrollment.State.CONFIRMED)
    there = confirmed & Q(attendance__mark__in=Attendance.ATTENDED)
    total = Enrollment.objects.for_class(training_class).confirmed().count()
    sessions = training_class.sessions.annotate(
        marked=Count("attendance", filter=confirmed), there=Count("attendance", filter=there)
    ).select_related("locked_by")
    heads = []
    for session in sessions.order_by("held_on", "starts_at", "pk"):
        session.training_class = training_class
        heads.append(Head(session, session.marked, session.there, total))
    return heads


def read_grid(training_class: TrainingClass, people: list[Enrollment]) -> Grid:
    """All cells of these people; as many queries for one of them as for forty."""
    heads = read_heads(training_class)
    records = read_standings(people, training_class)
    marks = {
        (session, person): (mark, minutes)
        for session, person, mark, minutes in Attendance.objects.filter(
            enrollment__in=people
        ).values_list("session", "enrollment", "mark", "minutes")
    }
    made_up = set(MakeUp.objects.filter(enrollment__in=people).values_list("missed", "enrollment"))
    asked = ExcuseRequest.objects.filter(enrollment__in=people, state__in=["open", "accepted"])
    excuses = {(one.session_id, one.enrollment_id): one.state for one in asked}

    def cell(session: Session, person: Enrollment) -> Cell:
        pair = (session.pk, person.pk)
        mark, minutes = marks.get(pair, ("", None))
        return Cell(session, person, mark, minutes, pair in made_up, excuses.get(pair, ""))

    rows = [
        Row(one, records[one.pk], tuple(cell(head.session, one) for head in heads))
        for one in people
    ]
    return Grid(heads, rows)


def find_session(training_class: TrainingClass, wanted: str) -> Session:
    """One of the class; any other does not exist."""
    is_number = wanted.isascii() and wanted.isdecimal() and len(wanted) < len(str(2**63))
    sessions = training_class.sessions.select_related("locked_by")
    session = get_object_or_404(sessions, pk=wanted) if is_number else None
    if session is None:
        raise Http404
    session.training_class = training_class
    return session
