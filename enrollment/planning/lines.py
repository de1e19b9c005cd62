"""Verbs of the lines of a plan. In an approved plan each needs a reason, which the log keeps."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, Literal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from courses.models import FundingSource
from courses.refusals import Refusal
from enrollment.models import Agency, PlanBudget, PlanLine, TrainingPlan
from enrollment.planning.plans import chain_of, lock_plan, refuse_without_reason

Budget = Mapping[FundingSource, Decimal]

# What a line says; the rest follows from its plan and its place.
FIELDS: Final = (
    "title",
    "course",
    "audience",
    "quarter",
    "classes",
    "participations",
    "place",
    "host",
    "note",
)


def add_line(
    line: PlanLine,
    *,
    by: Any,
    agencies: Iterable[Agency] = (),
    budget: Budget | None = None,
    reason: str = "",
) -> PlanLine:
    """Store a new line behind the others of its quarter. Refused with code `no_reason`."""
    with transaction.atomic():
        line.plan = lock_plan(line.plan)
        refuse_without_reason(line.plan, reason)
        last = line.plan.lines.aggregate(last=Max("position"))["last"]
        line.position = 0 if last is None else last + 1
        line.save(force_insert=True)
        line.target_agencies.set(agencies)
        _set_budget(line, budget or {})
        _log_one("plan.line_added", line, by=by, reason=reason)
    return line


def add_lines(
    plan: TrainingPlan,
    lines: Iterable[tuple[Mapping[str, Any], Budget]],
    *,
    by: Any,
    reason: str = "",
) -> list[PlanLine]:
    """Store several new lines, in their order; all or none. Refused with code `no_reason`."""
    with transaction.atomic():
        return [
            add_line(PlanLine(plan=plan, **said), by=by, budget=budget, reason=reason)
            for said, budget in lines
        ]


def change_line(
    line: PlanLine,
    changes: Mapping[str, Any],
    *,
    by: Any,
    agencies: Iterable[Agency] | None = None,
    budget: Budget | None = None,
    reason: str = "",
) -> PlanLine:
    """Store what is other than before, and log it with the old values.

    Refused with code `dropped` or `no_reason`; nothing is written when nothing changes.
    """
    with transaction.atomic():
        line = _lock(line)
        before = snapshot(line)
        for name in FIELDS:
            if name in changes:
                setattr(line, name, changes[name])
        line.save(update_fields=FIELDS)
        if agencies is not None:
            line.target_agencies.set(agencies)
        if budget is not None:
            _set_budget(line, budget)
        after = snapshot(line)
        was = {name: value for name, value in before.items() if after[name] != value}
        if was:
            refuse_without_reason(line.plan, reason)
            new = {name: after[name] for name in was}
            _log_one("plan.line_changed", line, by=by, reason=reason, was=was, now=new)
    return line


def move_line(line: PlanLine, *, to: Literal["up", "down"], by: Any) -> PlanLine:
    """Change places with the line before or behind it in its quarter; at the end nothing moves.

    The order of an approved plan is that of the decision: refused with code `approved`.
    """
    with transaction.atomic():
        line = _lock(line)
        if line.plan.is_approved:
            raise Refusal(
                _("The plan is approved; its lines stay in the order of the decision."),
                code="approved",
            )
        rows = list(line.plan.lines.standing().filter(quarter=line.quarter).in_order())
        at = rows.index(line)
        other = at - 1 if to == "up" else at + 1
        if 0 <= other < len(rows):
            rows[at], rows[other] = rows[other], rows[at]
            _number(rows)
            _log_one("plan.line_moved", line, by=by)
    return line


def drop_line(line: PlanLine, *, by: Any, reason: str = "") -> None:
    """Take a line out: from a draft it is gone, in an approved plan it stays to be seen as dropped.

    Refused with code `dropped`, `line_has_classes` or `no_reason`.
    """
    with transaction.atomic():
        line = _lock(line)
        refuse_without_reason(line.plan, reason)
        if line.planned_classes.exists():
            raise Refusal(
                _("Classes carry out this line. Take them off first."), code="line_has_classes"
            )
        _log_one("plan.line_dropped", line, by=by, reason=reason, was=snapshot(line))
        if not line.plan.is_approved:
            line.delete()
            return
        line.dropped_at, line.dropped_reason = timezone.now(), reason
        line.save(update_fields=["dropped_at", "dropped_reason"])


def restore_line(line: PlanLine, *, by: Any, reason: str = "") -> PlanLine:
    """Take a dropped line back. Refused with code `not_dropped` or `no_reason`."""
    with transaction.atomic():
        plan = lock_plan(line.plan)
        line = PlanLine.objects.get(pk=line.pk)
        if not line.is_dropped:
            raise Refusal(_("This line was not dropped."), code="not_dropped")
        refuse_without_reason(plan, reason)
        line.dropped_at, line.dropped_reason = None, ""
        line.save(update_fields=["dropped_at", "dropped_reason"])
        _log_one("plan.line_restored", line, by=by, reason=reason)
    return line


def snapshot(line: PlanLine) -> dict[str, Any]:
    """What the line says, as the log and `version_of` read it."""
    said: dict[str, Any] = {name: getattr(line, name) for name in FIELDS if name != "course"}
    said["course"] = line.course.code if line.course else ""
    said["agencies"] = sorted(line.target_agencies.values_list("code", flat=True))
    budget = line.budgets.order_by("source__code").values_list("source__code", "amount")
    # Without decimals that say nothing: 5.00 of the database is the 5 that was typed.
    said["budget"] = {code: f"{amount:.2f}" for code, amount in budget}
    return said


def _lock(line: PlanLine) -> PlanLine:
    """The line as it stands now, its plan locked. Refused with code `gone` or `dropped`."""
    plan = lock_plan(line.plan)
    found = PlanLine.objects.select_related("course").filter(pk=line.pk).first()
    if found is None:
        raise Refusal(_("Somebody has taken this line out meanwhile."), code="gone")
    if found.is_dropped:
        raise Refusal(_("This line was dropped."), code="dropped")
    found.plan = plan
    return found


def _set_budget(line: PlanLine, budget: Budget) -> None:
    """Sources without an amount keep no row."""
    line.budgets.all().delete()
    PlanBudget.objects.bulk_create(
        PlanBudget(line=line, source=source, amount=amount)
        for source, amount in budget.items()
        if amount
    )


def _number(rows: Iterable[PlanLine]) -> None:
    for position, row in enumerate(rows):
        row.position = position
        row.save(update_fields=["position"])


def _log_one(action: str, line: PlanLine, *, by: Any, reason: str = "", **data: Any) -> None:
    audit.record(
        action,
        chain=chain_of(line.plan),
        by=by,
        subject=f"line:{line.pk}",
        data={"line": line.title, "reason": reason, **data},
    )
