"""Verbs of a plan as a whole: opened as a draft, approved by a decision, discarded."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from courses.dates import short_date
from courses.models import AuditEntry
from courses.refusals import Refusal
from enrollment.models import PlannedClass, TrainingPlan

# Acts after the approval that make the plan another one than was decided.
ADJUSTMENTS = (
    "plan.line_added",
    "plan.line_changed",
    "plan.line_dropped",
    "plan.line_restored",
)


def chain_of(plan: TrainingPlan) -> str:
    """Key of the log that holds all acts on one plan."""
    return f"plan:{plan.pk}"


def lock_plan(plan: TrainingPlan) -> TrainingPlan:
    """The plan as it stands now; others who change it wait. On SQLite the transaction is the lock.

    Refused with code `gone` when somebody has discarded it.
    """
    locked = TrainingPlan.objects.select_for_update(of=("self",)).filter(pk=plan.pk).first()
    if locked is None:
        raise Refusal(_("This plan was discarded."), code="gone")
    return locked


def open_plan(plan: TrainingPlan, *, by: Any) -> TrainingPlan:
    """Store a new plan as a draft. Refused with code `exists`: a body has one for each year."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                plan.save(force_insert=True)
        except IntegrityError as error:
            raise Refusal(
                _("This body has a plan for this year already."), code="exists"
            ) from error
        audit.record("plan.opened", chain=chain_of(plan), by=by, data={"year": plan.year})
    return plan


def change_note(plan: TrainingPlan, *, note: str, by: Any) -> TrainingPlan:
    """The note of the desk on a plan; it is not printed, so it may change at any time."""
    with transaction.atomic():
        plan = lock_plan(plan)
        if plan.note != note:
            plan.note = note
            plan.save(update_fields=["note"])
            audit.record("plan.note_changed", chain=chain_of(plan), by=by)
    return plan


def approve_plan(
    plan: TrainingPlan,
    *,
    decision: str,
    decided_on: dt.date,
    by: Any,
    reason: str = "",
    at: dt.datetime | None = None,
) -> TrainingPlan:
    """Put number and day of the decision to the plan; afterwards lines change with a reason only.

    An approved plan is given another number or day with a reason. Refused with code `no_lines`,
    `no_decision` or `no_reason`.
    """
    with transaction.atomic():
        plan = lock_plan(plan)
        if not decision:
            raise Refusal(_("Enter the number of the decision."), code="no_decision")
        if not plan.lines.standing().exists():
            raise Refusal(_("A plan without lines cannot be approved."), code="no_lines")
        again = plan.is_approved
        refuse_without_reason(plan, reason)
        plan.decision, plan.decided_on = decision, decided_on
        if not again:
            plan.approved_at, plan.approved_by = at or timezone.now(), by
        plan.save(update_fields=["decision", "decided_on", "approved_at", "approved_by"])
        data = {"decision": _as_logged(decision, decided_on), "reason": reason}
        if again:
            audit.record("plan.decision_corrected", chain=chain_of(plan), by=by, data=data)
        else:
            audit.record("plan.approved", chain=chain_of(plan), by=by, data=data)
    return plan


def take_back_approval(plan: TrainingPlan, *, by: Any, reason: str) -> TrainingPlan:
    """Make the plan a draft again, when the decision was entered by mistake.

    What it was stays in the log. Refused with code `not_approved` or `no_reason`.
    """
    with transaction.atomic():
        plan = lock_plan(plan)
        if not plan.is_approved:
            raise Refusal(_("This plan is a draft."), code="not_approved")
        refuse_without_reason(plan, reason)
        data = {"decision": _as_logged(plan.decision, plan.decided_on), "reason": reason}
        plan.decision, plan.decided_on, plan.approved_at, plan.approved_by = "", None, None, None
        plan.save(update_fields=["decision", "decided_on", "approved_at", "approved_by"])
        audit.record("plan.approval_taken_back", chain=chain_of(plan), by=by, data=data)
    return plan


def _as_logged(decision: str, decided_on: dt.date | None) -> str:
    return f"{decision}, {short_date(decided_on)}" if decided_on else decision


def discard_plan(plan: TrainingPlan, *, by: Any) -> None:
    """Take away a draft that carries no class. Refused with code `approved` or `has_classes`."""
    with transaction.atomic():
        plan = lock_plan(plan)
        if plan.is_approved:
            raise Refusal(_("An approved plan stays. Its lines can be dropped."), code="approved")
        if PlannedClass.objects.filter(line__plan=plan).exists():
            raise Refusal(
                _("Classes carry out lines of this plan. Take them off first."), code="has_classes"
            )
        audit.record("plan.discarded", chain=chain_of(plan), by=by, data={"year": plan.year})
        plan.delete()


def refuse_without_reason(plan: TrainingPlan, reason: str) -> None:
    """What a decision says is not changed in silence."""
    if plan.is_approved and not reason:
        raise Refusal(_("The plan is approved: say why it is changed."), code="no_reason")


def adjusted_on(plan: TrainingPlan) -> dt.date | None:
    """The last day on which a line of the approved plan changed; None while it is as decided."""
    if plan.approved_at is None:
        return None
    log = AuditEntry.objects.filter(chain__key=chain_of(plan))
    # By their numbers: the decision may be entered with the day of long ago.
    approved = log.filter(action="plan.approved").order_by("-number").first()
    changes = log.filter(action__in=ADJUSTMENTS, number__gt=approved.number if approved else 0)
    last = changes.order_by("-number").values_list("at", flat=True).first()
    return timezone.localdate(last) if last else None
