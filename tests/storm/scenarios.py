"""The storms in full. Each makes its own people and classes and answers with figures.

`ok` says whether what must hold held; whether anything was lost is judged once, after all of them.
"""

import html
import json
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import connections

from enrollment.models import Agency, Enrollment
from tests.factories.enrollment import AgencyFactory
from tests.storm.client import CSRF, Browser, Crowd, Tally, address, at_these_times
from tests.storm.people import (
    Person,
    appoint_coordinator,
    open_class,
    open_classes,
    open_round,
    sign_in,
    words_of_states,
)
from tests.storm.processes import Site
from tests.storm.roll_call import meet, open_rolls, sync_all

Figures = dict[str, Any]
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')
CHOICE = re.compile(r'name="chosen" value="([^"]+)"')


@dataclass
class Stage:
    """A running site, the agencies people come from, and how large the storms are (1 is full)."""

    site: Site
    agencies: list[Agency]
    size: float = 1.0
    crowds: list[Crowd] = field(default_factory=list)

    def crowd(self) -> Crowd:
        self.crowds.append(Crowd(self.site.port, self.site.acks, words_of_states()))
        return self.crowds[-1]

    def sign_in(self, count: int, crowd: str) -> list[Person]:
        return sign_in(count, self.agencies, crowd=crowd)

    def many(self, number: float) -> int:
        return max(2, round(number * self.size))

    def evidence(self, seconds: float) -> Figures:
        module = ("-m", "tests.storm.evidence")
        paths = (str(self.site.acks), str(self.site.mails))
        return json.loads(self.site.run(*module, *paths, str(seconds)))


def states_in(code: str) -> dict[str, int]:
    """What the database holds, read on a fresh connection."""
    rows = Enrollment.objects.filter(training_class__code=code)
    states = Counter(rows.values_list("state", flat=True))
    connections.close_all()
    return dict(states)


def times(tally: Tally) -> Figures:
    return {
        "posts": tally.percentiles("POST"),
        "pages": tally.percentiles("GET"),
        "requests": sum(map(len, tally.seconds.values())),
        "server_errors": sum(tally.failed.values()),
        "broken_connections": tally.unanswered,
    }


def opening(stage: Stage) -> Figures:
    """L1 and L4: 500 people in 60 s for 30 seats, while others read the schedule."""
    people = stage.sign_in(stage.many(500), "opening")
    code = open_class("OPENING", capacity=30).code
    crowd, readers = stage.crowd(), stage.crowd()
    over = threading.Event()
    reader = threading.Thread(target=read_schedule, args=[readers, people[0], over])
    reader.start()
    begun = time.monotonic()
    told = crowd.storm(people, code, seconds=60 * stage.size)
    lasted = time.monotonic() - begun
    over.set()
    reader.join()
    seats = {"confirmed": 30, "waiting": len(people) - 30}
    return {
        "people": len(people),
        "seconds": round(lasted, 1),
        "told": dict(told),
        "schedule": readers.tally.percentiles("GET"),
        **times(crowd.tally),
        "ok": told == seats == states_in(code) and not crowd.tally.failed,
    }


def read_schedule(crowd: Crowd, person: Person, over: threading.Event) -> None:
    """A visitor without a session, twice a second."""
    visitor = Browser(crowd.port, person, crowd.tally)
    visitor.cookies = {}
    while not over.wait(0.5):
        visitor.insist("GET", "/lich-mo-lop/")


def last_seat(stage: Stage) -> Figures:
    """L2: 200 people press the button at once for one seat, in 100 classes one after the other.

    20,000 letters would keep the others waiting, so nobody sends them.
    """
    stage.site.stop_worker()
    people = stage.sign_in(200, "last")
    codes = open_classes(stage.many(100), capacity=1, prefix="LAST")
    crowd = stage.crowd()
    browsers = [crowd.enter(person) for person in people]
    tokens = [CSRF.search(one.insist("GET", address(codes[0])).body)[1] for one in browsers]
    wrong = []
    for code in codes:
        acts = [
            partial(crowd.register, one, code, one.fill(csrf=token))
            for one, token in zip(browsers, tokens, strict=True)
        ]
        told = Counter(at_these_times([0.0] * len(acts), acts))
        if not told == states_in(code) == {"confirmed": 1, "waiting": len(people) - 1}:
            wrong.append({"code": code, "told": dict(told), "stored": states_in(code)})
    return {
        "people": len(people),
        "repeats": len(codes),
        "exactly_one": len(codes) - len(wrong),
        "wrong": wrong[:3],
        **times(crowd.tally),
        "ok": not wrong and not crowd.tally.failed,
    }


def coordinators(stage: Stage) -> Figures:
    """Two agencies with a seat each name two people each, at once: one common seat is left."""
    # Of their own: at the others people have registered themselves, who could be named too.
    agencies = [AgencyFactory(code=f"PAIR-{n}") for n in range(2)]
    crowd = stage.crowd()
    browsers = [crowd.enter(appoint_coordinator(agency)) for agency in agencies]
    repeats, wrong, waiting = stage.many(50), [], Counter()
    for n in range(repeats):
        code = open_round(f"ROUND-{n}", agencies, day=20 + n).code
        forms = [open_nomination(one, code) for one in browsers]
        acts = [
            partial(nominate, one, code, form) for one, form in zip(browsers, forms, strict=True)
        ]
        answers = at_these_times([0.0, 0.0], acts)
        waiting[answers.index("waiting") if "waiting" in answers else -1] += 1
        stored = states_in(code)
        if sorted(answers) != ["all", "waiting"] or stored != {"confirmed": 3, "waiting": 1}:
            wrong.append({"code": code, "told": answers, "stored": stored})
    return {
        "repeats": repeats,
        "exactly_one": repeats - len(wrong),
        "lost_by": [waiting[0], waiting[1]],
        "wrong": wrong[:3],
        **times(crowd.tally),
        "ok": not wrong and not crowd.tally.failed,
    }


def open_nomination(browser: Browser, code: str) -> list[tuple[str, str]]:
    """The form on the agency's page, with everybody of its staff ticked."""
    page = browser.insist("GET", f"/agency/rounds/{code}/").body
    form = page[page.index('id="nominate"') :]
    hidden = [(name, html.unescape(value)) for name, value in HIDDEN.findall(form)]
    return [*hidden, *(("chosen", one) for one in CHOICE.findall(form)), ("act", "send")]


def nominate(browser: Browser, code: str, form: list[tuple[str, str]]) -> str:
    """`all` when everybody got a seat, `waiting` when somebody did not; else what was said."""
    answer = browser.insist("POST", f"/agency/rounds/{code}/", form)
    if answer.status != 302:
        return f"{answer.status}"
    page = browser.insist("GET", answer.headers["Location"]).body
    waits = next(words for words, state in words_of_states().items() if state == "waiting")
    return "waiting" if re.search(rf"badge[^>]*>{waits}<", page) else "all"


def impatient(stage: Stage) -> Figures:
    """Double click within 10 ms, back button, three tabs: each of them one registration."""
    people = stage.sign_in(stage.many(40), "impatient")
    code = open_class("IMPATIENT", capacity=len(people)).code
    crowd = stage.crowd()
    told: Counter = Counter()
    for n, person in enumerate(people):
        browser = crowd.enter(person)
        forms = [browser.open_form(code) for _tab in range(3)] if n % 2 else []
        again = forms or [browser.open_form(code)] * 2
        acts = [partial(crowd.register, browser, code, form) for form in again]
        told.update(at_these_times([0.01 * at for at in range(len(acts))], acts))
        told[crowd.register(browser, code, again[0])] += 1
    stored = states_in(code)
    return {
        "people": len(people),
        "sent": sum(told.values()),
        "told": dict(told),
        "stored": stored,
        "ok": stored == {"confirmed": len(people)} and set(told) == {"confirmed"},
    }


def roll_call(stage: Stage) -> Figures:
    """L8: 20 devices without a network so far send 10,000 marks at once, some of them twice."""
    classes = open_rolls(5, people=stage.many(100), sessions=10)
    devices = meet(classes, devices=20, marks=stage.many(10_000))
    return sync_all(stage.site, devices)
