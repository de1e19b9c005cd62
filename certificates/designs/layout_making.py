"""From the tree of a markup to its layout, made once; what its editor must set right is noted."""

import dataclasses
import re
from collections.abc import Iterator
from html import escape
from typing import Final

from django.utils.translation import gettext as _

from certificates.designs.faults import Fault
from certificates.designs.fitting import MOST_LINES, Room, face_of, read_sizes
from certificates.designs.layout import Block, Box, Layout, Part, Piece, When
from certificates.designs.markup import DATA, VOID, Element
from certificates.designs.placeholders import FLAGS, PLACEHOLDERS
from courses.paper_fonts import FACES

_PLACE: Final = re.compile(r"\{([^{}]*)\}")
_LENGTH: Final = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)(mm|pt)?")
_WIDEST: Final = 273.0  # millimeters between the frames
# Where the size goes in the tag of a box.
_SIZE: Final = "\ue002"


class _Maker:
    """Walks the tree once."""

    def __init__(self, used: dict[str, int]) -> None:
        self._used = used
        self.faults: list[Fault] = []
        self.places: set[str] = set()

    def parts_of(self, element: Element, guards: tuple[str, ...]) -> tuple[Part, ...]:
        parts: list[Part] = []
        for child in element.children:
            if isinstance(child, Element):
                parts += self._element(child, guards)
            elif child.strip():
                self._loose(child, element)
                parts.append(escape(child, quote=False))
        return _joined(parts)

    def _element(self, element: Element, guards: tuple[str, ...]) -> tuple[Part, ...]:
        names = self._names(element)
        guards += names
        drawn = self._drawn(element)
        if drawn:
            self._known(drawn, element, guards)
            room = self._room(element) if drawn == "programme" else None
            parts: tuple[Part, ...] = (
                _opening(element, ""),
                Block(drawn, room, self._length(element, "data-height", 400) if room else 0.0),
                f"</{element.tag}>",
            )
        elif "data-width" in element.attributes:
            parts = (self._box(element, guards),)
        else:
            closing = "" if element.tag in VOID else f"</{element.tag}>"
            parts = (_opening(element, ""), *self.parts_of(element, guards), closing)
        return (When(names, _joined(list(parts))),) if names else parts

    def _names(self, element: Element) -> tuple[str, ...]:
        names = tuple(element.attributes.get("data-when", "").split())
        for name in names:
            if name not in PLACEHOLDERS and name not in FLAGS:
                self._fault(element, _("Unknown in data-when: %s") % name[:60])
        return names

    def _drawn(self, element: Element) -> str:
        texts = [child for child in element.children if isinstance(child, str) and child.strip()]
        found = _PLACE.fullmatch(texts[0].strip()) if len(texts) == 1 else None
        known = PLACEHOLDERS.get(found[1]) if found else None
        is_alone = all(isinstance(child, str) for child in element.children)
        return known.name if known and known.kind == "block" and is_alone else ""

    def _box(self, element: Element, guards: tuple[str, ...]) -> Box:
        room = self._room(element)
        pieces = tuple(self._pieces(element, room.face, guards, _Tags(when=(), upper=False)))
        if not any(piece.place for piece in pieces):
            self._fault(
                element, _("data-width stands without a placeholder in <%s>.") % element.tag
            )
        spacing = f"; letter-spacing: {room.spacing:g}pt" if room.spacing else ""
        before, _size, after = _opening(element, f"font-size: {_SIZE}pt{spacing}").partition(_SIZE)
        return Box((before, after), f"</{element.tag}>", room, pieces, element.line)

    def _pieces(
        self, element: Element, face: str, guards: tuple[str, ...], tags: "_Tags"
    ) -> Iterator[Piece]:
        upper = tags.upper or element.attributes.get("data-case") == "upper"
        cells = list(self._cells(element))
        for child, place in cells:
            if isinstance(child, Element):
                yield from self._inline(child, face, guards, _Tags(tags.when, upper))
                continue
            if place:
                self._known(place, element, guards)
            slot = self._slot(place)
            yield Piece(child, face, place, slot, upper, len(cells) == 1, tags.when)

    def _slot(self, place: str) -> str:
        """A second place of the same text is a slot of its own."""
        if place not in PLACEHOLDERS or PLACEHOLDERS[place].kind != "slot":
            return ""
        self._used[place] = count = self._used.get(place, 0) + 1
        return place if count == 1 else f"{place}-{count}"

    def _inline(
        self, child: Element, face: str, guards: tuple[str, ...], tags: "_Tags"
    ) -> Iterator[Piece]:
        if not child.is_inline or "data-width" in child.attributes:
            self._fault(child, _("<%s> may not stand inside of a box with data-width.") % child.tag)
            return
        names = self._names(child)
        bold, italic = child.tag in ("b", "strong"), child.tag in ("i", "em")
        when = tags.when + names
        inner = face_of(face, bold=bold, italic=italic)
        yield Piece("", face, when=when, before=_opening(child, ""))
        yield from self._pieces(child, inner, guards + names, _Tags(when, tags.upper))
        yield Piece("", face, when=when, after=f"</{child.tag}>")

    def _cells(self, element: Element) -> Iterator[tuple["Element | str", str]]:
        """Children, texts cut at their places."""
        for child in element.children:
            if isinstance(child, Element):
                yield child, ""
                continue
            for number, part in enumerate(_PLACE.split(child)):
                if number % 2:
                    yield "", part
                elif part:
                    yield part, ""

    def _known(self, name: str, element: Element, guards: tuple[str, ...]) -> None:
        known = PLACEHOLDERS.get(name)
        self.places.add(name)
        if known is None:
            self._fault(element, _("Unknown placeholder: {%s}") % name[:60])
        elif known.is_optional and name not in guards:
            values = {"name": name}
            text = _('{%(name)s} may be empty: say data-when="%(name)s" in what holds it.')
            self._fault(element, text % values)

    def _loose(self, text: str, element: Element) -> None:
        for name in _PLACE.findall(text):
            known = PLACEHOLDERS.get(name)
            self.places.add(name)
            if known is None:
                self._fault(element, _("Unknown placeholder: {%s}") % name[:60])
            elif known.kind == "block":
                self._fault(element, _("{%s} must stand alone in its element.") % name)
            else:
                self._fault(element, _("{%s} stands in no element with data-width.") % name)

    def _room(self, element: Element) -> Room:
        width = self._length(element, "data-width", _WIDEST)
        lines_text = element.attributes.get("data-lines", "1")
        lines = int(lines_text) if re.fullmatch(r"[1-9]", lines_text) else 0
        sizes = read_sizes(element.attributes.get("data-sizes", "14-10"), lines or 1)
        face = element.attributes.get("data-face", "serif")
        if not 1 <= lines <= MOST_LINES:
            self._fault(element, _("data-lines must be a number from 1 to %d.") % MOST_LINES)
        if sizes is None:
            self._fault(element, _('data-sizes must look like "24-18", one range for each line.'))
        if face not in FACES:
            self._fault(element, _("data-face must be one of: %s") % ", ".join(FACES))
        if element.attributes.get("data-case", "upper") != "upper":
            self._fault(element, _('data-case knows "upper" only.'))
        spacing = 0.0
        if "data-spacing" in element.attributes:
            spacing = self._length(element, "data-spacing", 10)
        return Room(width, sizes or ((10.0,),), face if face in FACES else "serif", spacing)

    def _length(self, element: Element, name: str, most: float) -> float:
        found = _LENGTH.fullmatch(element.attributes.get(name, ""))
        length = float(found[1]) if found else 0.0
        if not 0 < length <= most:
            values = {"name": name, "most": f"{most:g}"}
            self._fault(element, _("%(name)s must be a length of at most %(most)s.") % values)
            return 1.0
        return length

    def _fault(self, element: Element, text: str) -> None:
        self.faults.append(Fault(text, element.line))


@dataclasses.dataclass(frozen=True)
class _Tags:
    when: tuple[str, ...]
    upper: bool


def make_layout(root: Element, used: dict[str, int]) -> Layout:
    """Ready to be filled, if it has no faults; `used` numbers the places of both pages."""
    maker = _Maker(used)
    parts = maker.parts_of(root, ())
    return Layout(parts, tuple(maker.faults), frozenset(maker.places))


def _opening(element: Element, style: str) -> str:
    """The tag as it is printed: instructions to us left out, our size put in."""
    attributes = {name: value for name, value in element.attributes.items() if name not in DATA}
    if style:
        own = attributes.get("style", "").rstrip("; ")
        attributes["style"] = f"{own}; {style}" if own else style
    words = [element.tag, *(f'{name}="{escape(value)}"' for name, value in attributes.items())]
    return f"<{' '.join(words)}>"


def _joined(parts: list[Part]) -> tuple[Part, ...]:
    joined: list[Part] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)
