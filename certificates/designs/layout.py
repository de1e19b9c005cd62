"""A layout is filled for each certificate: fixed words, boxes that measure their text, slots.

What takes one line in one face becomes a slot; whatever wraps, is empty or is arranged otherwise
is part of the skeleton, so that certificates of a class share few skeletons.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Final, TypeAlias

from django.utils.translation import gettext_lazy

from certificates.designs.faults import Fault
from certificates.designs.fitting import Room, Runs, balanced, fit, unit_width
from certificates.designs.placeholders import FLAGS
from certificates.designs.programme import Programme, programme_table
from courses.refusals import Refusal


@dataclasses.dataclass(frozen=True)
class Values:
    """What a certificate says, in its language; empty texts are lines to be left out."""

    texts: Mapping[str, str]
    blocks: Mapping[str, str]  # finished HTML
    flags: frozenset[str] = frozenset()
    programme: Programme = ()

    def has(self, name: str) -> bool:
        if name == "programme":
            return bool(self.programme)
        return name in self.flags or bool(self.texts.get(name) or self.blocks.get(name))


SlotText = tuple[str, str, float]


@dataclasses.dataclass
class Page:
    """What comes out for one certificate."""

    html: list[str] = dataclasses.field(default_factory=list)
    slots: list[SlotText] = dataclasses.field(default_factory=list)


Marker = Callable[[str], str]
Part: TypeAlias = "str | Block | When | Box"
Words: TypeAlias = tuple[str | None, ...]
_QUOTED: Final = 90  # letters of a text that are repeated in a refusal
_CACHED: Final = 1000  # arrangements of one box


@dataclasses.dataclass(frozen=True)
class Piece:
    """Text of a box: constant, or a place."""

    text: str
    face: str
    place: str = ""
    slot: str = ""  # its name, where the place may be a slot
    is_upper: bool = False
    is_alone: bool = False  # the only text of its element
    when: tuple[str, ...] = ()
    before: str = ""  # tags
    after: str = ""

    def words(self, values: Values) -> str:
        text = values.texts.get(self.place, "") if self.place else self.text
        return text.upper() if self.is_upper else text


@dataclasses.dataclass(frozen=True)
class Box:
    opening: tuple[str, str]  # before and behind the size
    closing: str
    room: Room
    pieces: tuple[Piece, ...]
    line: int
    cache: dict[Words, tuple[str, list[SlotText]]] = dataclasses.field(
        default_factory=dict, compare=False, repr=False
    )

    def put(self, page: Page, values: Values, mark: Marker) -> None:
        words = tuple(
            piece.words(values) if all(map(values.has, piece.when)) else None
            for piece in self.pieces
        )
        known = self.cache.get(words)
        if known is None:
            if len(self.cache) > _CACHED:
                self.cache.clear()
            known = self.cache[words] = self._arranged(words, mark)
        page.html.append(known[0])
        page.slots += known[1]

    def _arranged(self, words: Words, mark: Marker) -> tuple[str, list[SlotText]]:
        shown = [piece for piece, text in zip(self.pieces, words, strict=True) if text is not None]
        runs = _trimmed(shown, [text for text in words if text is not None])
        found = fit(runs, self.room)
        if found is None:
            raise _too_long(runs, self.line)
        lines, size = found
        html, slots = [f"{self.opening[0]}{size:g}{self.opening[1]}"], []
        free = round(self.room.width - _constant_width(shown, runs) * size, 3)
        is_single = sum(bool(text) for text, _ in runs) == 1
        for piece, (text, face) in zip(shown, runs, strict=True):
            inner = escape(text)
            if piece.slot and text and lines == 1 and not self.room.spacing:
                slots.append((piece.slot, text, free))
                inner = mark(piece.slot)
                inner = inner if piece.is_alone else f"<span>{inner}</span>"
            elif lines > 1 and is_single:
                inner = self._wrapped(text, face, lines, size)
            html += [piece.before, inner, piece.after]
        return "".join([*html, self.closing]), slots

    def _wrapped(self, text: str, face: str, lines: int, size: float) -> str:
        """Broken where the lines become nearly equal, if they then still fit."""
        broken = balanced(text, face, lines)
        if any(unit_width(line, face) * size > self.room.width for line in broken):
            return escape(text)
        return "<br>".join(map(escape, broken))


@dataclasses.dataclass(frozen=True)
class Block:
    """Something drawn, alone in its element."""

    name: str
    room: Room | None
    height: float

    def put(self, page: Page, values: Values, mark: Marker) -> None:
        if self.name == "programme" and self.room is not None:
            page.html.append(programme_table(values.programme, self.room, self.height))
        elif self.name == "qr":
            page.html.append(mark("qr"))
        else:
            page.html.append(values.blocks.get(self.name, ""))


@dataclasses.dataclass(frozen=True)
class When:
    names: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclasses.dataclass(frozen=True)
class Layout:
    """A markup made ready; `faults` are what its editor must set right before it is used."""

    parts: tuple[Part, ...]
    faults: tuple[Fault, ...]
    places: frozenset[str]

    def fill(self, values: Values, mark: Marker, page: Page) -> None:
        """Refused with code `text_too_long` when a text does not fit at its smallest size."""
        _put(self.parts, page, values, mark)

    def boxes(self) -> Iterator[Box]:
        return _boxes(self.parts)

    def flags(self) -> frozenset[str]:
        """Marks of a heading on which the arrangement depends."""
        return frozenset(_flags(self.parts))


def _put(parts: tuple[Part, ...], page: Page, values: Values, mark: Marker) -> None:
    for part in parts:
        if isinstance(part, str):
            page.html.append(part)
        elif isinstance(part, When):
            if all(map(values.has, part.names)):
                _put(part.parts, page, values, mark)
        else:
            part.put(page, values, mark)


def _boxes(parts: tuple[Part, ...]) -> Iterator[Box]:
    for part in parts:
        if isinstance(part, Box):
            yield part
        elif isinstance(part, When):
            yield from _boxes(part.parts)


def _flags(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, When):
            yield from (name for name in part.names if name in FLAGS)
            yield from _flags(part.parts)


def _trimmed(shown: list[Piece], words: list[str]) -> Runs:
    """As it is printed: no space at the ends of a line."""
    for place, word in enumerate(words):
        words[place] = word.lstrip()
        if words[place]:
            break
    for place in range(len(words) - 1, -1, -1):
        words[place] = words[place].rstrip()
        if words[place]:
            break
    return tuple((text, piece.face) for text, piece in zip(words, shown, strict=True))


def _constant_width(shown: list[Piece], runs: Runs) -> float:
    return sum(
        unit_width(text, face)
        for piece, (text, face) in zip(shown, runs, strict=True)
        if not piece.slot
    )


def _too_long(runs: Runs, line: int) -> Refusal:
    text = "".join(text for text, _face in runs)
    return Refusal(
        gettext_lazy("Too long for its place on the certificate at any size: “%(text)s”"),
        code="text_too_long",
        params={"text": text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…", "line": line},
    )
