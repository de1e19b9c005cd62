"""In which order people wait for a class: four rules, worked out anew whenever it is asked."""

import heapq
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from courses.models import TrainingClass
from enrollment.models import Enrollment, EntryRule

Policy = TrainingClass.WaitingPolicy


@dataclass
class Line:
    """Those who wait for one class, and what its rule reads of them; iterate it for the order."""

    policy: str
    # By who came first: the number of a registration never lies, clocks do.
    waiting: list[Enrollment]
    # People with a seat by agency; grows with each seat given, for `fewest_seats`.
    seated: Counter[int] = field(default_factory=Counter)
    # What the rule reads of each: 0 for the target group and 1 for others, or the place set.
    standing: dict[int, int | None] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Enrollment]:
        if self.policy == Policy.FEWEST_SEATS:
            return self._by_agencies()
        return iter(sorted(self.waiting, key=self.key))

    def key(self, enrollment: Enrollment) -> tuple[int, ...]:
        """Smaller comes first."""
        if self.policy == Policy.FEWEST_SEATS:
            return self.seated[enrollment.agency_id], enrollment.pk
        if self.policy == Policy.TARGET_GROUP:
            return self.standing[enrollment.pk] or 0, enrollment.pk
        if self.policy == Policy.ORGANIZERS_ORDER:
            rank = self.standing[enrollment.pk]
            return rank is None, rank or 0, enrollment.pk
        return (enrollment.pk,)

    def seat(self, enrollment: Enrollment) -> None:
        """He or she waits no longer and has a seat."""
        self.waiting.remove(enrollment)
        self.seated[enrollment.agency_id] += 1

    def _by_agencies(self) -> Iterator[Enrollment]:
        """As if each who is yielded had been seated before the next one is chosen."""
        queues: dict[int, deque[Enrollment]] = defaultdict(deque)
        for enrollment in self.waiting:
            queues[enrollment.agency_id].append(enrollment)
        heads = [(self.seated[agency], queue[0].pk, agency) for agency, queue in queues.items()]
        heapq.heapify(heads)
        while heads:
            seated, _pk, agency = heapq.heappop(heads)
            queue = queues[agency]
            yield queue.popleft()
            if queue:
                heapq.heappush(heads, (seated + 1, queue[0].pk, agency))


def read_line(training_class: TrainingClass, policy: str = "") -> Line:
    """Those who wait for the class under its rule, or under another one."""
    rows = Enrollment.objects.for_class(training_class).waiting()
    policies = {training_class.pk: policy or training_class.waiting_policy}
    return read_lines(rows.select_related("agency", "trainee__user"), policies)[training_class.pk]


def read_lines(rows: "QuerySet[Enrollment]", policies: Mapping[int, str]) -> dict[int, Line]:
    """The lines of many classes; as many queries for one as for a hundred."""
    lines = {pk: Line(policy, []) for pk, policy in policies.items()}
    for enrollment in rows.order_by("pk"):
        lines[enrollment.training_class_id].waiting.append(enrollment)
    _read_seated({pk: line for pk, line in lines.items() if line.policy == Policy.FEWEST_SEATS})
    _read_groups({pk: line for pk, line in lines.items() if line.policy == Policy.TARGET_GROUP})
    for line in lines.values():
        if line.policy == Policy.ORGANIZERS_ORDER:
            line.standing = {one.pk: one.queue_rank for one in line.waiting}
    return lines


def _read_seated(lines: Mapping[int, Line]) -> None:
    if not lines:
        return
    seated = Enrollment.objects.seated().filter(training_class__in=lines).order_by()
    counts = seated.values_list("training_class", "agency").annotate(Count("pk"))
    for pk, agency, count in counts:
        lines[pk].seated[agency] = count


def _read_groups(lines: Mapping[int, Line]) -> None:
    if not lines:
        return
    rules = EntryRule.objects.filter(training_class__in=lines).prefetch_related(
        "target_groups__levels", "target_groups__agencies"
    )
    groups = {rule.training_class_id: list(rule.target_groups.all()) for rule in rules}
    for pk, line in lines.items():
        for one in line.waiting:
            meant = (group.means(one.agency, one.position) for group in groups.get(pk, ()))
            # Where no group is named everybody is meant.
            line.standing[one.pk] = int(bool(groups.get(pk)) and not any(meant))


def set_places(enrollments: Iterable[Enrollment]) -> None:
    """Sets `place` on each: the number in the queue of its class, 0 for who does not wait.

    As many queries for one row as for a page of them, of however many classes.
    """
    enrollments = list(enrollments)
    waiting = [one for one in enrollments if one.state == Enrollment.State.WAITING]
    places = _places({one.training_class_id for one in waiting}) if waiting else {}
    for one in enrollments:
        one.place = places.get(one.pk, 0)  # type: ignore[attr-defined]  # what pages read


def _places(classes: set[int]) -> dict[int, int]:
    rows = TrainingClass.objects.filter(pk__in=classes)
    policies = dict(rows.values_list("pk", "waiting_policy"))
    waiting = Enrollment.objects.waiting().filter(training_class__in=classes)
    read = waiting.select_related("agency").only(
        "training_class_id", "agency__path", "agency__level_id", "position", "queue_rank"
    )
    return {
        one.pk: place
        for line in read_lines(read, policies).values()
        for place, one in enumerate(line, start=1)
    }
