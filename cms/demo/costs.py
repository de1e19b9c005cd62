"""Invented costs: all classes of 2010, nearly all settled, and some classes of this year."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.demo.source import chance, data
from cms.demo.workdays import next_working_day
from courses.costs.lines import add_line
from courses.costs.settling import settle_costs
from courses.models import CostKind, FundingSource, TrainingClass
from enrollment.models import Enrollment

SETTLED, SPENT, PLANNED = "settled", "spent", "planned"
SETTLED_AFTER = dt.timedelta(days=15)


def load_costs(*, by: Any, today: dt.date, say: Callable[[str], None]) -> None:
    """Classes that have lines already stay as they are, so a second load changes nothing."""
    known = data("costs")
    of_2010 = TrainingClass.objects.filter(is_demo=True, ends_on__year=2010, costs=None)
    wanted = {one.code: SPENT if one.code in known["open"] else SETTLED for one in of_2010}
    wanted |= known["current_year"]
    classes = TrainingClass.objects.filter(is_demo=True, code__in=wanted, costs=None)
    for training_class in classes:
        with transaction.atomic():
            _load_class(training_class, wanted[training_class.code], by=by, today=today)
    say("The costs of the classes are there.")


def _load_class(training_class: TrainingClass, state: str, *, by: Any, today: dt.date) -> None:
    rng = chance(f"costs of {training_class.code}")
    sizes = _sizes(training_class)
    for place, known in enumerate(data("costs")["lines"]):
        if rng.randrange(known.get("every", 1)):
            continue
        values = _planned(known, sizes)
        if state != PLANNED:
            values |= _spent(values, known, training_class, place, rng, today)
        add_line(training_class, values, by=by, is_demo=True)
    if state == SETTLED:
        settled_on = next_working_day(training_class.ends_on + SETTLED_AFTER)
        at = timezone.make_aware(dt.datetime.combine(min(settled_on, today), dt.time(9)))
        settle_costs(training_class, by=by, at=at)


def _sizes(training_class: TrainingClass) -> dict[str, int]:
    half_days = training_class.sessions.count()
    people = Enrollment.objects.for_class(training_class).confirmed().count()
    people = people or training_class.capacity
    return {
        "half_days": half_days,
        "days": (half_days + 1) // 2,
        "people": people,
        "cups": half_days * people,
        "one": 1,
    }


def _planned(known: dict[str, Any], sizes: dict[str, int]) -> dict[str, Any]:
    return {
        "kind": CostKind.objects.get(code=known["kind"]),
        "source": FundingSource.objects.get(code=known["source"]),
        "text": known["text"].format(**sizes),
        "planned": Decimal(known["each"] * sizes[known["times"]]),
    }


def _spent(
    values: dict[str, Any],
    known: dict[str, Any],
    training_class: TrainingClass,
    place: int,
    rng: Random,
    today: dt.date,
) -> dict[str, Any]:
    """A little less or more than was planned, paid in the days after the class."""
    step = data("costs")["round_to"]
    spent = int(values["planned"]) * rng.randint(90, 103) // 100 // step * step
    paid_on = next_working_day(training_class.ends_on + dt.timedelta(days=3 + place))
    return {
        "spent": Decimal(spent),
        "payee": known["payee"],
        "voucher": f"{known['voucher']} {rng.randint(12, 480):03}/{training_class.ends_on.year}",
        "paid_on": paid_on if paid_on <= today else None,
    }
