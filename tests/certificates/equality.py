"""Whether a filled sheet is what WeasyPrint draws of the same row: the gate of the stencil."""

import functools
import io
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from tests.certificates import papers

# Of a pixel; numbers in a PDF have six digits.
MAX_MOVE = 1e-5
RESOLUTION = 110
_MATRIX = re.compile(rb"(.*) (-?[\d.]+) (-?[\d.]+ Tm)")
_FONT = re.compile(rb"(/\w+) [\d.]+ Tf")
_GLYPHS = re.compile(rb"<([0-9a-f]+)>")
_MEANING = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")
_MARKED = re.compile(rb"<</MCID (\d+)>>")


def differences(ours: bytes, theirs: bytes) -> list[str]:
    """What a reader of the two files could tell apart; empty when they are equal."""
    with pikepdf.open(io.BytesIO(ours)) as one, pikepdf.open(io.BytesIO(theirs)) as other:
        if len(one.pages) != len(other.pages):
            return ["pages"]
        found = []
        for page, twin in zip(one.pages, other.pages, strict=True):
            found += _drawing_differences(page, twin)
            if not _ids_are_known(one, page):
                found.append("marked content without an element")
        for name, view in VIEWS.items():
            if view(one) != view(other):
                found.append(name)
        return found


def look_the_same(ours: bytes, theirs: bytes) -> bool:
    """Pixel by pixel."""
    return papers.picture_of(ours, RESOLUTION) == papers.picture_of(theirs, RESOLUTION)


def _drawing_differences(page: pikepdf.Page, twin: pikepdf.Page) -> list[str]:
    lines, others = (p.Contents.read_bytes().split(b"\n") for p in (page, twin))
    if len(lines) != len(others):
        return ["number of operators"]
    different = [
        f"operator: {line[:60]!r}"
        for line, other in zip(lines, others, strict=True)
        if line != other and not _is_same_place(line, other)
    ]
    return different or _font_differences(page, twin, list(_used_glyphs(lines)))


def _is_same_place(line: bytes, other: bytes) -> bool:
    here, there = _MATRIX.fullmatch(line), _MATRIX.fullmatch(other)
    if not here or not there or here.group(1, 3) != there.group(1, 3):
        return False
    return abs(float(here[2]) - float(there[2])) <= MAX_MOVE


def _used_glyphs(lines: list[bytes]) -> Iterator[tuple[str, int]]:
    font = ""
    for line in lines:
        if chosen := _FONT.fullmatch(line):
            font = chosen[1].decode()
        elif line.endswith(b"TJ"):
            for glyphs in _GLYPHS.findall(line):
                for start in range(0, len(glyphs), 4):
                    yield font, int(glyphs[start : start + 4], 16)


def _font_differences(
    page: pikepdf.Page, twin: pikepdf.Page, used: list[tuple[str, int]]
) -> list[str]:
    """Each glyph on the page means the same, is as wide, and is drawn in the embedded font."""
    fonts = {font for font, _glyph in used}
    here, there = (
        {font: _facts_of(p.Resources.Font[font]) for font in fonts} for p in (page, twin)
    )
    found = []
    for font, glyph in sorted(set(used)):
        facts = here[font](glyph)
        if facts != there[font](glyph) or None in facts:
            found.append(f"glyph {glyph} of {font}")
    return found


def _facts_of(font: pikepdf.Object) -> Callable[[int], tuple[Any, ...]]:
    """What is known of each glyph: name of the font, meaning, width, outline."""
    body = font.DescendantFonts[0]
    meanings = _meanings(font.ToUnicode.read_raw_bytes())
    widths = _widths(body.W.unparse())
    outlines = _outlines(body.FontDescriptor.FontFile2.read_raw_bytes())
    name = str(font.BaseFont).partition("+")[2]
    return lambda glyph: (name, meanings.get(glyph), widths.get(glyph), outlines(glyph))


@functools.lru_cache(64)
def _meanings(stream: bytes) -> dict[int, bytes]:
    return {int(glyph, 16): text for glyph, text in _MEANING.findall(zlib.decompress(stream))}


@functools.lru_cache(64)
def _widths(listed: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for first, widths in re.findall(r"(\d+) \[ ?([^\]]*)\]", listed.decode()):
        found.update(enumerate(widths.split(), int(first)))
    return found


@functools.lru_cache(64)
def _outlines(stream: bytes) -> Callable[[int], Any]:
    font = TTFont(io.BytesIO(zlib.decompress(stream)))
    glyphs, table = font.getGlyphSet(), font["glyf"]

    @functools.cache
    def outline(glyph: int) -> Any:
        """None for a glyph that was left out; a space has no contours, but a width."""
        name = font.getGlyphName(glyph)
        if name not in table.glyphs or (
            not table[name].numberOfContours and font["hmtx"][name][0] == 0
        ):
            return None
        pen = DecomposingRecordingPen(glyphs)
        glyphs[name].draw(pen)
        return tuple(pen.value)

    return outline


def _ids_are_known(pdf: pikepdf.Pdf, page: pikepdf.Page) -> bool:
    """Every marked content is in the parent tree, at the place of its id."""
    ids = sorted(int(found) for found in _MARKED.findall(page.Contents.read_bytes()))
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    tree = {int(numbers[n]): numbers[n + 1] for n in range(0, len(numbers), 2)}
    return ids == list(range(len(tree[int(page.StructParents)])))


def _structure(pdf: pikepdf.Pdf) -> Any:
    def branch(element: Any) -> Any:
        if not isinstance(element, pikepdf.Dictionary):
            return int(element)
        facts = {name: str(element[name]) for name in ("/S", "/Alt", "/T") if name in element}
        place = element["/A"].unparse() if "/A" in element else b""
        children = [branch(child) for child in element.get("/K", [])]
        return tuple(facts.items()), place, children

    return [branch(element) for element in pdf.Root.StructTreeRoot.K]


def _metadata(pdf: pikepdf.Pdf) -> bytes:
    return pdf.Root.Metadata.read_bytes() if "/Metadata" in pdf.Root else b""


def _information(pdf: pikepdf.Pdf) -> dict[str, str]:
    return {name: str(value) for name, value in pdf.docinfo.items()}


def _bookmarks(pdf: pikepdf.Pdf) -> list[str]:
    with pdf.open_outline() as outline:
        return [entry.title for entry in outline.root]


def _catalog(pdf: pikepdf.Pdf) -> dict[str, str]:
    intents = pdf.Root.get("/OutputIntents", [])
    return {
        "language": str(pdf.Root.get("/Lang")),
        "marked": str(pdf.Root.get("/MarkInfo")),
        "shown title": str(pdf.Root.get("/ViewerPreferences")),
        "intents": str([str(intent.OutputConditionIdentifier) for intent in intents]),
        "profiles": str([intent.DestOutputProfile.read_bytes() for intent in intents]),
        "version": pdf.pdf_version,
        "names": str(sorted(pdf.Root.keys())),
    }


VIEWS = {
    "structure": _structure,
    "metadata": _metadata,
    "information": _information,
    "bookmarks": _bookmarks,
    "catalog": _catalog,
}
