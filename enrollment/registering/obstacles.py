"""What stands against many people at once: the answers of `admission`, in a few queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from courses.models import TrainingClass
from enrollment.models import Agency, Enrollment, Trainee
from enrollment.registering import admission, entry
from enrollment.registering.steps import RegistrationRefused


@dataclass(frozen=True)
class Nominee:
    """Somebody to be named: on record, or a Trainee not stored yet who is new to it."""

    trainee: Trainee
    agency: Agency
    position: str = ""


def find_obstacles(
    nominees: Sequence[Nominee],
    training_class: TrainingClass,
    *,
    source: str = Enrollment.Source.AGENCY,
    seen_from: Agency | None = None,
) -> list[RegistrationRefused | None]:
    """Why each of these people may not be registered, None for whom nothing stands against.

    Codes: `already_registered`, `clash` and those of `entry.check_entry`. Whether the class takes
    names at all now is another question: `admission.check_open`. An agency that looks
    (`seen_from`) is not told to which class another one sent somebody.
    """
    known = [nominee.trainee.pk for nominee in nominees if nominee.trainee.pk]
    active = Enrollment.objects.active().for_class(training_class).filter(trainee__in=known)
    registered = set(active.values_list("trainee", flat=True))
    others = admission.on_days_of(training_class).filter(trainee__in=known)
    clashes = {one.trainee_id: one for one in others.select_related("training_class", "agency")}
    rule = None if source in admission.BY_DESK else entry.rule_of(training_class)
    completed = completed_by(known) if rule else {}

    def obstacle(nominee: Nominee) -> RegistrationRefused | None:
        trainee = nominee.trainee
        if trainee.pk in registered:
            return admission.already_registered()
        if other := clashes.get(trainee.pk):
            return admission.clash_with(other, seen_from=seen_from)
        unmet = entry.unmet(
            rule,
            trainee,
            training_class,
            agency=nominee.agency,
            position=nominee.position,
            completed=completed.get(trainee.pk, {}),
        )
        return next(unmet, None)

    return [obstacle(nominee) for nominee in nominees]


def completed_by(trainees: Sequence[int]) -> dict[int, dict[int, dt.date]]:
    """Of each person: course id to the last day on which it was completed."""
    rows = Enrollment.objects.filter(
        trainee__in=trainees, outcome=Enrollment.Outcome.COMPLETED
    ).order_by("training_class__ends_on")
    found: dict[int, dict[int, dt.date]] = defaultdict(dict)
    for trainee, course, day in rows.values_list(
        "trainee", "training_class__course", "training_class__ends_on"
    ):
        found[trainee][course] = day
    return found
