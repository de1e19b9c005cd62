"""The demo's own data files and its chance, which falls the same way every time."""

import json
import random
import uuid
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "demo.example")


@cache
def data(name: str) -> Any:
    """A JSON file of the demo; shared, so nobody changes what is returned."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def chance(about: str) -> random.Random:
    """The same sequence at every load, independent of what else is drawn."""
    return random.Random(f"taphuan {about}")  # noqa: S311 - invented people, not secrets


def lasting_id(about: str) -> uuid.UUID:
    """By which a second load recognizes what the first one made."""
    return uuid.uuid5(NAMESPACE, about)
