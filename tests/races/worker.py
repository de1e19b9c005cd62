"""One process of a race: waits for the signal, acts through the site's verbs, tells what it saw.

Run as `python -m tests.races.worker ROLE GUARD ARGUMENTS`; the answer is JSON on standard output.
With GUARD `off` the guard under test is taken away, to prove that the race is real.
"""

import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

import django
from django.db import DatabaseError, connection, connections

django.setup()

from certificates import issuing, register  # noqa: E402
from certificates.models import Certificate, Register  # noqa: E402
from courses.models import TrainingClass  # noqa: E402
from enrollment import registration, seats  # noqa: E402
from enrollment.models import Agency, Enrollment, Trainee  # noqa: E402
from enrollment.registration import RegistrationRefused, register_trainee  # noqa: E402


def wait_for(start: str) -> None:
    """All processes begin together: each tells that it is ready and waits for the file."""
    Path(f"{start}.ready-{os.getpid()}").touch()
    while not Path(start).exists():
        time.sleep(0.005)


def defer_transactions() -> None:
    """Django's own default on SQLite instead of immediate transactions."""
    connections["default"].close()
    connection.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"
    connection.settings_dict["OPTIONS"]["timeout"] = 5


def count_then_sit(training_class: TrainingClass) -> bool:
    """What most products do: count the rows, then insert."""
    taken = Enrollment.objects.for_class(training_class).confirmed().count()
    time.sleep(0.002)
    return taken < training_class.capacity


def last_plus_one(book: Register, count: int) -> range:
    """What most products do: the highest number so far, plus one."""
    last = Certificate.objects.filter(register=book).order_by("-number").first()
    time.sleep(0.3)
    first = last.number + 1 if last else 1
    return range(first, first + count)


def register_people(guard: str, start: str, code: str, first: int, last: int) -> dict[str, int]:
    """Register the trainees of this process; returns how often each answer was given."""
    if guard == "off":
        seats.lock_class = lambda _class: None
        seats.take_seat = count_then_sit
        registration.promote_from_waiting_list = lambda *_args, **_kwargs: []
        if connection.vendor == "sqlite":
            defer_transactions()
    training_class = TrainingClass.objects.get(code=code)
    agency = Agency.objects.get()
    people = list(Trainee.objects.filter(pk__gte=first, pk__lt=last))
    wait_for(start)
    answers: Counter[str] = Counter()
    for trainee in people:
        try:
            answers[register_trainee(trainee, training_class, agency=agency).state] += 1
        except RegistrationRefused as refusal:
            answers[refusal.code] += 1
        except DatabaseError as error:
            answers[f"error: {error}"] += 1
    return answers


def issue(guard: str, start: str, code: str) -> dict[str, int]:
    """Issue the certificates of a class; returns how many this process made."""
    if guard == "off":
        register.lock_register = lambda _book: None
        register.take_numbers = last_plus_one
        if connection.vendor == "sqlite":
            defer_transactions()
    training_class = TrainingClass.objects.get(code=code)
    wait_for(start)
    try:
        return {"issued": len(issuing.issue_certificates(training_class, by=None))}
    except DatabaseError as error:
        return {f"error: {error}": 1}


def report(code: str) -> dict[str, object]:
    """What the database holds afterwards."""
    training_class = TrainingClass.objects.get(code=code)
    states = Counter(Enrollment.objects.for_class(training_class).values_list("state", flat=True))
    return {
        "states": states,
        "seats_taken": training_class.seats_taken,
        "waiting_count": training_class.waiting_count,
        "numbers": sorted(Certificate.objects.values_list("number", flat=True)),
        "enrollments": sorted(Certificate.objects.values_list("enrollment_id", flat=True)),
    }


if __name__ == "__main__":
    role, guard, *arguments = sys.argv[1:]
    if role == "register":
        start, code, first, last = arguments
        answer: object = register_people(guard, start, code, int(first), int(last))
    elif role == "issue":
        answer = issue(guard, *arguments)
    else:
        answer = report(*arguments)
    sys.stdout.write(json.dumps(answer))
