"""A person at a browser: asks for the page, fills in the form, and writes down what was answered.

An answer that never came is asked for again with the same form, as by the reload button.
"""

import html
import http.client
import json
import os
import random
import re
import threading
import time
import urllib.parse
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.storm.people import Person
from tests.storm.processes import HOST

# A form may hold a name more than once.
Fields = dict[str, str] | list[tuple[str, str]]
SECONDS_TO_ANSWER = 60
PATIENCE = 120
ASK_AGAIN_AFTER = 0.3
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
REQUEST_KEY = re.compile(r'name="request_key" value="([^"]+)"')
ANSWER = re.compile(r'<section class="result.*?<span class="badge[^>]*>([^<]+)<', re.DOTALL)
FEEDBACK = re.compile(r'class="(?:alert|invalid-feedback)[^>]*>(.*?)</', re.DOTALL)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str
    seconds: float


@dataclass
class Tally:
    """What a crowd met; shared by all its threads."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {"GET": [], "POST": []})
    unanswered: int = 0
    failed: Counter = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, method: str, answer: Answer | None) -> None:
        with self.lock:
            if answer is None:
                self.unanswered += 1
            elif answer.status >= 500:
                self.failed[answer.status] += 1
            else:
                self.seconds[method].append(answer.seconds)

    def percentiles(self, method: str) -> dict[str, float]:
        seconds = sorted(self.seconds[method]) or [0.0]
        return {f"p{p}": round(seconds[len(seconds) * p // 100], 3) for p in (50, 95, 99)}


class AckLog:
    """What was promised, on disk before anybody goes on."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("a", encoding="utf-8")
        self.lock = threading.Lock()

    def write(self, **line: object) -> None:
        with self.lock:
            self.file.write(json.dumps(line | {"at": time.time()}, ensure_ascii=False) + "\n")
            self.file.flush()
            os.fsync(self.file.fileno())

    def close(self) -> None:
        self.file.close()


class Browser:
    """One signed-in person at the site; every request on a connection of its own."""

    def __init__(self, port: int, person: Person, tally: Tally) -> None:
        self.port, self.person, self.tally = port, person, tally
        self.cookies = {"sessionid": person.session}

    def ask(self, method: str, path: str, fields: Fields | None = None) -> Answer | None:
        """One request; None when the connection broke."""
        answer = None
        body = urllib.parse.urlencode(fields) if fields is not None else None
        connection = http.client.HTTPConnection(HOST, self.port, timeout=SECONDS_TO_ANSWER)
        begun = time.monotonic()
        try:
            connection.request(method, path, body, self._headers(body))
            got = connection.getresponse()
            text = got.read().decode()
            self._keep_cookies(got)
            answer = Answer(got.status, dict(got.getheaders()), text, time.monotonic() - begun)
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        self.tally.add(method, answer)
        return answer

    def insist(self, method: str, path: str, fields: Fields | None = None) -> Answer:
        """Ask until there is an answer that is none of the server's failures."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            answer = self.ask(method, path, fields)
            if answer is not None and answer.status < 500:
                return answer
            time.sleep(ASK_AGAIN_AFTER)
        raise TimeoutError(f"{method} {path}: no answer for {PATIENCE} s")

    def _headers(self, body: str | None) -> dict[str, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-Forwarded-Proto": "https",
            "Origin": f"https://{HOST}:{self.port}",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return headers

    def _keep_cookies(self, got: http.client.HTTPResponse) -> None:
        for cookie in got.headers.get_all("Set-Cookie") or ():
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value

    def open_form(self, code: str) -> dict[str, str]:
        """The page of registration, and its form filled in."""
        page = self.insist("GET", address(code)).body
        return self.fill(csrf=CSRF.search(page)[1], key=REQUEST_KEY.search(page)[1])

    def fill(self, *, csrf: str, key: str = "") -> dict[str, str]:
        return {
            "csrfmiddlewaretoken": csrf,
            "request_key": key or str(uuid.uuid4()),
            "full_name": self.person.full_name,
            "birth": "16/03/1980",
            "gender": "",
            "agency": self.person.agency,
            "position": "Chuyên viên",
            "consent": "on",
        }

    def send(self, code: str, form: dict[str, str]) -> str:
        """Send the form, follow to the answer, and return the words in which it tells the state."""
        answer = self.insist("POST", address(code), form)
        if answer.status in (302, 303):
            answer = self.insist("GET", answer.headers["Location"])
        return told(answer.body) or refusal_of(answer)


def address(code: str) -> str:
    return f"/classes/{code}/register/"


def told(page: str) -> str:
    found = ANSWER.search(page)
    return html.unescape(found[1].strip()) if found else ""


def refusal_of(answer: Answer) -> str:
    texts = [re.sub(r"<[^>]+>|\s+", " ", text).strip() for text in FEEDBACK.findall(answer.body)]
    return f"{answer.status}: {'; '.join(filter(None, texts))[:200]}"


class Crowd:
    """Many people at once; what each of them was told, by state."""

    def __init__(self, port: int, acks: Path, words: dict[str, str]) -> None:
        self.port, self.words = port, words
        self.acks = AckLog(acks)
        self.tally = Tally()

    def enter(self, person: Person) -> Browser:
        return Browser(self.port, person, self.tally)

    def register(self, browser: Browser, code: str, form: dict[str, str] | None = None) -> str:
        """The state that this person saw, written down; a refusal as it was worded."""
        form = form or browser.open_form(code)
        words = browser.send(code, form)
        state = self.words.get(words, words)
        self.acks.write(to=browser.person.email, code=code, key=form["request_key"], state=state)
        return state

    def storm(self, people: list[Person], code: str, *, seconds: float, seed: int = 1) -> Counter:
        """All of them want one class, arriving at random within the time; waits for the last."""
        chance = random.Random(seed)
        arrivals = sorted(chance.uniform(0, seconds) for _ in people)
        acts = [partial(self.register, self.enter(person), code) for person in people]
        return Counter(at_these_times(arrivals, acts))

    def close(self) -> None:
        self.acks.close()


def at_these_times(times: list[float], acts: list[Callable[[], str]]) -> list[str]:
    """Each act begins at its time, in seconds from now; waits for the last, returns all answers."""
    answers = ["nothing"] * len(acts)
    begun = time.monotonic()

    def act_at(n: int) -> None:
        time.sleep(max(0.0, begun + times[n] - time.monotonic()))
        try:
            answers[n] = acts[n]()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a result
            answers[n] = f"{type(error).__name__}: {error}"

    threads = [threading.Thread(target=act_at, args=[n], daemon=True) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
