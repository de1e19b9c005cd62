"""The cache of kept pages, derived from the one that the environment names."""

from pathlib import Path
from typing import Any

# One for each address and language; beyond this number a part is thrown away.
MOST_PAGES = 2_000
SECONDS_FOR_REDIS = 1


def page_cache_beside(default: dict[str, Any]) -> dict[str, Any]:
    """The same kind of cache in a place of its own."""
    settings = {**default, "KEY_PREFIX": "pages"}
    options = dict(default.get("OPTIONS", {}))
    backend = default["BACKEND"]
    if "redis" in backend.lower():
        # A visitor does not wait for a cache that hangs; Redis throws away by its own rule.
        options.setdefault("socket_connect_timeout", SECONDS_FOR_REDIS)
        options.setdefault("socket_timeout", SECONDS_FOR_REDIS)
    else:
        options["MAX_ENTRIES"] = MOST_PAGES
        location = str(default.get("LOCATION", ""))
        is_folder = backend.endswith("FileBasedCache")
        settings["LOCATION"] = str(Path(location) / "pages") if is_folder else f"{location}-pages"
    return {**settings, "OPTIONS": options}
