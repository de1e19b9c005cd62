"""Last year's lines as the beginning of another year's plan."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses import audit
from courses.refusals import Refusal
from enrollment.models import PlanBudget, PlanLine, TrainingPlan
from enrollment.planning.lines import FIELDS
from enrollment.planning.plans import chain_of, lock_plan, open_plan


def copy_plan(source: TrainingPlan, *, year: int, by: Any) -> TrainingPlan:
    """Open the plan of a year with the lines of another, or fill the empty draft of that year.

    Dropped lines, classes and the decision stay behind. Refused with code `exists` when the body
    has a plan with lines for that year.
    """
    with transaction.atomic():
        plan = _empty_plan(source, year, by=by)
        lines = list(source.lines.standing().in_order().prefetch_related("budgets"))
        for position, line in enumerate(lines):
            _copy_line(line, plan, position)
        audit.record(
            "plan.copied",
            chain=chain_of(plan),
            by=by,
            data={"year": source.year, "lines": len(lines)},
        )
    return plan


def _empty_plan(source: TrainingPlan, year: int, *, by: Any) -> TrainingPlan:
    known = TrainingPlan.objects.filter(year=year, issuing_body=source.issuing_body_id).first()
    if known is None:
        fresh = TrainingPlan(year=year, issuing_body=source.issuing_body, is_demo=source.is_demo)
        return open_plan(fresh, by=by)
    plan = lock_plan(known)
    if plan.is_approved or plan.lines.exists():
        raise Refusal(
            _("The plan of %(year)s has lines already."),
            code="exists",
            params={"year": str(year)},
        )
    return plan


def _copy_line(line: PlanLine, plan: TrainingPlan, position: int) -> None:
    said = {name: getattr(line, name) for name in FIELDS if name != "course"}
    copy = PlanLine.objects.create(plan=plan, position=position, course_id=line.course_id, **said)
    copy.target_agencies.set(line.target_agencies.all())
    PlanBudget.objects.bulk_create(
        PlanBudget(line=copy, source_id=one.source_id, amount=one.amount)
        for one in line.budgets.all()
    )
