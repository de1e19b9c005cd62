"""The faces that papers are printed in: where they lie, how wide a text is, which letters they lack."""

import functools
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

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


def font_path(face: str) -> Path:
    return Path(settings.PDF_FONT_DIR) / FACES[face]


def text_width(text: str, face: str, size: float) -> float:
    """Width in millimeters when set in one line, without kerning."""
    advances, units_per_em, missing = _metrics(font_path(face))
    units = sum(advances.get(ord(letter), missing) for letter in text)
    return units / units_per_em * size / POINTS_PER_MILLIMETER


def missing_letters(text: str) -> str:
    """Letters of the text that some face cannot print, each once, in order."""
    wanted = {letter for letter in text if letter.isprintable() and not letter.isspace()}
    known = functools.reduce(
        set.intersection, (set(_metrics(font_path(face))[0]) for face in FACES)
    )
    return "".join(sorted(letter for letter in wanted if ord(letter) not in known))


def largest_size(text: str, face: str, width: float, sizes: tuple[float, ...]) -> float | None:
    """The first of the sizes at which the text fits into one line of that width."""
    return next((size for size in sizes if text_width(text, face, size) <= width), None)


@functools.cache
def _metrics(path: Path) -> tuple[Mapping[int, int], int, int]:
    with TTFont(path, lazy=True) as font:
        widths = font["hmtx"].metrics
        advances = {code: widths[glyph][0] for code, glyph in font.getBestCmap().items()}
        return advances, font["head"].unitsPerEm, widths[".notdef"][0]
