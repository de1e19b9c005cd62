"""The faces of all papers: where they lie, how wide a text is, which letters they lack."""

import functools
from collections.abc import Mapping
from pathlib import Path

from fontTools.ttLib import TTFont

from django.conf import settings

# Name of the asset in pdf.css -> file of Debian's fonts-liberation2, whose faces have the metrics
# of Times New Roman and Arial and all Vietnamese letters. Version 1 of the same fonts lacks 92.
FACES: Mapping[str, str] = {
    "serif": "LiberationSerif-Regular.ttf",
    "serif-bold": "LiberationSerif-Bold.ttf",
    "serif-italic": "LiberationSerif-Italic.ttf",
    "serif-bold-italic": "LiberationSerif-BoldItalic.ttf",
    "sans": "LiberationSans-Regular.ttf",
    "sans-bold": "LiberationSans-Bold.ttf",
}
POINTS_PER_MILLIMETER = 72 / 25.4
_SAFETY = 1.01


def font_path(face: str) -> Path:
    """Where the file of a face lies on this machine."""
    return Path(settings.PDF_FONT_DIR) / FACES[face]


def text_width(text: str, face: str, size: float) -> float:
    """Width in millimeters of one line, a little too large: kerning and rounding are unknown."""
    advances, units_per_em, missing = _metrics(font_path(face))
    units = sum(advances.get(ord(letter), missing) for letter in text)
    return units / units_per_em * size / POINTS_PER_MILLIMETER * _SAFETY


def letters_missing_in(face: str, letters: str) -> str:
    """Those of the letters that this face cannot print."""
    advances, _, _ = _metrics(font_path(face))
    return "".join(letter for letter in letters if ord(letter) not in advances)


def missing_letters(text: str) -> str:
    """Letters of the text that some face cannot print, each once, in order."""
    known = _letters_of(settings.PDF_FONT_DIR)
    unknown = {letter for letter in text if ord(letter) not in known and not letter.isspace()}
    return "".join(sorted(unknown))


def largest_size(text: str, face: str, width: float, sizes: tuple[float, ...]) -> float | None:
    """The first of the sizes at which the text fits into one line of that width."""
    return next((size for size in sizes if text_width(text, face, size) <= width), None)


def line_count(text: str, face: str, size: float, width: float) -> int:
    """Lines of a paragraph of that width, broken at spaces, and inside a word that fits nowhere."""
    space = text_width(" ", face, size)
    lines, used = 1, 0.0
    for word in text.split():
        length = text_width(word, face, size)
        if used and used + space + length > width:
            lines, used = lines + 1, length
        else:
            used += length + (space if used else 0.0)
        lines += int(used // width)
        used %= width
    return lines


@functools.cache
def _letters_of(folder: str) -> frozenset[int]:
    paths = (Path(folder) / file for file in FACES.values())
    return frozenset.intersection(*(frozenset(_metrics(path)[0]) for path in paths))


@functools.cache
def _metrics(path: Path) -> tuple[Mapping[int, int], int, int]:
    with TTFont(path, lazy=True) as font:
        widths = font["hmtx"].metrics
        advances = {code: widths[glyph][0] for code, glyph in font.getBestCmap().items()}
        return advances, font["head"].unitsPerEm, widths[".notdef"][0]
