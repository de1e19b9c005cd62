"""One kept answer: its bytes, how fresh they are, and what a browser is told that has it."""

import gzip
import hashlib
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from cms.chrome.compression import accepts_gzip

# From this part of its time on, one visitor makes the page anew while the others get the kept one.
SOON_OLD: Final = 0.7
LEAST_TO_COMPRESS: Final = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """Made at a moment (before its data were read) and good for so many seconds."""

    made_at: float
    seconds: int
    headers: tuple[tuple[str, str], ...]
    etag: str
    changed_at: int
    body: bytes
    is_gzipped: bool

    @property
    def good_until(self) -> float:
        return self.made_at + self.seconds

    def is_good(self, now: float) -> bool:
        return 0 <= now - self.made_at < self.seconds

    def is_soon_old(self, now: float) -> bool:
        return now - self.made_at >= self.seconds * SOON_OLD

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """The whole answer, or that nothing has changed for whom this answer is known."""
        body, is_gzipped = self.body, self.is_gzipped
        if is_gzipped and not accepts_gzip(request):
            body, is_gzipped = gzip.decompress(body), False
        response = HttpResponse(body, headers=dict(self.headers))
        response.headers["Content-Length"] = str(len(body))
        if is_gzipped:
            response.headers["Content-Encoding"] = "gzip"
        return get_conditional_response(
            request, etag=self.etag, last_modified=self.changed_at, response=response
        )


def entry_of(response: Any, *, made_at: float, seconds: int, before: Entry | None = None) -> Entry:
    """The answer as it will be kept. Bytes that are the same as `before` have not changed since."""
    content = response.content
    # Weak: the same page compressed and not has one name.
    etag = f'W/"{hashlib.blake2b(content, digest_size=16).hexdigest()}"'
    is_same = before is not None and before.etag == etag
    changed_at = before.changed_at if before is not None and is_same else int(made_at)
    packed = gzip.compress(content, 6, mtime=0) if len(content) >= LEAST_TO_COMPRESS else content
    is_gzipped = len(packed) < len(content)
    return Entry(
        made_at=made_at,
        seconds=seconds,
        headers=_kept_headers(response, etag, changed_at),
        etag=etag,
        changed_at=changed_at,
        body=packed if is_gzipped else content,
        is_gzipped=is_gzipped,
    )


def _kept_headers(response: Any, etag: str, changed_at: int) -> tuple[tuple[str, str], ...]:
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(changed_at)
    # Asked again each time, which costs no bytes; so nothing is older than what is kept here, and
    # who has signed in meanwhile never sees the page of before.
    response.headers.setdefault("Cache-Control", "no-cache")
    _say_what_it_depends_on(response)
    return tuple(response.headers.items())


def _say_what_it_depends_on(response: Any) -> None:
    """On the address alone, and that nobody is signed in: the language stands in the address."""
    named = [name.strip() for name in response.headers.get("Vary", "").split(",")]
    left = [name for name in named if name and name.lower() != "accept-language"]
    response.headers["Vary"] = ", ".join(left)
    patch_vary_headers(response, ["Accept-Encoding", "Cookie", "HX-Request"])
