"""The fixed table of what a paper may name: fonts, drawings and the one print style sheet."""

import functools
from pathlib import Path

from courses.paper_fonts import FACES, font_path

Assets = dict[str, tuple[bytes, str]]

_PRINT_FOLDER = Path(__file__).resolve().parents[1] / "static" / "certificates"


@functools.cache
def shipped_assets() -> Assets:
    """Read once per process; a template can name nothing else."""
    fonts = {f"{face}.ttf": (font_path(face).read_bytes(), "font/ttf") for face in FACES}
    drawings = {
        path.name: (path.read_bytes(), "image/svg+xml")
        for path in sorted((_PRINT_FOLDER / "art").glob("*.svg"))
    }
    return fonts | drawings


@functools.cache
def read_style() -> str:
    return (_PRINT_FOLDER / "pdf.css").read_text(encoding="utf-8")
