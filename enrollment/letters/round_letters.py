"""Who hears of a nomination round: the coordinators of the agencies that have seats in it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from enrollment.letters import outbox
from enrollment.models import Agency, AgencyCoordinator, AgencySeats, Letter, NominationRound, User


@dataclass(frozen=True)
class Addressee:
    """One coordinator of one round, with the highest agency for which he or she is asked."""

    round: NominationRound
    agency: Agency
    user: User


def addressees(
    round_: NominationRound, *, day: dt.date, unfilled_only: bool = False
) -> list[Addressee]:
    """Of each agency with seats its coordinators and deputies, else those of the nearest above."""
    used = F("released") + F("taken") + F("held") if unfilled_only else F("released")
    rows = list(round_.seats.filter(given__gt=used).select_related("agency"))
    people = _coordinators(rows, day)
    found: dict[int, Addressee] = {}
    for row in sorted(rows, key=lambda row: row.agency.depth):
        for coordinator in _nearest(people, row.agency):
            found.setdefault(coordinator.user_id, Addressee(round_, row.agency, coordinator.user))
    return list(found.values())


def _coordinators(rows: list[AgencySeats], day: dt.date) -> dict[str, list[AgencyCoordinator]]:
    """Those of the agencies and of all above them, by the path of the agency."""
    paths = {path for row in rows for path in _ancestry(row.agency)}
    valid = AgencyCoordinator.objects.valid_on(day).filter(
        Q(user__is_active=True), agency__path__in=paths
    )
    people: dict[str, list[AgencyCoordinator]] = {}
    for one in valid.select_related("user__trainee", "agency").order_by("pk"):
        people.setdefault(one.agency.path, []).append(one)
    return people


def _ancestry(agency: Agency) -> list[str]:
    """Paths of the agency and of those above it, nearest first."""
    steps = range(len(agency.path), 0, -agency.steplen)
    return [agency.path[:step] for step in steps]


def _nearest(people: dict[str, list[AgencyCoordinator]], agency: Agency) -> list[AgencyCoordinator]:
    return next((people[path] for path in _ancestry(agency) if path in people), [])


def tell_coordinators(round_: NominationRound, *, at: dt.datetime) -> None:
    """One letter to each, however often the round is changed or an agency gets more seats."""
    for one in addressees(round_, day=timezone.localdate(at)):
        outbox.put_to(
            Letter.Kind.ROUND_OPENED,
            key=f"round_opened:{round_.pk}:{one.user.pk}",
            to=one.user.email,
            language=language_of(one.user),
            training_class=round_.training_class,
            agency=one.agency,
        )


def to_be_reminded(at: dt.datetime, *, days: int = 3) -> Iterator[Addressee]:
    """Coordinators of agencies with unfilled seats in rounds that end within so many days."""
    rounds = NominationRound.objects.filter(
        closed_at=None,
        opened_at__lte=at,
        deadline__gt=at,
        deadline__lte=at + dt.timedelta(days=days),
        training_class__status="published",
    ).select_related("training_class")
    for round_ in rounds:
        yield from with_seats_left(round_, day=timezone.localdate(at))


def with_seats_left(round_: NominationRound, *, day: dt.date) -> list[Addressee]:
    """Coordinators of the agencies that have unfilled seats in this round."""
    return addressees(round_, day=day, unfilled_only=True)


def language_of(user: User) -> str:
    """The language the person chose for letters, else the one of the house."""
    trainee = getattr(user, "trainee", None)
    return trainee.language if trainee else settings.LANGUAGE_CODE
