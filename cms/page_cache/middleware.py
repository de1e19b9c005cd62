"""Answers anonymous visitors from what is kept, before sessions, languages and pages are asked."""

import time
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from cms.page_cache import shelf
from cms.page_cache.asking import asks_only_for, has_tracking, key_of
from cms.page_cache.doorstep import GOOD_UNTIL
from cms.page_cache.entries import Entry, entry_of

# So long one visitor may take to make a page anew before another tries.
CLAIM_SECONDS: Final = 5

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class PageCacheMiddleware:
    """Stands below the middleware that concerns every answer and above all that knows visitors."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = key_of(request)
        if not key:
            return _of_one_person(request, self.get_response(request))
        now = time.time()
        version, entry = shelf.look(key)
        if entry is not None and _may_be_given(entry, key, now):
            request.META[GOOD_UNTIL] = entry.good_until
            return entry.answer(request)
        response: Any = self.get_response(request)
        if not may_be_kept(request, response):
            return response
        made = entry_of(response, made_at=now, seconds=response.kept_seconds, before=entry)
        if request.method == "GET" and not has_tracking(request):
            shelf.put(key, version, made, seconds=made.seconds)
        return made.answer(request)


def _may_be_given(entry: Entry, key: str, now: float) -> bool:
    if not entry.is_good(now):
        return False
    # Shortly before its end one visitor makes it anew, so that not all do at once.
    return not (entry.is_soon_old(now) and shelf.claim(key, seconds=CLAIM_SECONDS))


def may_be_kept(request: HttpRequest, response: Any) -> bool:
    """Marked by its view, whole, the same for everybody, and nothing in it of this visitor."""
    control = response.headers.get("Cache-Control", "").lower()
    return (
        getattr(response, "kept_seconds", 0) > 0
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not any(word in control for word in ("private", "no-store"))
        and not getattr(request, "is_preview", False)
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not _is_signed_in(request)
        and (has_tracking(request) or asks_only_for(request, response.kept_params))
    )


def _is_signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def _of_one_person(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """What was made for somebody with a session is kept by nobody between."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
