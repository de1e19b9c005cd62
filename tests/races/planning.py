"""A class put on two lines, a plan approved and changed at once: what each process reports."""

import datetime as dt
import time
from collections import Counter
from typing import Any

from django.db import DatabaseError

from courses.models import AuditEntry, TrainingClass
from courses.refusals import Refusal
from enrollment.models import PlanLine, PlannedClass, TrainingPlan
from enrollment.planning import lines, links, plans


def take_the_guard_away() -> None:
    """Nobody waits for the class or the plan, and everybody has read a moment before."""

    def read_only(plan: TrainingPlan) -> TrainingPlan:
        return TrainingPlan.objects.get(pk=plan.pk)

    def insert_later(line: PlanLine, training_class: TrainingClass) -> PlannedClass:
        time.sleep(0.3)
        return PlannedClass.objects.create(line=line, training_class=training_class)

    def refuse_and_wait(plan: TrainingPlan, reason: str) -> None:
        plans.refuse_without_reason(plan, reason)
        time.sleep(0.5)

    plans.lock_plan = lines.lock_plan = read_only
    lines.refuse_without_reason = refuse_and_wait
    links._lock = lambda training_class: training_class
    links._insert = insert_later


def act(what: str, title: str) -> dict[str, int]:
    """`link` the class to the line of this title, `change` the line, or `approve` its plan."""
    line = PlanLine.objects.select_related("plan").get(title=title)
    verbs: dict[str, Any] = {
        "link": lambda: links.link_class(line, TrainingClass.objects.get(), by=None),
        "change": lambda: lines.change_line(line, {"classes": 9}, by=None),
        "approve": lambda: plans.approve_plan(
            line.plan, decision="05-QĐ/VPTU", decided_on=dt.date(2025, 1, 10), by=None
        ),
    }
    try:
        verbs[what]()
    except Refusal as refusal:
        return Counter([refusal.code])
    except DatabaseError as error:
        return Counter([f"error: {type(error).__name__}"])
    return Counter([f"{what} done"])


def report(_title: str) -> dict[str, object]:
    """On how many lines the class stands, and the acts of plans in their order."""
    acts = AuditEntry.objects.filter(action__startswith="plan.").order_by("number")
    return {
        "links": PlannedClass.objects.count(),
        "acts": list(acts.values_list("action", flat=True)),
    }
