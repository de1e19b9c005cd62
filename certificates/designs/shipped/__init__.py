"""Designs that come with the site: a folder each, with markup, style and options."""

import functools
import json
from pathlib import Path
from typing import Any, Final

from certificates.designs.source import DesignSource, Options

_FOLDER: Final = Path(__file__).parent
# In the order in which they are offered.
SHIPPED: Final = ("party", "state", "bilingual", "photo", "programme")


@functools.cache
def shipped(name: str) -> DesignSource:
    """The text of a design as delivered with this release."""
    folder = _FOLDER / name
    back = folder / "back.html"
    return DesignSource(
        markup=(folder / "front.html").read_text(encoding="utf-8"),
        back=back.read_text(encoding="utf-8") if back.exists() else "",
        style=(folder / "style.css").read_text(encoding="utf-8"),
        options=Options.read(_about(name)["options"]),
    )


def shipped_name(name: str, language: str) -> str:
    """What it is called until somebody calls it otherwise."""
    names: dict[str, str] = _about(name)["name"]
    return names.get(language) or names["en"]


def _about(name: str) -> dict[str, Any]:
    about: dict[str, Any] = json.loads((_FOLDER / name / "design.json").read_text(encoding="utf-8"))
    return about


# What certificates without a design are printed with; never changed, for they are out there.
FIRST: Final = shipped("certificate-1")
