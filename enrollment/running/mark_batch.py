"""A batch of marks at work, under the lock of its class: judged, merged, written down.

Every mark of somebody of the class becomes a row, refused or not (I9); what counts of them is a
matter of `roll_rules`.
"""

import datetime as dt
import functools
import operator
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import structlog

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses import audit
from courses.models import Session, TrainingClass
from courses.scheduling import chain_of
from enrollment.models import Attendance, AttendanceMark, Enrollment, RollDevice
from enrollment.running import roll_rules
from enrollment.running.roll_rules import Standing, standing

log = structlog.get_logger(__name__)

Outcome = AttendanceMark.Outcome
Source = AttendanceMark.Source
Pair = tuple[int, int]  # session and enrollment
MOMENT: Final = dt.timedelta(microseconds=1)
REFUSALS: Final = {
    "unknown_mark": _("This mark is not known."),
    "bad_minutes": _("Minutes are noted of late comers and early leavers, from 1 to 600."),
    "session_not_in_class": _("This session is not one of the class."),
    "not_in_class": _("This person is not in the class."),
    "withdrawn": _("This person has no seat in the class any more."),
    "not_held": _("This class is not held."),
    "finalized": _("The results are already recognized."),
    "locked": _("The roll call of this session is closed."),
    "not_begun": _("This session has not begun yet."),
    "key_reused": _("This key was used for another mark."),
    "device_blocked": _("The device is blocked; the organizers decide about its marks."),
    "not_accepted": _("The organizers did not accept this mark."),
}


@dataclass(frozen=True)
class NewMark:
    """One mark as somebody made it; an empty one takes the mark before back."""

    session_id: int
    person: uuid.UUID  # public id of the enrollment
    mark: str
    minutes: int | None = None
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)
    device_at: dt.datetime | None = None
    source: str = Source.DESK
    only_if_unmarked: bool = False


@dataclass(frozen=True)
class Verdict:
    """What became of one mark, and what counts now."""

    client_id: uuid.UUID
    outcome: str
    code: str = ""
    counts: Standing | None = None

    @property
    def text(self) -> str:
        return str(REFUSALS.get(self.code, ""))


class Batch:
    """Marks of one class that came together."""

    def __init__(
        self,
        training_class: TrainingClass,
        marks: Sequence[NewMark],
        *,
        by: Any,
        at: dt.datetime,
        closed_too: bool,
    ) -> None:
        self.training_class, self.by, self.at = training_class, by, at
        self.closed_too = closed_too
        self.sessions = {one.pk: one for one in training_class.sessions.all()}
        people = Enrollment.objects.for_class(training_class)
        wanted = people.filter(public_id__in={mark.person for mark in marks})
        self.people = {one.public_id: one for one in wanted}
        sent = AttendanceMark.objects.filter(client_id__in=[mark.client_id for mark in marks])
        self.known = {row.client_id: row for row in sent}
        self.new: list[AttendanceMark] = []
        self.decided: list[AttendanceMark] = []
        self.counting: list[AttendanceMark] = []
        self.states: dict[Pair, Standing | None] = {}

    def row_for(
        self,
        mark: NewMark,
        *,
        device: RollDevice | None,
        clock: dt.datetime | None,
        reason: str,
    ) -> AttendanceMark | str:
        """The row of this mark, or a code when there can be none."""
        session, person = self.sessions.get(mark.session_id), self.people.get(mark.person)
        if known := self.known.get(mark.client_id):
            return known if _is_same(known, session, person, mark) else "key_reused"
        if code := _malformed(mark, session, person):
            return code
        row = AttendanceMark(
            client_id=mark.client_id,
            session=session,
            enrollment=person,
            mark=mark.mark,
            minutes=mark.minutes,
            source=mark.source,
            only_if_unmarked=mark.only_if_unmarked,
            reason=reason,
            device=device,
            device_at=mark.device_at,
            made_at=self.at,
            received_at=self.at,
            by=self.by,
        )
        if mark.device_at is not None:
            row.made_at = roll_rules.time_made(mark.device_at, clock, self.at)
        if device is not None and device.revoked_at is not None:
            row.outcome, row.refusal = Outcome.HELD, "device_blocked"
        else:
            self._judge(row)
        self.known[row.client_id] = row
        self.new.append(row)
        return row

    def decide(self, row: AttendanceMark, *, accept: bool) -> None:
        row.session = self.sessions[row.session_id]
        row.outcome, row.refusal = Outcome.REFUSED, "not_accepted"
        if accept:
            self._judge(row)
        self.decided.append(row)

    def _judge(self, row: AttendanceMark) -> None:
        """Refuse it, or put it to those that count; what became of it is seen in `store`."""
        row.outcome, row.refusal = Outcome.APPLIED, self._refusal(row)
        if row.refusal:
            row.outcome = Outcome.REFUSED
        else:
            self.counting.append(row)

    def _refusal(self, row: AttendanceMark) -> str:
        session, in_class = row.session, self.training_class
        if not in_class.is_held:
            return "not_held"
        if in_class.finalized_at:
            return "finalized"
        if session.locked_at and not self.closed_too:
            return "locked"
        if timezone.localdate(min(row.made_at, self.at)) < session.held_on:
            return "not_begun"
        return "" if row.enrollment.state == Enrollment.State.CONFIRMED else "withdrawn"

    def store(self) -> None:
        """Work out what counts now, and write all of it down."""
        before = self._apply()
        AttendanceMark.objects.bulk_create(self.new)
        AttendanceMark.objects.bulk_update(self.decided, ["outcome", "refusal", "replaced"])
        changed = {pair for pair, was in before.items() if self.states[pair] != was}
        self._write(changed)
        self._log(changed, before)

    def _apply(self) -> dict[Pair, Standing | None]:
        """Add each mark to its pile and see what it does there."""
        piles = self._piles()
        self.states = {pair: standing(pile) for pair, pile in piles.items()}
        before = dict(self.states)
        for row in self.counting:
            pair = (row.session_id, row.enrollment_id)
            pile, was = piles[pair], self.states[pair]
            if row.device_at is None and pile:
                # At a screen that shows what counts, the last word is the last word.
                row.made_at = max(row.made_at, max(one.made_at for one in pile) + MOMENT)
            pile.append(row)
            now = self.states[pair] = standing(pile)
            row.replaced = was.mark if was else ""
            row.outcome = _outcome(row, was, now)
        return before

    def _piles(self) -> dict[Pair, list[AttendanceMark]]:
        """The marks so far of everybody who is marked now."""
        pairs = {(row.session_id, row.enrollment_id) for row in self.counting}
        piles: dict[Pair, list[AttendanceMark]] = {pair: [] for pair in pairs}
        if not pairs:
            return piles
        where = _where(pairs)
        rows = AttendanceMark.objects.filter(where)
        # Those decided now are still held in the database.
        for row in rows.exclude(outcome__in=[Outcome.REFUSED, Outcome.HELD]):
            piles[row.session_id, row.enrollment_id].append(row)
        for old in Attendance.objects.filter(where):
            pile = piles[old.session_id, old.enrollment_id]
            if not pile:
                pile.append(self._first_of(old))
        return piles

    def _first_of(self, old: Attendance) -> AttendanceMark:
        """A mark from before marks were kept one by one: its history begins with it."""
        row = AttendanceMark(
            session_id=old.session_id,
            enrollment_id=old.enrollment_id,
            mark=old.mark,
            minutes=old.minutes,
            source=Source.DESK,
            outcome=Outcome.APPLIED,
            made_at=old.marked_at,
            received_at=old.marked_at,
            by_id=old.marked_by_id,
        )
        self.new.append(row)
        return row

    def _write(self, changed: set[Pair]) -> None:
        rule = self.training_class.attendance_rule
        rows, gone = [], defaultdict(list)
        for session_id, person in sorted(changed):
            state, session = self.states[session_id, person], self.sessions[session_id]
            if state is None:
                gone[session_id].append(person)
                continue
            rows.append(
                Attendance(
                    session=session,
                    enrollment_id=person,
                    mark=state.mark,
                    minutes=state.minutes,
                    periods=roll_rules.periods_of(state, session, rule),
                    marked_at=state.since,
                    marked_by_id=state.by_id,
                )
            )
        Attendance.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["session", "enrollment"],
            update_fields=["mark", "minutes", "periods", "marked_at", "marked_by"],
        )
        for session_id, people in gone.items():
            Attendance.objects.filter(session=session_id, enrollment__in=people).delete()

    def _log(self, changed: set[Pair], before: dict[Pair, Standing | None]) -> None:
        """One act for each session, with the marks before and after."""
        marks: dict[int, dict[str, list[str]]] = defaultdict(dict)
        for pair in sorted(changed):
            was, now = before[pair], self.states[pair]
            marks[pair[0]][str(pair[1])] = [was.mark if was else "", now.mark if now else ""]
        acts = [
            audit.Act(
                "attendance.marked",
                chain=chain_of(self.training_class),
                subject=f"session:{session_id}",
                data={"marks": of_session},
            )
            for session_id, of_session in marks.items()
        ]
        if acts:
            audit.record_many(acts, by=self.by)

    def verdict(self, mark: NewMark, row: AttendanceMark | str) -> Verdict:
        if isinstance(row, str):
            log.info("mark_refused", code=row, training_class=self.training_class.pk)
            return Verdict(mark.client_id, Outcome.REFUSED, row)
        pair = (row.session_id, row.enrollment_id)
        return Verdict(mark.client_id, row.outcome, row.refusal, self.states.get(pair))


def _where(pairs: Iterable[Pair]) -> Q:
    """The rows of these people in these sessions, and no other."""
    people: dict[int, list[int]] = defaultdict(list)
    for session, person in pairs:
        people[session].append(person)
    asked = [Q(session=session, enrollment__in=those) for session, those in people.items()]
    return functools.reduce(operator.or_, asked)


def _is_same(
    known: AttendanceMark, session: Session | None, person: Enrollment | None, mark: NewMark
) -> bool:
    """Whether it is the mark that was sent before under this key."""
    if session is None or person is None:
        return False
    said = (known.session_id, known.enrollment_id, known.mark, known.minutes)
    return said == (session.pk, person.pk, mark.mark, mark.minutes)


def _malformed(mark: NewMark, session: Session | None, person: Enrollment | None) -> str:
    """Why there can be no row for it."""
    if mark.mark and mark.mark not in Attendance.Mark.values:
        return "unknown_mark"
    if not roll_rules.minutes_fit(mark.mark, mark.minutes):
        return "bad_minutes"
    if session is None:
        return "session_not_in_class"
    return "" if person else "not_in_class"


def _outcome(row: AttendanceMark, was: Standing | None, now: Standing | None) -> str:
    """What this mark did; one that only says so earlier or later changes nothing."""
    counted, counts = [(one.mark, one.minutes) if one else ("", None) for one in (was, now)]
    if counts != counted:
        return Outcome.APPLIED
    return Outcome.SAME if (row.mark, row.minutes) == counts else Outcome.OLDER
