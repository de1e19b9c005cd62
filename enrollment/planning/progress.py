"""How far the plan of a year has come: planned against done, line by line, and what is late.

Done is what the year counts: a class that was held, whose last day lies in the year and has come.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from courses import vietnamese
from courses.models import FundingSource, IssuingBody, TrainingClass
from enrollment.models import Enrollment, PlanBudget, PlanLine, PlannedClass, TrainingPlan
from enrollment.querysets import PlanLineQuerySet

QUARTERS: Final = (1, 2, 3, 4)
MONTHS_OF_QUARTER: Final = 3
# How a line stands, and the word for it.
STATES: Final = {
    "done": pgettext_lazy("progress of a line", "Done"),
    "late": pgettext_lazy("progress of a line", "Late"),
    "begun": pgettext_lazy("progress of a line", "Under way"),
    "open": pgettext_lazy("progress of a line", "No class yet"),
}


@dataclass(frozen=True)
class LinkedClass:
    """A class with its confirmed people; `is_done` when the year counts it."""

    training_class: TrainingClass
    participations: int
    is_done: bool


@dataclass(frozen=True)
class LineProgress:
    """One line as it was planned, and what has become of it; `number` as in the annex."""

    number: int
    line: PlanLine
    classes: tuple[LinkedClass, ...]
    budget: tuple[tuple[FundingSource, Decimal], ...]
    is_late: bool

    @property
    def quarter(self) -> int | None:
        return self.line.quarter

    @property
    def planned_classes(self) -> int:
        return self.line.classes

    @property
    def planned_participations(self) -> int:
        return self.line.participations

    @property
    def done_classes(self) -> int:
        return sum(one.is_done for one in self.classes)

    @property
    def done_participations(self) -> int:
        return sum(one.participations for one in self.classes if one.is_done)

    @property
    def coming_classes(self) -> int:
        """Published and not over yet: announced, open or running."""
        return sum(one.training_class.is_held and not one.is_done for one in self.classes)

    @property
    def draft_classes(self) -> int:
        return sum(one.training_class.status == TrainingClass.Status.DRAFT for one in self.classes)

    @property
    def missing_classes(self) -> int:
        """Planned, and not even a draft is there."""
        there = self.done_classes + self.coming_classes + self.draft_classes
        return max(self.planned_classes - there, 0)

    @property
    def share(self) -> int | None:
        """Participations done of those planned, in percent; None where none were planned."""
        return share_of(self.done_participations, self.planned_participations)

    @property
    def money(self) -> Decimal:
        return sum((amount for _source, amount in self.budget), Decimal())

    @property
    def state(self) -> str:
        if self.done_classes >= self.planned_classes:
            return "done"
        if self.is_late:
            return "late"
        return "begun" if self.done_classes or self.coming_classes else "open"

    @property
    def state_label(self) -> str:
        return str(STATES[self.state])

    def has_words(self, text: str) -> bool:
        """Whether all words stand in what the line says, accents apart."""
        line = self.line
        agencies = " ".join(one.name for one in line.target_agencies.all())
        said = vietnamese.fold(f"{line.title} {line.audience} {line.host} {line.place} {agencies}")
        return all(word in said for word in vietnamese.fold(text).split())


@dataclass(frozen=True)
class PlanTotals:
    """Sums over lines."""

    lines: int
    late: int
    planned_classes: int
    done_classes: int
    planned_participations: int
    done_participations: int
    budget: tuple[tuple[FundingSource, Decimal], ...]

    @property
    def money(self) -> Decimal:
        return sum((amount for _source, amount in self.budget), Decimal())

    @property
    def class_share(self) -> int | None:
        return share_of(self.done_classes, self.planned_classes)

    @property
    def share(self) -> int | None:
        return share_of(self.done_participations, self.planned_participations)


def plan_progress(year: int, *, on: dt.date | None = None) -> tuple[LineProgress, ...]:
    """The lines of all approved plans of the year as they stand on a day, without dropped ones."""
    approved = TrainingPlan.objects.filter(year=year, approved_at__isnull=False)
    return _progress(PlanLine.objects.standing().filter(plan__in=approved), on)


def progress_of(plan: TrainingPlan, *, on: dt.date | None = None) -> tuple[LineProgress, ...]:
    """The lines of one plan, approved or not, without dropped ones."""
    return _progress(PlanLine.objects.standing().filter(plan=plan), on)


def progress_by_plan(plans: Iterable[TrainingPlan]) -> dict[int, list[LineProgress]]:
    """The lines of several plans at once, by plan; those of each in their order."""
    by_plan: dict[int, list[LineProgress]] = {plan.pk: [] for plan in plans}
    for one in _progress(PlanLine.objects.standing().filter(plan__in=by_plan), None):
        by_plan[one.line.plan_id].append(one)
    return by_plan


def late_lines(on: dt.date | None = None) -> QuerySet[PlanLine]:
    """Lines of this year's approved plans with fewer classes held than planned by now."""
    today = on or timezone.localdate()
    over = [quarter for quarter in QUARTERS if last_day_of(today.year, quarter) < today]
    held = Q(
        planned_classes__training_class__status=TrainingClass.Status.PUBLISHED,
        planned_classes__training_class__ends_on__year=today.year,
        planned_classes__training_class__ends_on__lte=today,
    )
    due = PlanLine.objects.standing().filter(
        plan__year=today.year, plan__approved_at__isnull=False, quarter__in=over
    )
    return due.annotate(held=Count("planned_classes", filter=held)).filter(held__lt=F("classes"))


def totals_of(lines: Iterable[LineProgress]) -> PlanTotals:
    lines = tuple(lines)
    return PlanTotals(
        lines=len(lines),
        late=sum(one.is_late for one in lines),
        planned_classes=sum(one.planned_classes for one in lines),
        done_classes=sum(one.done_classes for one in lines),
        planned_participations=sum(one.planned_participations for one in lines),
        done_participations=sum(one.done_participations for one in lines),
        budget=_by_source(lines),
    )


def unplanned_classes(
    year: int, *, body: IssuingBody | None = None, on: dt.date | None = None
) -> tuple[LinkedClass, ...]:
    """Classes of the year, drafts too, that carry out no line of any plan."""
    classes = TrainingClass.objects.filter(ends_on__year=year, planned=None).exclude(
        status=TrainingClass.Status.CANCELED
    )
    if body is not None:
        classes = classes.filter(issuing_body=body)
    found = list(classes.for_lists().order_by("starts_on", "code"))
    people = _people_of(found)
    last = last_counted_day(year, on)
    return tuple(_linked(one, people, year, last) for one in found)


def share_of(done: int, planned: int) -> int | None:
    """Whole percent, half rounded up."""
    return (done * 200 + planned) // (2 * planned) if planned else None


def last_day_of(year: int, quarter: int | None) -> dt.date:
    """The last day of a quarter; of the year for a line without one."""
    month = (quarter or QUARTERS[-1]) * MONTHS_OF_QUARTER
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def last_counted_day(year: int, on: dt.date | None = None) -> dt.date:
    """31 December, or today while the year lasts."""
    return min(dt.date(year, 12, 31), on or timezone.localdate())


def _progress(lines: PlanLineQuerySet, on: dt.date | None) -> tuple[LineProgress, ...]:
    """In the order of the annex; the number of queries does not grow with the lines."""
    linked = PlannedClass.objects.select_related("training_class__venue").order_by(
        "training_class__starts_on", "training_class__code"
    )
    budgets = PlanBudget.objects.select_related("source").order_by("source__position", "pk")
    found = list(
        lines.in_order()
        .select_related("plan__issuing_body", "course")
        .prefetch_related(
            Prefetch("planned_classes", linked), Prefetch("budgets", budgets), "target_agencies"
        )
    )
    classes = [one.training_class for line in found for one in line.planned_classes.all()]
    people, today = _people_of(classes), on or timezone.localdate()
    return tuple(
        _line_progress(number, line, people, today) for number, line in enumerate(found, start=1)
    )


def _people_of(classes: Sequence[TrainingClass]) -> dict[int, int]:
    """Confirmed people by class."""
    confirmed = Enrollment.objects.confirmed().filter(training_class__in=classes).order_by()
    return dict(confirmed.values_list("training_class").annotate(Count("pk")))


def _line_progress(
    number: int, line: PlanLine, people: dict[int, int], today: dt.date
) -> LineProgress:
    year = line.plan.year
    last = last_counted_day(year, today)
    classes = tuple(
        _linked(one.training_class, people, year, last) for one in line.planned_classes.all()
    )
    is_short = sum(one.is_done for one in classes) < line.classes
    return LineProgress(
        number=number,
        line=line,
        classes=classes,
        budget=tuple((one.source, one.amount) for one in line.budgets.all()),
        is_late=is_short and today > last_day_of(year, line.quarter),
    )


def _linked(
    training_class: TrainingClass, people: dict[int, int], year: int, last: dt.date
) -> LinkedClass:
    return LinkedClass(
        training_class=training_class,
        participations=people.get(training_class.pk, 0),
        is_done=training_class.is_held
        and training_class.year == year
        and training_class.ends_on <= last,
    )


def _by_source(lines: Iterable[LineProgress]) -> tuple[tuple[FundingSource, Decimal], ...]:
    sums: dict[FundingSource, Decimal] = {}
    for one in lines:
        for source, amount in one.budget:
            sums[source] = sums.get(source, Decimal()) + amount
    return tuple(sorted(sums.items(), key=lambda item: (item[0].position, item[0].pk)))
