"""What a process does in the race of two coordinators for the last common seat of each class."""

import time
from collections import Counter

from django.db import DatabaseError

from courses.models import TrainingClass
from enrollment.models import Agency, AgencyCoordinator, Trainee
from enrollment.nominating.nomination import nominate
from enrollment.registering.obstacles import Nominee
from enrollment.seating import seats


def take_the_guard_away() -> None:
    """No lock of the class, and time enough between looking and taking."""
    look = seats.plan_seats

    def look_slowly(*args, **options):
        plan = look(*args, **options)
        time.sleep(0.05)
        return plan

    seats.lock_class = lambda _class: None
    seats.plan_seats = look_slowly


def name_one_in_each(agency_code: str) -> dict[str, int]:
    """One new person of the agency in each class; returns how often each answer was given."""
    agency = Agency.objects.get(code=agency_code)
    by = AgencyCoordinator.objects.get(agency=agency).user
    answers: Counter[str] = Counter()
    for training_class in TrainingClass.objects.order_by("pk"):
        person = Nominee(Trainee(full_name=f"Người Của {agency_code}"), agency)
        try:
            batch = nominate(training_class, agency, [person], by=by)
            answers[batch.enrollments.get().state] += 1
        except DatabaseError as error:
            answers[f"error: {error}"] += 1
    return answers


def report(_code: str) -> list[list[int]]:
    """Of each class: seats taken, people who wait, people confirmed."""
    return [
        [one.seats_taken, one.waiting_count, one.enrollments.confirmed().count()]
        for one in TrainingClass.objects.order_by("pk")
    ]
