"""Substitute, withdraw and call off at once: what each process of that race does and reports."""

import time
from collections import Counter
from typing import Any

from django.db import DatabaseError
from django.db.models import Count, Q

from courses.models import TrainingClass
from enrollment.models import Enrollment, EnrollmentChange, Trainee
from enrollment.registering import steps
from enrollment.registering.registration import withdraw
from enrollment.registering.steps import RegistrationRefused
from enrollment.registering.substitution import substitute
from enrollment.running.class_changes import cancel_class
from enrollment.seating import seats

ENDS = ("substituted", "withdrawn", "canceled")


def take_the_guard_away() -> None:
    """Read the class as it is, decide, and write a moment later: what most products do."""
    write, write_many = steps.move, steps.move_many

    def read_only(training_class: TrainingClass) -> None:
        training_class.refresh_from_db(fields=seats.DECIDED)

    def write_later(*args: Any, **kwargs: Any) -> Enrollment:
        time.sleep(0.02)
        return write(*args, **kwargs)

    def write_all_later(*args: Any, **kwargs: Any) -> None:
        time.sleep(0.3)
        write_many(*args, **kwargs)

    seats.lock_class = read_only
    steps.move, steps.move_many = write_later, write_all_later


def change(act: str, code: str) -> dict[str, int]:
    """Substitute or withdraw everybody in turn, or call the class off in the midst of it."""
    training_class = TrainingClass.objects.get(code=code)
    first_ones = Enrollment.objects.for_class(training_class).filter(replaces=None)
    people = list(first_ones.select_related("training_class", "agency").order_by("pk"))
    colleagues = list(Trainee.objects.filter(full_name__startswith="Thay").order_by("pk"))
    answers: Counter[str] = Counter()
    try:
        if act == "cancel":
            time.sleep(0.15)
            return {"canceled": cancel_class(training_class, by=None, reason="bão")}
        for enrollment, colleague in zip(people, colleagues, strict=False):
            answers[_change_one(act, enrollment, colleague)] += 1
    except DatabaseError as error:
        # One is enough to show it; waiting for the next ones only takes time.
        answers[f"error: {error}"] += 1
    return answers


def _change_one(act: str, enrollment: Enrollment, colleague: Trainee) -> str:
    try:
        if act == "substitute":
            substitute(enrollment, colleague, agency=enrollment.agency, by=None)
        else:
            withdraw(enrollment, by=None)
    except RegistrationRefused as refusal:
        return str(refusal.code)
    return act


def report(code: str) -> dict[str, object]:
    """Whatever would show that two decisions went through about one seat."""
    training_class = TrainingClass.objects.get(code=code)
    rows = Enrollment.objects.for_class(training_class)
    ended = Count("changes", filter=Q(changes__to_state__in=ENDS))
    substituted = EnrollmentChange.objects.filter(to_state="substituted").count()
    return {
        "active": rows.active().count(),
        "ended_twice": rows.annotate(ends=ended).filter(ends__gt=1).count(),
        "counted": [training_class.seats_taken, training_class.waiting_count],
        "successors": rows.filter(replaces__isnull=False).count(),
        "substituted": substituted,
    }
