"""Lines of the costs of a class: added, changed, paid and removed, until they are settled."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from courses import audit
from courses.costs.settling import lock_costs
from courses.models import CostLine, TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of

# What a person decides about a line.
FIELDS: Final = (
    *("kind", "source", "text", "planned", "spent"),
    *("payee", "voucher", "paid_on"),
)


def add_line(
    training_class: TrainingClass, values: Mapping[str, Any], *, by: Any, is_demo: bool = False
) -> CostLine:
    with transaction.atomic():
        lock_costs(training_class)
        line = CostLine(training_class=training_class, is_demo=is_demo, **values)
        _store(line)
        _log_one("cost.added", line, by=by)
    return line


def change_line(
    line: CostLine, values: Mapping[str, Any], *, by: Any, edition: int | None = None
) -> CostLine:
    """Write these fields; `edition` is the one that was seen, when a person has looked at it."""
    with transaction.atomic():
        held = _held(line, edition)
        before = _told(held)
        if all(getattr(held, name) == value for name, value in values.items()):
            return held
        for name, value in values.items():
            setattr(held, name, value)
        held.edition += 1
        _store(held)
        _log_one("cost.changed", held, by=by, before=before)
    return held


def pay_line(
    line: CostLine,
    *,
    by: Any,
    paid_on: dt.date,
    spent: Decimal | None = None,
    voucher: str = "",
    edition: int | None = None,
) -> CostLine:
    """Note the payment; without an amount, what was spent or planned was paid."""
    with transaction.atomic():
        held = _held(line, edition)
        held.paid_on = paid_on
        held.spent = spent if spent is not None else _due(held)
        held.voucher = voucher or held.voucher
        held.edition += 1
        _store(held)
        _log_one("cost.paid", held, by=by)
    return held


def remove_line(line: CostLine, *, by: Any) -> None:
    """Take the line out; the log keeps what it said."""
    with transaction.atomic():
        held = _held(line, None)
        _log_one("cost.removed", held, by=by)
        held.delete()


def _due(line: CostLine) -> Decimal | None:
    return line.planned if line.spent is None else line.spent


def _held(line: CostLine, edition: int | None) -> CostLine:
    """The line as it is stored now, and nobody else changes it."""
    lock_costs(line.training_class)
    held = CostLine.objects.filter(pk=line.pk).select_related("kind", "source").first()
    if held is None:
        raise Refusal(_("Somebody has removed this line meanwhile."), code="gone")
    if edition is not None and held.edition != edition:
        raise Refusal(
            _("Somebody has changed this line meanwhile. Look at it before you save yours."),
            code="changed_meanwhile",
        )
    held.training_class = line.training_class
    return held


def _store(line: CostLine) -> None:
    """What the table would refuse is refused in words: scripts and the demo have no form."""
    line.full_clean(exclude=["training_class", "kind", "source"])
    line.save()


def _told(line: CostLine) -> dict[str, Any]:
    """For the log, which is kept for ever: without names of people who were paid."""
    return {
        "kind": line.kind.code,
        "source": line.source.code,
        "text": line.text,
        "planned": _plain(line.planned),
        "spent": _plain(line.spent),
        "voucher": line.voucher,
        "paid_on": line.paid_on.isoformat() if line.paid_on else "",
    }


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _log_one(action: str, line: CostLine, *, by: Any, before: dict[str, Any] | None = None) -> None:
    told = _told(line)
    if before is not None:
        told = {name: [before[name], told[name]] for name in told if before[name] != told[name]}
    told["line"] = line.text or line.kind.name
    audit.record(
        action,
        chain=chain_of(line.training_class),
        by=by,
        subject=f"cost:{line.pk}",
        data=told,
    )
