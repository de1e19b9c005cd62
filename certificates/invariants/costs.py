"""Costs (I16): a settlement that stands says what its lines still say."""

from collections import defaultdict

from certificates.invariants.findings import Findings
from courses.costs.figures import sums_of
from courses.models import CostLine, CostSettlement


def settled_costs_agree() -> Findings:
    """I16: no line was added, changed or removed behind the verbs since the costs were settled."""
    standing = CostSettlement.objects.filter(reopened_at=None).select_related("training_class")
    lines: dict[int, list[CostLine]] = defaultdict(list)
    for line in CostLine.objects.filter(training_class__in=standing.values("training_class")):
        lines[line.training_class_id].append(line)
    for settlement in standing:
        found = sums_of(lines[settlement.training_class_id])
        settled = (settlement.lines, settlement.planned, settlement.spent)
        if (found.lines, found.planned, found.spent) != settled:
            text = "settled with {} lines, {} planned, {} spent".format(*settled)
            now = f"now {found.lines}, {found.planned}, {found.spent}"
            yield f"class {settlement.training_class.code}", f"costs {text}; {now}"
