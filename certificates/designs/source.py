"""What a version of a design consists of, its hash, and the same made ready for printing."""

import dataclasses
import functools
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from certificates.designs.faults import Fault
from certificates.designs.layout import Layout
from certificates.designs.layout_making import make_layout
from certificates.designs.markup import read_markup
from certificates.designs.style import scoped, style_faults

FRAMES: Final = ("classic", "band", "none")
PHOTOS: Final = ("", "3x4", "4x6")
VARIANTS: Final = ("", "pdf/ua-1", "pdf/a-3a")
PUBLIC_NAMES: Final = ("full", "initials", "hidden")


@dataclasses.dataclass(frozen=True)
class Options:
    second_language: str = ""
    photo: str = ""
    frame: str = "classic"
    variant: str = ""
    public_name: str = "full"

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Options":
        """Unknown names are of a later release; missing ones of an earlier."""
        names = {field.name for field in dataclasses.fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in names})


@dataclasses.dataclass(frozen=True)
class DesignSource:
    """Everything that decides how a certificate looks, beside what it says."""

    markup: str
    back: str = ""
    style: str = ""
    options: Options = Options()

    @functools.cached_property
    def content_hash(self) -> str:
        # An option that a later release knows does not change what was saved before it.
        usual = dataclasses.asdict(Options())
        options = dataclasses.asdict(self.options).items()
        parts = {
            **{name: getattr(self, name) for name in ("markup", "back", "style")},
            "options": {name: value for name, value in options if value != usual[name]},
        }
        canonical = json.dumps(parts, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclasses.dataclass(frozen=True)
class Design:
    """A source made ready; its faults must be empty before it is used."""

    source: DesignSource
    front: Layout
    back: Layout | None
    style: str
    scope: str
    faults: tuple[Fault, ...]

    @property
    def pages(self) -> int:
        return 1 if self.back is None else 2


@functools.lru_cache(maxsize=64)
def prepared(source: DesignSource) -> Design:
    """Parsed once per process; the text of a version never changes."""
    return prepare(source)


def prepare(source: DesignSource) -> Design:
    """With its faults told in the language of the screen."""
    root, front_faults = read_markup(source.markup)
    used: dict[str, int] = {}
    front = make_layout(root, used)
    back: Layout | None = None
    back_faults: list[Fault] = []
    if source.back.strip():
        back_root, back_faults = read_markup(source.back)
        back = make_layout(back_root, used)
        back_faults += back.faults
    faulty_style = style_faults(source.style)
    scope = f"design-{source.content_hash[:12]}"
    faults = (
        *(front_faults + list(front.faults)),
        *(dataclasses.replace(fault, field="back") for fault in back_faults),
        *faulty_style,
    )
    style = "" if faulty_style else scoped(source.style, f".{scope}")
    return Design(source, front, back, style, scope, faults)
