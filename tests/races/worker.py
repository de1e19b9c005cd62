"""Processes of races: each waits for the signal, acts through the site's verbs, tells what it saw.

`python -m tests.races.worker` loads the site once and forks for each role of the races it is told
of on standard input. With guard `off` the guard under test is taken away, to prove that the race
is real.
"""

import datetime as dt
import json
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

import django
from django.db import DatabaseError, connection, connections
from django.urls import reverse

django.setup()

from certificates.invariants import find_breaches  # noqa: E402
from certificates.models import Certificate, Register  # noqa: E402
from certificates.register import issuing, numbers  # noqa: E402
from courses.models import TrainingClass  # noqa: E402
from enrollment.models import Agency, Enrollment, SeatOffer, Trainee  # noqa: E402
from enrollment.registering import offers, registration  # noqa: E402
from enrollment.registering.registration import register_trainee  # noqa: E402
from enrollment.registering.steps import RegistrationRefused  # noqa: E402
from enrollment.seating import seats  # noqa: E402
from tests.races import (  # noqa: E402
    changing,
    closing,
    marking,
    nominating,
    planning,
    printing,
    releasing,
    results,
    rosters,
    settling,
)
from tests.races import issuing as files_of_certificates  # noqa: E402


def wait_for(start: str) -> None:
    """All processes begin together: each connects, tells that it is ready, waits for the file."""
    connection.ensure_connection()
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
        seats.lock_class = lambda _class: None
        numbers.lock_register = lambda _book: None
        numbers.take_numbers = last_plus_one
        if connection.vendor == "sqlite":
            defer_transactions()
    training_class = TrainingClass.objects.get(code=code)
    wait_for(start)
    try:
        return {"issued": len(issuing.issue_certificates(training_class, by=None))}
    except DatabaseError as error:
        return {f"error: {error}": 1}


def draw(guard: str, start: str, folder: str, code: str) -> dict[str, int]:
    """One delivery of the task that makes the files of a class."""
    files_of_certificates.print_quickly(folder)
    if guard == "off":
        files_of_certificates.take_the_guard_away()
    wait_for(start)
    return files_of_certificates.work(code)


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


def send_marks(guard: str, start: str, code: str, device: str) -> dict[str, int]:
    """Sync what one device has marked; returns how often each verdict was given."""
    if guard == "off":
        marking.take_the_guard_away()
        if connection.vendor == "sqlite":
            defer_transactions()
    wait_for(start)
    return marking.sync(code, int(device))


def recognize_results(guard: str, start: str, act: str, code: str) -> dict[str, int]:
    """Enter scores or recognize; returns how often each answer was given."""
    if guard == "off":
        results.take_the_guard_away()
        if connection.vendor == "sqlite":
            defer_transactions()
    wait_for(start)
    return results.act(act, code)


def close_year(guard: str, start: str, act: str, year: str) -> dict[str, int]:
    """Close or amend a year."""
    if guard == "off":
        closing.take_the_guard_away()
        if connection.vendor == "sqlite":
            defer_transactions()
    wait_for(start)
    return closing.act(act, year, Path(start).parent)


def change_plan(guard: str, start: str, what: str, title: str) -> dict[str, int]:
    """Put a class on a line, change the line, or approve its plan."""
    if guard == "off":
        planning.take_the_guard_away()
        if connection.vendor == "sqlite":
            defer_transactions()
    wait_for(start)
    return planning.act(what, title)


def settle_costs(guard: str, start: str, what: str, code: str) -> dict[str, int]:
    """Add lines of costs, or settle them."""
    if guard == "off":
        settling.take_the_guard_away()
    wait_for(start)
    return settling.act(what, code)


def print_sheet(guard: str, start: str, code: str) -> dict[str, int]:
    """Print the sign-in sheet, which numbers its rows."""
    if guard == "off":
        without_lock()
        printing.take_the_guard_away()
    wait_for(start)
    return printing.print_sheet(code)


def release_the_schedule(guard: str, start: str, code: str) -> dict[str, int]:
    """Change a class and release a version of the schedule."""
    if guard == "off":
        releasing.take_the_guard_away()
        if connection.vendor == "sqlite":
            defer_transactions()
    wait_for(start)
    return releasing.act(code)


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


def act(role: str, guard: str, *arguments: str) -> object:
    """Play one role to its end; the answer can be written as JSON."""
    if role in ("register", "withdraw"):
        start, code, first, last = arguments
        verb = register_people if role == "register" else withdraw_people
        return verb(guard, start, code, int(first), int(last))
    if role in ROLES:
        return ROLES[role](guard, *arguments)
    return REPORTS[role](*arguments)


ROLES = {
    "accept": accept_offers,
    "sweep": sweep,
    "issue": issue,
    "draw": draw,
    "change": change_people,
    "nominate": nominate_people,
    "roster": commit_roster,
    "marks": send_marks,
    "results": recognize_results,
    "print": print_sheet,
    "year": close_year,
    "plan": change_plan,
    "costs": settle_costs,
    "release": release_the_schedule,
}
REPORTS = {
    "report": report,
    "rosters": rosters.report,
    "nominated": nominating.report,
    "changes": changing.report,
    "draw_and_die": files_of_certificates.work_and_die,
    "draw_alone": files_of_certificates.work_and_report,
    "recover": files_of_certificates.recover,
    "files": files_of_certificates.report,
    "roll": marking.report,
    "recognized": results.report,
    "rows": printing.report,
    "closings": closing.report,
    "plans": planning.report,
    "settled": settling.report,
    "releases": releasing.report,
}


def fork(database: str, command: list[str], answer: Path) -> int:
    """Let a copy of this process act on the database; nothing here has opened it before."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        connection.settings_dict["NAME"] = database
        answer.write_text(json.dumps(act(*command)))
        status = 0
    except BaseException:  # noqa: BLE001  told, and the status says it too
        traceback.print_exc()
    finally:
        # At once: what the first process has begun is not to be ended twice.
        os._exit(status)


def run_race(database: str, folder: Path, commands: list[list[str]]) -> list[int]:
    """All at once; the status of each when the last one has ended."""
    start = folder / "start"
    pids = [
        fork(database, [role, guard, str(start), *rest], folder / f"answer-{number}")
        for number, (role, guard, *rest) in enumerate(commands)
    ]
    # Who fails before the start lets the others go, so that none is left behind.
    while len(list(folder.glob("start.ready-*"))) < len(pids) and not _has_ended(pids):
        time.sleep(0.01)
    start.touch()
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]


def _has_ended(pids: list[int]) -> bool:
    how = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return any(os.waitid(os.P_PID, pid, how) for pid in pids)


def serve() -> None:
    """Races and reports, each a line of JSON; forks save the loading of the site for each."""
    # Loads all pages, which else each fork would do that prints an address.
    reverse("certificates:verify")
    for line in sys.stdin:
        database, folder, commands = json.loads(line)
        if folder:
            statuses = run_race(database, Path(folder), commands)
            texts = [path.read_text() for path in sorted(Path(folder).glob("answer-*"))]
        else:
            with tempfile.TemporaryDirectory() as own:
                answer = Path(own) / "answer"
                pid = fork(database, commands[0], answer)
                statuses = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])]
                texts = [answer.read_text()] if answer.exists() else []
        told = {"statuses": statuses, "answers": [json.loads(text) for text in texts]}
        sys.stdout.write(f"{json.dumps(told)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
