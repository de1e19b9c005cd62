"""Settling the costs of a class: from then on no line changes, until they are opened again."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from courses.dates import short_date
from courses.models import CostLine, CostSettlement, TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of


def standing_settlement(training_class: TrainingClass) -> CostSettlement | None:
    """The settlement that holds the lines of the class, if there is one."""
    standing = CostSettlement.objects.filter(training_class=training_class, reopened_at=None)
    return standing.select_related("settled_by").first()


def lock_costs(training_class: TrainingClass) -> None:
    """Make others wait who write costs of this class; refused when they are settled.

    On SQLite, which has one writer at a time, the transaction itself is the lock.
    """
    TrainingClass.objects.select_for_update().values("pk").get(pk=training_class.pk)
    if settlement := standing_settlement(training_class):
        raise Refusal(
            _("The costs were settled on %(day)s. Open them again to change a line."),
            code="settled",
            params={"day": short_date(timezone.localdate(settlement.settled_at))},
        )


def settle_costs(
    training_class: TrainingClass, *, by: Any, at: dt.datetime | None = None
) -> CostSettlement:
    """Close the books of the class with the sums of its lines."""
    with transaction.atomic():
        lock_costs(training_class)
        lines = list(CostLine.objects.filter(training_class=training_class))
        if not lines:
            raise Refusal(_("There are no costs to settle."), code="no_costs")
        settlement = CostSettlement.objects.create(
            training_class=training_class,
            settled_at=at or timezone.now(),
            settled_by=by,
            lines=len(lines),
            planned=sum((line.planned or 0 for line in lines), Decimal()),
            spent=sum((line.spent or 0 for line in lines), Decimal()),
        )
        audit.record(
            "costs.settled",
            chain=chain_of(training_class),
            by=by,
            data={
                "lines": settlement.lines,
                "planned": str(settlement.planned),
                "spent": str(settlement.spent),
            },
        )
    return settlement


def reopen_costs(training_class: TrainingClass, *, by: Any, reason: str) -> CostSettlement:
    """Let lines be changed again; who did it, when and why stays with the settlement."""
    with transaction.atomic():
        TrainingClass.objects.select_for_update().values("pk").get(pk=training_class.pk)
        settlement = standing_settlement(training_class)
        if settlement is None:
            raise Refusal(_("The costs of this class are not settled."), code="not_settled")
        if not reason:
            raise Refusal(_("Say why the costs are opened again."), code="no_reason")
        settlement.reopened_at, settlement.reopened_by = timezone.now(), by
        settlement.reopened_reason = reason
        settlement.save(update_fields=["reopened_at", "reopened_by", "reopened_reason"])
        audit.record(
            "costs.reopened", chain=chain_of(training_class), by=by, data={"reason": reason}
        )
    return settlement
