"""Devices that were without a network come back at once and send all they have (L8).

Run as `python -m tests.storm.roll_call`: what the database holds of their marks, in JSON.
"""

import datetime as dt
import http.client
import itertools
import json
import random
import sys
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field

import django

django.setup()

from django.contrib.auth.models import Group  # noqa: E402

from certificates.invariants.attendance import marks_and_roll_agree  # noqa: E402
from courses.models import Session, TrainingClass  # noqa: E402
from enrollment.models import AttendanceMark, Enrollment, User  # noqa: E402
from enrollment.models.people import ORGANIZERS  # noqa: E402
from tests.factories.courses import (  # noqa: E402
    SessionFactory,
    TrainingClassFactory,
    days_ahead,
)
from tests.factories.enrollment import AgencyFactory, EnrollmentFactory  # noqa: E402
from tests.storm.client import SECONDS_TO_ANSWER  # noqa: E402
from tests.storm.people import open_session  # noqa: E402
from tests.storm.processes import HOST, Site  # noqa: E402

Mark = dict[str, object]
AT_ONCE = 100
WORDS = ("present", "late", "excused", "absent")
ACCEPTED = {"applied", "same", "older"}


@dataclass
class Device:
    """A phone with its account, its key and what waits in it."""

    code: str
    user: User
    waiting: list[Mark]
    port: int = 0
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    verdicts: dict[str, str] = field(default_factory=dict)
    wrong: Counter = field(default_factory=Counter)
    slowest: float = 0.0

    def __post_init__(self) -> None:
        self.token = "s" * 32
        self.cookies = f"sessionid={open_session(self.user)}; csrftoken={self.token}"

    def sync(self) -> None:
        """Batch after batch; what was not answered is sent again, and each fifth twice anyway."""
        batches = [self.waiting[at : at + AT_ONCE] for at in range(0, len(self.waiting), AT_ONCE)]
        for number, batch in enumerate(batches):
            for _again in range(2 if number % 5 == 4 else 1):
                while not self._send(batch):
                    time.sleep(0.3)

    def _send(self, batch: list[Mark]) -> bool:
        begun = time.monotonic()
        content = {
            "account": str(self.user.pk),
            "device": self.key,
            "clock": dt.datetime.now(dt.UTC).isoformat(),
            "marks": batch,
        }
        connection = http.client.HTTPConnection(HOST, self.port, timeout=SECONDS_TO_ANSWER)
        try:
            connection.request(
                "POST", f"/classes/{self.code}/roll-call/marks/", *self._sent(content)
            )
            got = connection.getresponse()
            answer = got.read()
        except (OSError, http.client.HTTPException) as error:
            self.wrong[type(error).__name__] += 1
            return False
        finally:
            connection.close()
            self.slowest = max(self.slowest, time.monotonic() - begun)
        if got.status != 200:
            self.wrong[got.status] += 1
            return got.status < 500
        for one in json.loads(answer)["marks"]:
            self.verdicts.setdefault(one["id"], one["verdict"])
        return True

    def _sent(self, content: dict[str, object]) -> tuple[str, dict[str, str]]:
        return json.dumps(content), {
            "Cookie": self.cookies,
            "X-CSRFToken": self.token,
            "X-Forwarded-Proto": "https",
            "Origin": f"https://{HOST}:{self.port}",
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": "Mozilla/5.0 (Linux; Android 13) Chrome/120",
        }


def open_rolls(classes: int, people: int, sessions: int) -> list[TrainingClass]:
    """Classes that were on in the last days, with everybody in them."""
    agency = AgencyFactory(code="ROLL-STORM")
    made = []
    for number in range(classes):
        training_class = TrainingClassFactory(
            code=f"ROLL-{number}",
            capacity=people,
            starts_on=days_ahead(1 - sessions // 2),
            ends_on=days_ahead(0),
            registration_closes_at=dt.datetime(2020, 1, 2, tzinfo=dt.UTC),
            registration_opens_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
        )
        for half in range(sessions):
            SessionFactory(
                training_class=training_class,
                held_on=training_class.starts_on + dt.timedelta(days=half // 2),
                part=("morning", "afternoon")[half % 2],
            )
        EnrollmentFactory.create_batch(people, training_class=training_class, agency=agency)
        made.append(training_class)
    return made


def meet(classes: list[TrainingClass], *, devices: int, marks: int) -> list[Device]:
    """That many devices, shared out over the classes; those of a class mark the same people."""
    group = Group.objects.get_or_create(name=ORGANIZERS)[0]
    chance, found = random.Random(1), []
    for number in range(devices):
        training_class = classes[number % len(classes)]
        user = User.objects.create_user(f"roll{number}@storm.example")
        user.groups.add(group)
        waiting = marks_of(training_class, marks // devices, chance)
        found.append(Device(training_class.code, user, waiting))
    return found


def marks_of(training_class: TrainingClass, count: int, chance: random.Random) -> list[Mark]:
    sessions = list(Session.objects.filter(training_class=training_class))
    people = list(Enrollment.objects.for_class(training_class))
    pairs = list(itertools.product(sessions, people))
    chosen = chance.sample(pairs, min(count, len(pairs)))
    # More marks than people: some are marked again, a little later.
    chosen += chance.choices(pairs, k=count - len(chosen))
    return [
        {
            "id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
            "session": session.pk,
            "person": str(person.public_id),
            "mark": chance.choice(WORDS),
            "minutes": None,
            "kind": "tap",
            "at": (
                session.begins_at + dt.timedelta(milliseconds=chance.randrange(10**6))
            ).isoformat(),
        }
        for session, person in chosen
    ]


def sync_all(site: Site, devices: list[Device]) -> dict[str, object]:
    """All at once; then each verdict is compared with what is stored."""
    for device in devices:
        device.port = site.port
    threads = [threading.Thread(target=device.sync, daemon=True) for device in devices]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lasted = time.monotonic() - begun
    verdicts = {key: verdict for device in devices for key, verdict in device.verdicts.items()}
    stored = json.loads(site.run("-m", "tests.storm.roll_call"))
    kept = Counter(stored["kept"])
    sent = {str(mark["id"]) for device in devices for mark in device.waiting}
    found = {
        "devices": len(devices),
        "marks": len(sent),
        "seconds": round(lasted, 1),
        "marks_per_second": round(len(sent) / lasted),
        "slowest_batch": round(max(device.slowest for device in devices), 2),
        "verdicts": dict(Counter(verdicts.values())),
        "wrong": dict(sum((device.wrong for device in devices), Counter())),
        "unanswered": len(sent - verdicts.keys()),
        "lost": len([key for key, said in verdicts.items() if said in ACCEPTED and not kept[key]]),
        "double": len([key for key, times in kept.items() if times > 1]),
        "breaches": len(stored["breaches"]),
    }
    bad = ("wrong", "unanswered", "lost", "double", "breaches")
    return found | {"ok": not any(found[name] for name in bad) and set(verdicts) == sent}


def tell_what_is_kept() -> None:
    keys = AttendanceMark.objects.values_list("client_id", flat=True)
    told = {"kept": [str(key) for key in keys], "breaches": list(marks_and_roll_agree())}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    tell_what_is_kept()
