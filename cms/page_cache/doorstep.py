"""The answers of the last second, whole, in the memory of a process: given before Django is asked.

Only what the middleware has just given from the shelf stands here, byte for byte.
"""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.core.handlers.wsgi import WSGIRequest

from cms.chrome.compression import accepts_gzip
from cms.page_cache.asking import key_of

# So long it may take until a change is seen here.
SECONDS: Final = 1.0
MOST_ANSWERS: Final = 500
MOST_BYTES: Final = 8 * 1024 * 1024
# Where the middleware writes until when the kept page it gives is good.
GOOD_UNTIL: Final = "cms.page_cache.good_until"
# How our pages are named; whoever names several, or one of another kind, is answered by Django.
_OUR_ETAG: Final = re.compile(r'W/"[0-9a-f]{32}"')

# What is asked for, the page that the browser has, and whether it can unpack.
Name = tuple[str, str, bool]
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the web server was told, as of a moment."""

    status: str
    headers: Headers
    body: bytes
    since: float
    until: float


class Memory:
    """Bounded in number and bytes; who was not asked for longest goes first. For many threads."""

    def __init__(self, most_answers: int = MOST_ANSWERS, most_bytes: int = MOST_BYTES) -> None:
        self._most_answers = most_answers
        self._most_bytes = most_bytes
        self._answers: OrderedDict[Name, Answer] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def look(self, name: Name, now: float) -> Answer | None:
        with self._lock:
            answer = self._answers.get(name)
            if answer is None:
                return None
            if not answer.since <= now < answer.until:
                self._drop(name)
                return None
            self._answers.move_to_end(name)
            return answer

    def put(self, name: Name, answer: Answer) -> None:
        with self._lock:
            self._drop(name)
            self._answers[name] = answer
            self._bytes += len(answer.body)
            while len(self._answers) > self._most_answers or self._bytes > self._most_bytes:
                self._drop(next(iter(self._answers)))

    def _drop(self, name: Name) -> None:
        gone = self._answers.pop(name, None)
        self._bytes -= len(gone.body) if gone else 0


class Doorstep:
    """The site as a web server calls it."""

    def __init__(self, site: Callable[..., Any]) -> None:
        self._site = site
        self._memory = Memory()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        name = name_of(environ)
        if name is None:
            return self._site(environ, start_response)
        now = time.time()
        answer = self._memory.look(name, now)
        if answer is None:
            return self._answer_of_site(name, now, environ, start_response)
        start_response(answer.status, list(answer.headers))
        return [answer.body]

    def _answer_of_site(
        self, name: Name, now: float, environ: dict[str, Any], start_response: Any
    ) -> Iterable[bytes]:
        told: list[Any] = []

        def tell(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            told[:] = status, tuple(headers)
            return start_response(status, headers, *more)

        response: Any = self._site(environ, tell)
        # Of the moment before the shelf was asked: what is published from then on is not missed.
        until = min(now + SECONDS, environ.get(GOOD_UNTIL, 0.0))
        if until > now and may_stand_here(name, *told):
            status, headers = told
            self._memory.put(name, Answer(status, headers, response.content, now, until))
        return response


def name_of(environ: dict[str, Any]) -> Name | None:
    """None if it is for Django to say; the rules are those of the shelf (`asking.key_of`)."""
    if "HTTP_IF_MATCH" in environ or "HTTP_IF_UNMODIFIED_SINCE" in environ:
        return None
    known = environ.get("HTTP_IF_NONE_MATCH", "")
    if not _OUR_ETAG.fullmatch(known) if known else "HTTP_IF_MODIFIED_SINCE" in environ:
        return None
    # A copy: a request decodes the path within what it is given.
    request = WSGIRequest(dict(environ))
    key = key_of(request)
    return (key, known, accepts_gzip(request)) if key else None


def may_stand_here(name: Name, status: str, headers: Headers) -> bool:
    """Names that a visitor makes up find no place, and a cookie is for one."""
    _key, known, _unpacks = name
    return status.startswith("304" if known else "200") and not any(
        header.lower() == "set-cookie" for header, _text in headers
    )
