"""Who registers for the classes of the current year, and what the organizers decided so far."""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cms.demo.people import Person
from cms.demo.reference import House
from courses.models import TrainingClass
from enrollment.models import Enrollment, Trainee, User
from enrollment.registering.registration import confirm, decline, register_trainee, withdraw

Source = Enrollment.Source


@dataclass(frozen=True)
class Scene:
    """Who acts, who comes and what time it is."""

    house: House
    users: dict[str, User]
    people: list[Person]
    trainees: dict[str, Trainee]
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.now)

    @property
    def organizer(self) -> User:
        return self.users["organizer"]


def register_guests(known: dict, training_class: TrainingClass, scene: Scene) -> list[Enrollment]:
    """The demo's trainee first, then people of all agencies, over the time it was open."""
    guests: list[tuple[Trainee, dict[str, Any]]] = []
    if known.get("with_trainee"):
        guests.append(_demo_trainee(scene))
    guests += [_guest(person, known, training_class, scene) for person in _coming(known, scene)]
    if known.get("trainee_waits"):
        guests.insert(training_class.capacity, _demo_trainee(scene))
    opens_at = training_class.registration_opens_at
    until = min(scene.now, training_class.registration_closes_at)
    step = (until - opens_at) / (len(guests) + 1)
    return [
        register_trainee(
            trainee, training_class, at=(opens_at + step * turn).replace(microsecond=0), **how
        )
        for turn, (trainee, how) in enumerate(guests, start=1)
    ]


def _coming(known: dict, scene: Scene) -> Iterator[Person]:
    """From a place in the list on, or the people of one agency."""
    people = itertools.cycle(scene.people)
    if "guests_of" in known:
        people = (one for one in scene.people if one.agency == known["guests_of"])
    first = known.get("people_from", 0)
    return itertools.islice(people, first, first + known.get("registered", 0))


def _demo_trainee(scene: Scene) -> tuple[Trainee, dict[str, Any]]:
    user = scene.users["trainee"]
    work = user.trainee.affiliations.get(valid_to=None)
    how = {"agency": work.agency, "position": work.position, "source": Source.SELF, "by": user}
    return user.trainee, how


def _guest(
    person: Person, known: dict, training_class: TrainingClass, scene: Scene
) -> tuple[Trainee, dict[str, Any]]:
    is_open = training_class.registration == TrainingClass.Registration.OPEN
    is_open = is_open or "guests_of" in known
    how = {
        "agency": scene.house.agencies[person.agency],
        "position": person.position,
        "source": Source.SELF if is_open else Source.AGENCY,
    }
    return scene.trainees[person.key], how


def decide(known: dict, enrolled: list[Enrollment], scene: Scene) -> None:
    """What the organizers did so far: confirm in order, decline, let people go."""
    by = scene.organizer
    pending = [one for one in enrolled if one.state == Enrollment.State.PENDING]
    pending = pending[: len(pending) - known.get("left_pending", 0)]
    declined = pending[len(pending) - known.get("declined", 0) :]
    for enrollment in pending:
        if enrollment in declined:
            decline(
                enrollment, by=by, reason=known["decline_reason"], at=_soon_after(enrollment, scene)
            )
        else:
            confirm(enrollment, by=by, at=_soon_after(enrollment, scene))
    for enrollment in enrolled[: known.get("withdrawn", 0)]:
        withdraw(enrollment, by=by, at=scene.now)


def _soon_after(enrollment: Enrollment, scene: Scene) -> dt.datetime:
    return min(enrollment.registered_at + dt.timedelta(hours=20), scene.now)
