"""Markup of a design as a tree. Only what is listed here gets in: no program, form or address."""

import base64
import binascii
import dataclasses
import re
from html.parser import HTMLParser
from typing import Final

from django.utils.translation import gettext as _

from certificates.designs.faults import Fault
from certificates.designs.style import declaration_faults

MOST_LETTERS: Final = 60_000
MOST_PICTURE_BYTES: Final = 400_000
MOST_DEPTH: Final = 20
MOST_ELEMENTS: Final = 600
MOST_TAGS: Final = 2 * MOST_ELEMENTS
INLINE: Final = frozenset(("b", "strong", "i", "em", "span", "u", "small"))
HEADS: Final = frozenset(("p", "h1", "h2", "h3"))  # hold a line of text, no blocks
VOID: Final = frozenset(("br", "hr", "img"))
ALLOWED: Final = (
    INLINE
    | VOID
    | {
        *("div", "p", "h1", "h2", "h3", "section", "ul", "ol", "li"),
        *("table", "thead", "tbody", "tr", "td", "th"),
    }
)
DATA: Final = (
    *("data-when", "data-width", "data-height", "data-sizes", "data-lines"),
    *("data-face", "data-case", "data-spacing"),
)
ATTRIBUTES: Final = frozenset(("class", "style", "lang", "alt", "src", "colspan", "rowspan", *DATA))
_PICTURE = re.compile(r"data:image/(png|jpeg);base64,([A-Za-z0-9+/=\s]+)")
_SIGNATURES = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff"}
_DECLARATION = re.compile(r"<!(?!--)|<\?")
_CLASSES = re.compile(r"[A-Za-z][\w-]{0,39}(?: [A-Za-z][\w-]{0,39})*")
_LANGUAGE = re.compile(r"[a-z]{2}")
_SPAN = re.compile(r"[1-9]|[12][0-9]")
_SPACES = re.compile(r"[ \t\r\n\f]+")  # wider spaces are meant


@dataclasses.dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    line: int
    children: list["Element | str"] = dataclasses.field(default_factory=list)

    @property
    def is_inline(self) -> bool:
        return self.tag in INLINE

    def walk(self) -> "list[Element]":
        """This element and all below it."""
        found: list[Element] = [self]
        for child in self.children:
            if isinstance(child, Element):
                found += child.walk()
        return found


def read_markup(text: str) -> tuple[Element, list[Fault]]:
    """The tree below an element without a name, and what may not stand in it."""
    reader = _Reader()
    pictures = sum(len(found[0]) for found in _PICTURE.finditer(text))
    if len(text) - pictures > MOST_LETTERS or pictures > MOST_PICTURE_BYTES * 4 // 3:
        return reader.root, [Fault(_("The markup is too long, or its pictures are too large."))]
    # What the reader would go over again and again, or choke on.
    if faults := _shape_faults(text):
        return reader.root, faults
    reader.feed(text)
    reader.finish()
    return reader.root, reader.faults


def _shape_faults(text: str) -> list[Fault]:
    if found := _DECLARATION.search(text):
        line = text.count("\n", 0, found.start()) + 1
        return [Fault(_("A declaration may not stand in a design."), line)]
    before, *tags = text.split("<")
    if len(tags) > MOST_TAGS:
        return [Fault(_("There are too many elements, or they lie too deep in each other."))]
    line = 1 + before.count("\n")
    for tag in tags:
        if ">" not in tag:
            return [Fault(_("<%s> is never closed.") % tag[:40], line)]
        line += tag.count("\n")
    return []


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {}, 1)
        self.faults: list[Fault] = []
        self._open = [self.root]
        self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._open) > MOST_DEPTH:
            self._once(_("There are too many elements, or they lie too deep in each other."))
            return
        if tag not in ALLOWED:
            self._fault(_("<%s> may not stand in a design.") % tag[:40])
        elif self._open[-1].tag in INLINE | HEADS and tag not in INLINE | {"br", "img"}:
            names = {"tag": tag, "parent": self._open[-1].tag}
            self._fault(_("<%(tag)s> may not stand inside of <%(parent)s>.") % names)
        element = Element(tag, {}, line)
        for name, value in attrs:
            self._attribute(element, name, value or "")
        if tag == "img" and not (element.attributes.get("alt") and element.attributes.get("src")):
            self._fault(
                _("A picture needs its data (src) and words for those who cannot see (alt).")
            )
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or self._count > MOST_ELEMENTS:
            return
        if len(self._open) > 1 and self._open[-1].tag == tag:
            self._open.pop()
        elif len(self._open) <= MOST_DEPTH:
            self._fault(_("</%s> closes nothing that is open there.") % tag[:40])

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(_SPACES.sub(" ", data))

    def handle_comment(self, data: str) -> None:
        """Left out of the paper."""

    def handle_decl(self, decl: str) -> None:
        self._fault(_("A declaration may not stand in a design."))

    def unknown_decl(self, data: str) -> None:
        self._fault(_("A declaration may not stand in a design."))

    def handle_pi(self, data: str) -> None:
        self._fault(_("A declaration may not stand in a design."))

    def finish(self) -> None:
        self.close()
        for element in self._open[1:]:
            text = _("<%s> is never closed.") % element.tag
            self.faults.append(Fault(text, element.line))

    def _attribute(self, element: Element, name: str, value: str) -> None:
        if name.startswith("on"):
            self._fault(_("%s: programs may not stand in a design.") % name[:40])
        elif name not in ATTRIBUTES or (name == "src" and element.tag != "img"):
            self._fault(
                _("<%(tag)s> may not have %(name)s.")
                % {"tag": element.tag[:40], "name": name[:40] + (f'="{value[:80]}"' * bool(value))}
            )
        elif fault := _value_fault(name, value):
            self._fault(fault)
        else:
            element.attributes[name] = _SPACES.sub(" ", value).strip()

    def _fault(self, text: str) -> None:
        self.faults.append(Fault(text, self.getpos()[0]))

    def _once(self, text: str) -> None:
        if not any(fault.text == text for fault in self.faults):
            self._fault(text)


def _value_fault(name: str, value: str) -> str:
    """Why an attribute may not have this value; empty when it may."""
    if name == "src":
        return _source_fault(value)
    if name == "style":
        # A comment could be one for us and text for the printer, so that it hides something.
        comment = _("This may not stand in a style: %s") % "/*" if "/*" in value else ""
        return comment or next(iter(declaration_faults(value)), "")
    patterns = {"class": _CLASSES, "lang": _LANGUAGE, "colspan": _SPAN, "rowspan": _SPAN}
    if name in patterns and not patterns[name].fullmatch(" ".join(value.split())):
        return _("%(name)s: “%(value)s” cannot stand there.") % {"name": name, "value": value[:80]}
    return ""


def _source_fault(value: str) -> str:
    found = _PICTURE.fullmatch(value)
    if found is None:
        return _("Address that is not allowed: %s") % value[:200]
    try:
        body = base64.b64decode(found[2], validate=False)
    except binascii.Error:
        body = b""
    if not body.startswith(_SIGNATURES[found[1]]):
        return _("A picture is damaged, or is no PNG or JPEG.")
    return ""
