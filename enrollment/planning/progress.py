"""How far the plan of a year has come: planned against done, line by line, and what is late.

Done is what the year counts: a class that was held, whose last day lies in the year and has come.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils import timezone

from courses.models import IssuingBody, TrainingClass
from enrollment.models import Enrollment, PlanBudget, PlanLine, PlannedClass, TrainingPlan
from enrollment.planning.standing import LineProgress, LinkedClass
from enrollment.querysets import PlanLineQuerySet

QUARTERS: Final = (1, 2, 3, 4)
MONTHS_OF_QUARTER: Final = 3
# What a line shows of its classes, and what their phase is told from; a long year has 10,000.
FIELDS_OF_CLASSES: Final = (
    *("code", "title", "status", "starts_on", "ends_on", "venue__name"),
    *("registration_opens_at", "registration_closes_at", "list_closed_at", "finalized_at"),
)


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


def last_day_of(year: int, quarter: int | None) -> dt.date:
    """The last day of a quarter; of the year for a line without one."""
    month = (quarter or QUARTERS[-1]) * MONTHS_OF_QUARTER
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def last_counted_day(year: int, on: dt.date | None = None) -> dt.date:
    """31 December, or today while the year lasts."""
    return min(dt.date(year, 12, 31), on or timezone.localdate())


def _progress(lines: PlanLineQuerySet, on: dt.date | None) -> tuple[LineProgress, ...]:
    """In the order of the annex; the number of queries does not grow with the lines."""
    linked = (
        PlannedClass.objects.select_related("training_class__venue")
        .only("line", *(f"training_class__{name}" for name in FIELDS_OF_CLASSES))
        .order_by("training_class__starts_on", "training_class__code")
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
        is_late=is_short and line.plan.is_approved and today > last_day_of(year, line.quarter),
        is_year_over=today > last_day_of(year, None),
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
