"""Waiting lists (I4): no seat waits for nobody, and nobody was overtaken: the log is replayed."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import F, Prefetch, Q
from django.utils import timezone

from certificates.invariants.findings import Findings
from courses.models import AuditEntry, TrainingClass
from courses.scheduling import chain_of
from enrollment.models import AgencySeats, Enrollment, EnrollmentChange, SeatOffer

State = Enrollment.State
Policy = TrainingClass.WaitingPolicy
SWITCHED: Final = "class.waiting_rule"
STEPS: Final = [f"enrollment.{state}" for state in State.values]
# Ways to a seat that are nobody's decision to pass the queue.
DIRECT: Final = frozenset(
    (
        "registered_self",
        "registered_agency",
        "registered_desk",
        "approved_by_agency",
        "confirmed_by_organizer",
    )
)
# How long after its end an offer may stand open before a sweep has ended it.
SWEPT_WITHIN: Final = dt.timedelta(minutes=1)


def waiting_list_moves_in_order() -> Findings:
    """I4: no seat stays free while somebody waits for it, and nobody was promoted past another."""
    yield from _seats_left_free()
    yield from _offers_left_open()
    waited = EnrollmentChange.objects.filter(to_state=State.WAITING)
    for training_class in TrainingClass.objects.filter(
        pk__in=waited.values("enrollment__training_class")
    ):
        yield from ((training_class.code, text) for text in _Replay(training_class).findings())


def _seats_left_free() -> Findings:
    """A common seat is for all who wait; a given one for those of its agency and below it."""
    moving = TrainingClass.objects.held().filter(
        finalized_at=None, waiting_count__gt=0, starts_on__gt=timezone.localdate()
    )
    common = moving.filter(seats_taken__lt=F("capacity") - F("seats_reserved"))
    for one in common:
        free = one.capacity - one.seats_taken - one.seats_reserved
        yield one.code, f"{free} free seats, {one.waiting_count} waiting"
    waiting = Prefetch(
        "round__training_class__enrollments",
        Enrollment.objects.waiting().select_related("agency"),
        to_attr="queue",
    )
    given = AgencySeats.objects.filter(
        round__training_class__in=moving, given__gt=F("taken") + F("released")
    )
    for seats in given.select_related("agency", "round").prefetch_related(waiting):
        training_class = seats.round.training_class
        for one in training_class.queue:
            if one.agency.path.startswith(seats.agency.path):
                yield (
                    training_class.code,
                    f"enrollment {one.pk} waits, {seats.agency.code} has {seats.free} free seats",
                )


def _offers_left_open() -> Findings:
    """Each seat that is kept for an answer has one open offer, which somebody ends in time."""
    offered = Q(enrollment__state=State.OFFERED)
    is_open = SeatOffer.objects.filter(answer=SeatOffer.Answer.OPEN)
    for one in is_open.exclude(offered).select_related("enrollment__training_class"):
        yield (
            one.enrollment.training_class.code,
            f"offer {one.pk} is open, enrollment {one.enrollment_id} is {one.enrollment.state}",
        )
    asked = is_open.values("enrollment")
    for one in Enrollment.objects.filter(state=State.OFFERED).exclude(pk__in=asked):
        yield one.training_class.code, f"enrollment {one.pk} keeps a seat without an open offer"
    held = is_open.filter(offered, expires_at__lt=timezone.now() - SWEPT_WITHIN)
    for one in held.select_related("enrollment__training_class"):
        yield (
            one.enrollment.training_class.code,
            f"offer {one.pk} ended at {one.expires_at.isoformat()} and was not taken back",
        )


@dataclass
class _Step:
    """One change of one registration, as the log or else the history tells it."""

    enrollment: int
    to_state: str
    rule: str
    # What was written down of a seat: `seat` (whose it was) and, from the queue, `queue`.
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class _Replay:
    """One class from its first registration on: who waited, who sat, by which rule it moved."""

    training_class: TrainingClass
    waiting: set[int] = field(default_factory=set)
    states: dict[int, str] = field(default_factory=dict)
    seated: Counter[int] = field(default_factory=Counter)

    def findings(self) -> Iterator[str]:
        rows = Enrollment.objects.for_class(self.training_class).order_by()
        self.agencies = dict(rows.values_list("pk", "agency"))
        entries = _entries(self.training_class)
        switches = [entry.data["from"] for entry in entries if entry.action == SWITCHED]
        self.policy = switches[0] if switches else self.training_class.waiting_policy
        for entry in entries:
            if entry.action == SWITCHED:
                self.policy = entry.data["to"]
                continue
            step = _step_of(entry)
            yield from self._judge(step)
            self._apply(step)
        for step in _unlogged(self.training_class, entries):
            yield from self._judge(step)
            self._apply(step)

    def _judge(self, step: _Step) -> Iterator[str]:
        if step.rule not in Policy.values:
            yield from self._judge_direct(step)
            return
        if step.rule != self.policy:
            yield f"enrollment {step.enrollment} was seated by {step.rule}, not {self.policy}"
        if step.enrollment not in self.waiting:
            yield f"enrollment {step.enrollment} was promoted and did not wait"
            return
        queue = step.data.get("queue") or {"seat": None, "passed": [], "standing": {}}
        passed = dict(queue["passed"])
        own = self._key(step.rule, step.enrollment, queue["standing"])
        for pk in sorted(self.waiting - {step.enrollment}):
            if self._key(step.rule, pk, queue["standing"]) > own:
                continue
            # Only for a seat of an agency may one be passed, and only by people of that agency.
            if not queue["seat"] or passed.get(pk, queue["seat"][1]).startswith(queue["seat"][1]):
                yield f"enrollment {step.enrollment} was promoted past {pk}"

    def _judge_direct(self, step: _Step) -> Iterator[str]:
        """Who registers or is accepted takes no common seat for which somebody waits."""
        is_direct = step.rule in DIRECT and step.to_state == State.CONFIRMED
        if is_direct and step.data.get("seat", "") is None and self.waiting:
            yield f"enrollment {step.enrollment} passed {len(self.waiting)} who wait"

    def _key(self, rule: str, pk: int, standing: dict[str, Any]) -> tuple[int, ...]:
        """The same order as the site's, worked out once more and from the log."""
        if rule == Policy.FEWEST_SEATS:
            return self.seated[self.agencies.get(pk, 0)], pk
        if rule == Policy.TARGET_GROUP:
            return standing.get(str(pk), 0), pk
        if rule == Policy.ORGANIZERS_ORDER:
            rank = standing.get(str(pk))
            return rank is None, rank or 0, pk
        return (pk,)

    def _apply(self, step: _Step) -> None:
        pk, agency = step.enrollment, self.agencies.get(step.enrollment, 0)
        was_seated = self.states.get(pk) in Enrollment.SEATED
        self.seated[agency] += (step.to_state in Enrollment.SEATED) - was_seated
        self.states[pk] = step.to_state
        self.waiting.discard(pk)
        if step.to_state == State.WAITING:
            self.waiting.add(pk)


def _entries(training_class: TrainingClass) -> list[AuditEntry]:
    entries = AuditEntry.objects.filter(
        chain__key=chain_of(training_class), action__in=[*STEPS, SWITCHED]
    )
    return list(entries.order_by("number"))


def _step_of(entry: AuditEntry) -> _Step:
    data = entry.data
    enrollment = int(entry.subject.partition(":")[2] or 0)
    return _Step(enrollment, data.get("to", ""), data.get("rule", ""), data)


def _unlogged(training_class: TrainingClass, entries: list[AuditEntry]) -> Iterator[_Step]:
    """Changes that the log does not know (which I10 tells too) come last and are judged as well."""
    logged = Counter(_step_of(entry).enrollment for entry in entries if entry.subject)
    changes: dict[int, list[EnrollmentChange]] = defaultdict(list)
    rows = EnrollmentChange.objects.filter(enrollment__training_class=training_class)
    for change in rows.order_by("pk"):
        changes[change.enrollment_id].append(change)
    surplus = [one for pk, mine in changes.items() for one in mine[logged[pk] :]]
    for one in sorted(surplus, key=lambda change: change.pk):
        yield _Step(one.enrollment_id, one.to_state, one.rule)
