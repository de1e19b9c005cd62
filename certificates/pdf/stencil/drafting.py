"""The two probes as WeasyPrint draws them, their operators and fonts, side by side."""

import dataclasses
import functools
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pydyf
from weasyprint import HTML, Document
from weasyprint.text.fonts import get_hb_object_data

from certificates.pdf.stencil.alphabet import ALPHABET, LIGATURES
from certificates.pdf.stencil.drawing import (
    CODE,
    Operators,
    Run,
    find_runs,
    fold_code,
    operators_of,
)
from certificates.pdf.stencil.qr_operators import ONE_MODULE
from certificates.pdf.stencil.refusals import Unfit
from certificates.pdf.stencil.rows import Row
from certificates.pdf.stencil.structure import Objects, keep_first_pages

Parse = Callable[[str], HTML]
Draw = Callable[[HTML], tuple[Document, pydyf.PDF]]
# As Pango counts them.
_STYLES = ("normal", "oblique", "italic")


@dataclasses.dataclass(frozen=True)
class Draft:
    """A probe as it was drawn."""

    row: Row
    objects: Objects
    last: int  # greatest number of an object
    pages: tuple[Operators, ...]
    runs: tuple[tuple[Run, ...], ...]
    fonts: Mapping[str, Any]  # WeasyPrint's, by name
    language_of: Callable[[str], str | None]

    def changing_fonts(self) -> list[Any]:
        """Of the runs with a field in them; one too many does no harm."""
        names = {
            run.font
            for runs in self.runs
            for run in runs
            if any(field in run.text for field in self.row.fields)
        }
        return [self.fonts[name] for name in sorted(names)]


def draw_draft(draw: Draw, source: HTML, row: Row, pages: int | None = None) -> Draft:
    """All pages, or the first of them when the alphabet stands behind."""
    document, pdf = draw(source)
    objects = keep_first_pages(pdf, pages or pdf.pages["Count"])
    operators = tuple(fold_code(operators_of(stream), ONE_MODULE) for stream in objects.contents)
    if sum(page.count(CODE) for page in operators) != 1:
        raise Unfit("code")
    fonts = {font.hash: font for font in document.fonts.values()}
    if len(fonts) != len(document.fonts):
        raise Unfit("fonts")
    letters = {name: font.to_unicode for name, font in fonts.items()}
    return Draft(
        row=row,
        objects=objects,
        last=len(pdf.objects) - 1,
        pages=operators,
        runs=tuple(tuple(find_runs(page, letters)) for page in operators),
        fonts=fonts,
        language_of=functools.partial(_language_of, source.etree_element),
    )


def add_alphabet(source: HTML, fonts: list[Any]) -> None:
    """Behind the last page, outside its body: every glyph that a row may need, in these faces."""
    block = SubElement(source.etree_element, "div", {"style": "break-before: page; display: block"})
    for font in fonts:
        style = f"font: {_STYLES[font.style]} {font.weight} 12pt '{font.family}'"
        SubElement(block, "p", {"style": style}).text = " ".join([ALPHABET, *LIGATURES])


def full_file(font: Any) -> bytes:
    """The font before WeasyPrint took the unused glyphs away."""
    return bytes(get_hb_object_data(font.hb_face))


def _language_of(root: Element, text: str) -> str | None:
    """The language declared for the element in which this text stands."""

    def search(element: Element, language: str | None) -> tuple[bool, str | None]:
        language = element.get("lang", language)
        if text in (element.text or ""):
            return True, language
        for child in element:
            found, inner = search(child, language)
            if found:
                return True, inner
            if text in (child.tail or ""):
                return True, language
        return False, None

    body = root.find("body")
    return search(root if body is None else body, root.get("lang"))[1]
