"""The versions with which stencils were proven equal to WeasyPrint; with others nobody knows."""

import functools
import importlib.metadata

# A stencil leans on undocumented parts of these. Raised only after `make bench-certificates`
# found all rows equal.
PROVEN = {"weasyprint": "70.0", "pydyf": "0.13.0", "uharfbuzz": "0.57.0"}


@functools.cache
def unproven() -> tuple[str, ...]:
    """Libraries that are missing or of another version: then all is drawn the plain way."""
    return tuple(name for name, version in PROVEN.items() if _installed(name) != version)


def _installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
