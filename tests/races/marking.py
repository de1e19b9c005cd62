"""Devices that sync at once: what each process of that race does and reports."""

import datetime as dt
import random
import time
import uuid
from collections import Counter

from django.db import DatabaseError

from certificates.invariants.attendance import marks_and_roll_agree
from courses.models import TrainingClass
from enrollment.models import Attendance, AttendanceMark, Enrollment
from enrollment.running import mark_batch
from enrollment.running.marking import NewMark, take_marks
from enrollment.seating import seats

WORDS = ("present", "late", "excused", "absent")
BATCH = 5


def take_the_guard_away() -> None:
    """Read what is there, decide, and write a moment later: what most products do."""
    apply = mark_batch.Batch._apply

    def apply_later(batch):
        before = apply(batch)
        time.sleep(0.05)
        return before

    mark_batch.Batch._apply = apply_later
    seats.lock_class = lambda _class: None


def marks_of(device: int, code: str) -> list[NewMark]:
    """What this device has marked: everybody once, at times mixed with those of the others."""
    session = TrainingClass.objects.get(code=code).sessions.get()
    people = Enrollment.objects.filter(training_class__code=code).order_by("pk")
    return [
        NewMark(
            session.pk,
            person.public_id,
            WORDS[(device + place) % len(WORDS)],
            client_id=uuid.UUID(int=device * 1000 + place),
            device_at=session.begins_at + dt.timedelta(seconds=(7 * device + 3 * place) % 20),
        )
        for place, person in enumerate(people)
    ]


def sync(code: str, device: int) -> dict[str, int]:
    """Everything twice, in small shuffled batches."""
    training_class = TrainingClass.objects.get(code=code)
    waiting = marks_of(device, code) * 2
    random.Random(device).shuffle(waiting)
    told: Counter[str] = Counter()
    for start in range(0, len(waiting), BATCH):
        try:
            verdicts = take_marks(training_class, waiting[start : start + BATCH], by=None)
            told.update(str(verdict.outcome) for verdict in verdicts)
        except DatabaseError as error:
            told[f"error: {type(error).__name__}"] += 1
    return told


def report(code: str) -> dict[str, object]:
    """What counts at the end, how many marks are kept, and what does not agree."""
    counted = Attendance.objects.filter(session__training_class__code=code)
    return {
        "counts": list(counted.order_by("enrollment_id").values_list("mark", flat=True)),
        "kept": AttendanceMark.objects.count(),
        "breaches": len(list(marks_and_roll_agree())),
    }
