"""How the periods of a person are drawn: what was attended, excused, missed, and is still open."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from enrollment.running.completion import PERIODS, Decision, Unmet
from enrollment.running.reasons import reason_of
from enrollment.running.standings import Record


@dataclass(frozen=True)
class Part:
    """One piece of the bar; places are text, so that no language writes them its own way."""

    name: str
    label: str
    periods: int
    x: str
    width: str


def parts_of(record: Record) -> list[Part]:
    """From left to right, together as wide as the bar; what is empty is left out."""
    tally = record.decision.tally
    counts = {
        "attended": (_("Attended"), tally.attended),
        "excused": (_("Excused"), tally.excused),
        "missed": (_("Missed"), tally.missed),
        "open": (_("Still open"), tally.open),
    }
    whole = max(tally.total, sum(periods for _label, periods in counts.values()), 1)
    parts, start = [], 0
    for name, (label, periods) in counts.items():
        if periods:
            x, width = start * 100 / whole, periods * 100 / whole
            parts.append(Part(name, label, periods, f"{x:.2f}", f"{width:.2f}"))
        start += periods
    return parts


def standing_of(record: Record) -> dict[str, Any]:
    """What a page shows of one person in one class."""
    decision = record.decision
    # Before the end the outlook has told of the periods already.
    told = decision.unmet if record.enrollment.outcome else _besides_periods(decision)
    return {
        "record": record,
        "decision": decision,
        "outlook": record.outlook,
        "parts": parts_of(record),
        "reasons": [reason_of(one) for one in told],
        "exception": record.exception,
    }


def _besides_periods(decision: Decision) -> list[Unmet]:
    return [one for one in decision.unmet if one.code != PERIODS]
