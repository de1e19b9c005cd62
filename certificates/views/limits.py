"""How often one visitor may ask for codes that do not exist or bring files; in the shared cache."""

import functools
import ipaddress
import time
from typing import Final

import structlog

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

log = structlog.get_logger(__name__)

WINDOW: Final = 60  # seconds
# One visitor with IPv6 has a whole network of this length.
IPV6_NETWORK: Final = 64


def visitor(request: HttpRequest) -> str:
    """Address of the visitor. Only entries that our own proxies added are believed."""
    address = request.META.get("REMOTE_ADDR", "")
    count = settings.TRUSTED_PROXY_COUNT
    if count:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(hops) >= count:
            address = hops[-count]
    return _normal(address)


def is_over_limit(request: HttpRequest) -> bool:
    """Count one miss of this visitor; true when there were too many within the minute."""
    misses = _count("verify-misses", visitor(request))
    if misses == settings.VERIFY_RATE_PER_MINUTE + 1:
        log.warning("check_limited")
    # Whatever the cache suffers from, reading stays open.
    return misses is not None and misses > settings.VERIFY_RATE_PER_MINUTE


def may_bring_file(request: HttpRequest) -> bool:
    """Count one file of this visitor. Looking into it costs a process, so without a cache: no."""
    files = _count("verify-files", visitor(request))
    return files is not None and files <= settings.VERIFY_FILES_PER_MINUTE


def limited() -> HttpResponse:
    """The answer to whoever asked too often: a page of its own, so that a flood costs little."""
    response = HttpResponse(_page(get_language() or ""), status=429)
    response["Retry-After"] = str(WINDOW)
    # Django would write the address into the log, and with it what may be nearly a code.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


@functools.lru_cache(maxsize=8)
def _page(_language: str) -> str:
    """Holds nothing but words of the language, so it is made once."""
    return render_to_string("certificates/public/limited.html")


def _count(what: str, who: str) -> int | None:
    """How often within this minute, this time included; None when nobody can count."""
    minute = int(time.time()) // WINDOW
    key = f"{what}:{who}:{minute}"
    try:
        cache.add(key, 0, timeout=2 * WINDOW)
        return int(cache.incr(key))
    except Exception as error:  # noqa: BLE001 - any fault of any cache
        log.warning("misses_not_counted", error=type(error).__name__)
        return None


def _normal(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((known, IPV6_NETWORK), strict=False).network_address)
    return str(known)
