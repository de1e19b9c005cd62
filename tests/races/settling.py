"""Costs settled while somebody still adds lines: what each process does and reports."""

import time
from collections import Counter
from decimal import Decimal

from django.db import DatabaseError

from certificates.invariants.costs import settled_costs_agree
from courses.costs import lines, settling
from courses.models import CostKind, CostLine, FundingSource, TrainingClass
from courses.refusals import Refusal

# So many lines slip in behind the settlement where nothing holds them back; the whole is bounded.
BEHIND, MOST = 3, 60


def take_the_guard_away() -> None:
    """Whoever adds lines has looked once, when the page was opened, and waits for nobody."""
    lines.lock_costs = lambda training_class: None


def act(what: str, code: str) -> dict[str, int]:
    """`add` lines until they are refused, or `settle` in the midst of it."""
    training_class = TrainingClass.objects.get(code=code)
    answers: Counter[str] = Counter()
    try:
        if what == "settle":
            time.sleep(0.1)
            settling.settle_costs(training_class, by=None)
            answers["settled now"] += 1
        else:
            _add_until_settled(training_class, answers)
    except Refusal as refusal:
        answers[refusal.code] += 1
    except DatabaseError as error:
        answers[f"error: {type(error).__name__}"] += 1
    return answers


def _add_until_settled(training_class: TrainingClass, answers: Counter[str]) -> None:
    behind = 0
    while behind < BEHIND and answers["added"] < MOST:
        _add(training_class)
        answers["added"] += 1
        behind += settling.standing_settlement(training_class) is not None
        # PostgreSQL lets writers that hold no lock of their own pass whoever waits for the row.
        time.sleep(0.1)


def _add(training_class: TrainingClass) -> None:
    amounts = {"planned": Decimal(2), "spent": Decimal(1)}
    kind, source = CostKind.objects.get(), FundingSource.objects.get()
    lines.add_line(training_class, {"kind": kind, "source": source} | amounts, by=None)


def report(_code: str) -> dict[str, object]:
    return {
        "lines": CostLine.objects.count(),
        "breaches": [text for _subject, text in settled_costs_agree()],
    }
