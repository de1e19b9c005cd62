"""Which requests may be answered from what is kept, and under which key that lies."""

import hashlib
import re
from typing import Any, Final
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

LONGEST_QUERY: Final = 300
# What other sites hang on to links to see where visitors come from; no page of ours reads it.
_TRACKING: Final = re.compile(r"(?:utm_\w+|fbclid|gclid|zarsrc|zalo\w*|mibextid|_gl)=")
# What htmx says of a request besides that it is one; whoever says more is answered anew.
_ELEMENT: Final = re.compile(r"[A-Za-z][\w-]{0,39}")
_HTMX_UNUSUAL: Final = ("HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST", "HTTP_HX_PROMPT")


def key_of(request: HttpRequest) -> str:
    """The key of the answer to this request; empty if it must be made for this visitor."""
    if not _is_anybodys(request):
        return ""
    part = _htmx_part(request)
    query = _query(request)
    if part is None or query is None:
        return ""
    try:
        host = request.get_host()
    except DisallowedHost:
        return ""
    whole = "\n".join([request.scheme or "", host, request.path, query, part])
    return hashlib.blake2b(whole.encode("utf-8", "surrogateescape"), digest_size=20).hexdigest()


def _is_anybodys(request: HttpRequest) -> bool:
    """Read only, by somebody of whom nothing is known: no session, no message, no preview."""
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and "HTTP_AUTHORIZATION" not in request.META
        and not getattr(request, "is_dummy", False)
    )


def _query(request: HttpRequest) -> str | None:
    """As it was asked, without what only counts visitors; None if it is longer than any of ours."""
    query: str = request.META.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY:
        return None
    if not _TRACKING.search(query):
        return query
    return "&".join(pair for pair in query.split("&") if not _TRACKING.match(pair))


def has_tracking(request: HttpRequest) -> bool:
    """Such an address is served from what is kept, but the answer to it is not kept."""
    return bool(_TRACKING.search(request.META.get("QUERY_STRING", "")))


def _htmx_part(request: HttpRequest) -> str | None:
    """Which part of a page a script asks for; a part is never taken for the whole."""
    meta = request.META
    if any(name in meta for name in _HTMX_UNUSUAL):
        return None
    target = meta.get("HTTP_HX_TARGET", "")
    if target and not _ELEMENT.fullmatch(target):
        return None
    return f"{meta.get('HTTP_HX_REQUEST', '')[:5]}#{target}"


def asks_only_for(request: HttpRequest, params: Any) -> bool:
    """No parameter that the page does not know, else anybody could fill the cache."""
    query = request.META.get("QUERY_STRING", "")
    return all(name in params for name, _value in parse_qsl(query, keep_blank_values=True))
