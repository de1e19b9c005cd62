"""How often one visitor may ask for codes that do not exist; counted in the shared cache."""

import ipaddress
import time
from typing import Final

import structlog

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

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
    minute = int(time.time()) // WINDOW
    key = f"verify-misses:{visitor(request)}:{minute}"
    try:
        cache.add(key, 0, timeout=2 * WINDOW)
        misses = cache.incr(key)
    except Exception as error:  # noqa: BLE001 - whatever the cache suffers from, reading stays open
        log.warning("misses_not_counted", error=type(error).__name__)
        return False
    return misses > settings.VERIFY_RATE_PER_MINUTE


def _normal(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((known, IPV6_NETWORK), strict=False).network_address)
    return str(known)
