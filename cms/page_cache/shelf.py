"""Where kept answers lie: a cache of their own, which may be slow, full or gone."""

import time
import uuid
from collections.abc import Callable
from typing import Any, Final

import structlog

from django.core.cache import caches
from django.db import transaction

log = structlog.get_logger(__name__)

ALIAS: Final = "pages"
VERSION: Final = "version"
# A cache that does not answer is not asked again by each visitor.
REST_SECONDS: Final = 5

_rests_until = 0.0


def look(key: str) -> tuple[str, Any]:
    """The version of the site as it is now, and what is kept under the key in this version.

    Without a version nothing may be kept: the cache does not answer.
    """
    found = _ask("get_many", [VERSION, key], default=None)
    if found is None:
        return "", None
    version = found.get(VERSION) or _first_version()
    kept = found.get(key)
    return version, kept[1] if kept and kept[0] == version else None


def put(key: str, version: str, value: Any, *, seconds: float) -> None:
    """Keep it as of a version that was read before the value was made."""
    if version:
        _ask("set", key, (version, value), seconds)


def claim(key: str, *, seconds: float) -> bool:
    """True for the first who asks within so many seconds."""
    return bool(_ask("add", f"{key}:claim", 1, seconds, default=True))


def remember(name: str, make: Callable[[], Any], *, seconds: float) -> Any:
    """The value as it was kept in this version of the site, or made now."""
    version, value = look(name)
    if value is None:
        value = make()
        put(name, version, value, seconds=seconds)
    return value


def forget_all() -> None:
    """Whatever is kept is of an older version from now on."""
    transaction.on_commit(_new_version, robust=True)


def _new_version() -> None:
    _ask("set", VERSION, uuid.uuid4().hex, None)


def _first_version() -> str:
    """A version that never was: what an emptied cache may still hold of an old one is not taken."""
    version = uuid.uuid4().hex
    _ask("set", VERSION, version, None)
    return version


def _ask(act: str, *arguments: Any, default: Any = None) -> Any:
    global _rests_until
    if time.monotonic() < _rests_until:
        return default
    try:
        return getattr(caches[ALIAS], act)(*arguments)
    except Exception as error:  # noqa: BLE001 - pages are shown without any cache
        _rests_until = time.monotonic() + REST_SECONDS
        log.warning("page_cache_does_not_answer", error=type(error).__name__)
        return default
