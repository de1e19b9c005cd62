"""The rule of a waiting list: tried out beforehand, switched on, and the order set by hand."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses import audit
from courses.models import TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.models import Enrollment
from enrollment.registering.waiting_list import fill_free_seats, in_order
from enrollment.seating import seats

Policy = TrainingClass.WaitingPolicy


@dataclass(frozen=True)
class Place:
    """One place in the line: who stands there today, and who would under the other rule."""

    number: int
    today: Enrollment
    then: Enrollment
    # How many places the person of `then` would move up; below zero: down.
    up: int
    gets_seat: bool

    @property
    def down(self) -> int:
        return -self.up


@dataclass(frozen=True)
class Simulation:
    policy: str
    seats: int
    places: list[Place]

    @property
    def rule(self) -> str:
        return str(Policy(self.policy).label)

    @property
    def moved(self) -> int:
        """How many would stand at another place."""
        return sum(1 for place in self.places if place.up)


def simulate(training_class: TrainingClass, policy: str, *, free: int) -> Simulation:
    """Both orders side by side, and who would get the next `free` common seats; changes nothing."""
    today = in_order(training_class)
    # The organizers begin with the order they find; from there they move people.
    then = today if policy == Policy.ORGANIZERS_ORDER else in_order(training_class, policy)
    place_today = {one.pk: number for number, one in enumerate(today, start=1)}
    places = [
        Place(
            number=number,
            today=before,
            then=after,
            up=place_today[after.pk] - number,
            gets_seat=number <= free,
        )
        for number, (before, after) in enumerate(zip(today, then, strict=True), start=1)
    ]
    return Simulation(policy, free, places)


def switch_rule(
    training_class: TrainingClass,
    *,
    policy: str,
    offer_hours: int,
    by: Any,
    at: dt.datetime | None = None,
) -> list[Enrollment]:
    """Let another rule decide from now on; seats already given or offered stay as they are.

    Raises Refusal with code `not_changeable` or `same_rule`.
    """
    with transaction.atomic():
        _lock(training_class)
        before = (training_class.waiting_policy, training_class.offer_hours)
        if before == (policy, offer_hours):
            raise Refusal(_("This is the rule already."), code="same_rule")
        if policy == Policy.ORGANIZERS_ORDER != training_class.waiting_policy:
            _store_order(training_class, in_order(training_class), by=by)
        training_class.waiting_policy, training_class.offer_hours = policy, offer_hours
        training_class.save(update_fields=["waiting_policy", "offer_hours"])
        audit.record(
            "class.waiting_rule",
            chain=chain_of(training_class),
            by=by,
            data={"from": before[0], "to": policy, "hours_from": before[1], "hours": offer_hours},
        )
        return fill_free_seats(training_class, at=at)


def set_order(
    training_class: TrainingClass,
    wanted: Sequence[int],
    *,
    by: Any,
    reason: str = "",
) -> None:
    """Store the organizers' order: ids of registrations, the next one first.

    Who waits and is not named keeps standing behind them, in today's order. Raises Refusal with
    code `not_changeable` or `other_rule`.
    """
    with transaction.atomic():
        _lock(training_class)
        if training_class.waiting_policy != Policy.ORGANIZERS_ORDER:
            raise Refusal(
                _("The order of this list follows a rule; it is not set by hand."),
                code="other_rule",
            )
        place = {pk: number for number, pk in enumerate(wanted)}
        today = in_order(training_class)
        ordered = sorted(today, key=lambda one: place.get(one.pk, len(place)))
        if ordered != today:
            _store_order(training_class, ordered, by=by, reason=reason)


def move_to(enrollment: Enrollment, place: int, *, by: Any, reason: str = "") -> None:
    """Put one person at this place of the organizers' order, 1 being the next one."""
    with transaction.atomic():
        _lock(enrollment.training_class)
        order = [one.pk for one in in_order(enrollment.training_class)]
        if enrollment.pk not in order:
            raise Refusal(_("This person does not wait any more."), code="state_changed")
        order.remove(enrollment.pk)
        order.insert(max(place - 1, 0), enrollment.pk)
        set_order(enrollment.training_class, order, by=by, reason=reason)


def _lock(training_class: TrainingClass) -> None:
    seats.lock_class(training_class)
    training_class.refresh_from_db(fields=["waiting_policy", "offer_hours"])
    if training_class.is_canceled or training_class.finalized_at:
        raise Refusal(_("This class can no longer be changed."), code="not_changeable")


def _store_order(
    training_class: TrainingClass, ordered: Sequence[Enrollment], *, by: Any, reason: str = ""
) -> None:
    for rank, enrollment in enumerate(ordered, start=1):
        enrollment.queue_rank = rank
    Enrollment.objects.bulk_update(ordered, ["queue_rank"], batch_size=500)
    audit.record(
        "class.waiting_order",
        chain=chain_of(training_class),
        by=by,
        data={"order": [one.pk for one in ordered], "reason": reason},
    )
