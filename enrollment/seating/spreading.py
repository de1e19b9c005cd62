"""How seats are spread over agencies: arithmetic by largest remainder, always summing exactly."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from enrollment.models import Affiliation, Agency


class Rule(models.TextChoices):
    EQUAL = "equal", _("as many for each")
    LEVEL = "level", _("by the weight of the level")
    PEOPLE = "people", _("by the number of people on record")


def spread_seats(number: int, weights: Sequence[int]) -> list[int]:
    """As near to the weights as whole seats can be; what cannot be told apart goes to the first.

    Without any weight each counts the same. Nobody to give to: an empty list.
    """
    if not any(weights):
        weights = [1] * len(weights)
    total = sum(weights)
    shares = [divmod(number * weight, total) for weight in weights]
    spread = [whole for whole, _rest in shares]
    left = number - sum(spread) if shares else 0
    by_rest = sorted(range(len(shares)), key=lambda at: (-shares[at][1], at))
    for at in by_rest[:left]:
        spread[at] += 1
    return spread


def weights_by(rule: str, agencies: Sequence[Agency], levels: dict[int, int]) -> list[int]:
    """What each agency weighs; `levels` are the weights of the levels by their id."""
    if rule == Rule.LEVEL:
        return [levels.get(agency.level_id, 0) for agency in agencies]
    if rule == Rule.PEOPLE:
        return people_on_record(agencies)
    return [1] * len(agencies)


def people_on_record(agencies: Sequence[Agency]) -> list[int]:
    """How many people work at each of them or below, each counted for the nearest one chosen."""
    working = Affiliation.objects.filter(valid_to=None, trainee__merged_into=None)
    counts = working.values_list("agency__path").annotate(Count("pk")).order_by()
    chosen = {agency.path: 0 for agency in agencies}
    for path, count in counts:
        steps = range(len(path), 0, -Agency.steplen)
        nearest = next((path[:step] for step in steps if path[:step] in chosen), None)
        if nearest is not None:
            chosen[nearest] += count
    return [chosen[agency.path] for agency in agencies]
