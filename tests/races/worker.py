"""One process of a race: waits for the signal, acts through the site's verbs, tells what it saw.

Run as `python -m tests.races.worker ROLE GUARD ARGUMENTS`; the answer is JSON on standard output.
With GUARD `off` the guard under test is taken away, to prove that the race is real.
"""

import datetime as dt
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
from certificates.invariants import find_breaches  # noqa: E402
from certificates.models import Certificate, Register  # noqa: E402
from courses.models import TrainingClass  # noqa: E402
from enrollment.models import Agency, Enrollment, SeatOffer, Trainee  # noqa: E402
from enrollment.registering import offers, registration  # noqa: E402
from enrollment.registering.registration import register_trainee  # noqa: E402
from enrollment.registering.steps import RegistrationRefused  # noqa: E402
from enrollment.seating import seats  # noqa: E402
from tests.races import changing, nominating, rosters  # noqa: E402


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


def count_then_sit(enrollment: Enrollment) -> bool:
    """What most products do: count the rows, then insert."""
    training_class = enrollment.training_class
    taken = Enrollment.objects.for_class(training_class).confirmed().count()
    time.sleep(0.002)
    return taken < training_class.capacity


def last_plus_one(book: Register, count: int) -> range:
    """What most products do: the highest number so far, plus one."""
    last = Certificate.objects.filter(register=book).order_by("-number").first()
    time.sleep(0.3)
    first = last.number + 1 if last else 1
    return range(first, first + count)


def without_lock() -> None:
    """Nobody waits for anybody, as if the class had no row that could be locked."""
    seats.lock_class = lambda _class: None
    if connection.vendor == "sqlite":
        defer_transactions()


def answered_as_read(offer: SeatOffer) -> Enrollment:
    """What a page does that trusts what it has read a moment ago."""
    time.sleep(0.02)
    return offer.enrollment


def withdraw_people(guard: str, start: str, code: str, first: int, last: int) -> dict[str, int]:
    """Withdraw registrations of the class, by their ids; the seats go to who waits."""
    if guard == "off":
        without_lock()
    people = Enrollment.objects.filter(training_class__code=code, pk__gte=first, pk__lt=last)
    rows = list(people.select_related("training_class").order_by("pk"))
    wait_for(start)
    answers: Counter[str] = Counter()
    for enrollment in rows:
        answers[_answer_of(lambda one=enrollment: registration.withdraw(one, by=None).state)] += 1
    return answers


def accept_offers(guard: str, start: str, code: str) -> dict[str, int]:
    """Everybody accepts in the last moment."""
    if guard == "off":
        without_lock()
        offers._read_anew = answered_as_read
    rows = list(_open_offers(code))
    wait_for(start)
    answers: Counter[str] = Counter()
    for offer in rows:
        at = offer.expires_at - dt.timedelta(seconds=1)
        answers[_answer_of(lambda one=offer, at=at: offers.accept_offer(one, at=at).state)] += 1
    return answers


def sweep(guard: str, start: str, code: str) -> dict[str, int]:
    """What the worker does every few seconds, when the time of all offers is over."""
    if guard == "off":
        without_lock()
        offers._read_anew = answered_as_read
    at = max(offer.expires_at for offer in _open_offers(code))
    wait_for(start)
    return {"expired": offers.expire_offers(at)}


def _open_offers(code: str):
    rows = SeatOffer.objects.filter(answer="", enrollment__training_class__code=code)
    return rows.select_related("enrollment__training_class").order_by("pk")


def _answer_of(act) -> str:
    try:
        return act()
    except RegistrationRefused as refusal:
        return refusal.code
    except DatabaseError as error:
        return f"error: {error}"


def register_people(guard: str, start: str, code: str, first: int, last: int) -> dict[str, int]:
    """Register the trainees of this process; returns how often each answer was given."""
    if guard == "off":
        seats.lock_class = lambda _class: None
        registration.take_seat = count_then_sit
        registration.fill_free_seats = lambda *_args, **_kwargs: []
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


def change_people(guard: str, start: str, act: str, code: str) -> dict[str, int]:
    """Substitute, withdraw or call off; returns how often each answer was given."""
    if guard == "off":
        changing.take_the_guard_away()
        if connection.vendor == "sqlite":
            defer_transactions()
    wait_for(start)
    return changing.change(act, code)


def nominate_people(guard: str, start: str, agency: str) -> dict[str, int]:
    """Name one person of the agency in each class; returns how often each answer was given."""
    if guard == "off":
        nominating.take_the_guard_away()
        if connection.vendor == "sqlite":
            defer_transactions()
    wait_for(start)
    return nominating.name_one_in_each(agency)


def commit_roster(guard: str, start: str, draft: str) -> dict[str, int]:
    """Commit one draft of a roster."""
    if guard == "off":
        nominating.take_the_guard_away()
        if connection.vendor == "sqlite":
            defer_transactions()
    wait_for(start)
    return rosters.commit(draft)


def report(code: str) -> dict[str, object]:
    """What the database holds afterwards."""
    training_class = TrainingClass.objects.get(code=code)
    states = Counter(Enrollment.objects.for_class(training_class).values_list("state", flat=True))
    return {
        "states": states,
        "seats_taken": training_class.seats_taken,
        "breaches": sorted({one.invariant for one in find_breaches()}),
        "waiting_count": training_class.waiting_count,
        "numbers": sorted(Certificate.objects.values_list("number", flat=True)),
        "enrollments": sorted(Certificate.objects.values_list("enrollment_id", flat=True)),
    }


if __name__ == "__main__":
    role, guard, *arguments = sys.argv[1:]
    if role == "register":
        start, code, first, last = arguments
        answer: object = register_people(guard, start, code, int(first), int(last))
    elif role == "withdraw":
        start, code, first, last = arguments
        answer = withdraw_people(guard, start, code, int(first), int(last))
    elif role == "accept":
        answer = accept_offers(guard, *arguments)
    elif role == "sweep":
        answer = sweep(guard, *arguments)
    elif role == "issue":
        answer = issue(guard, *arguments)
    elif role == "change":
        answer = change_people(guard, *arguments)
    elif role == "nominate":
        answer = nominate_people(guard, *arguments)
    elif role == "roster":
        answer = commit_roster(guard, *arguments)
    elif role == "rosters":
        answer = rosters.report(*arguments)
    elif role == "nominated":
        answer = nominating.report(*arguments)
    elif role == "changes":
        answer = changing.report(*arguments)
    else:
        answer = report(*arguments)
    sys.stdout.write(json.dumps(answer))
