"""What stops printing is told at start: a font that is missing or lacks Vietnamese letters."""

from collections.abc import Sequence
from typing import Any

from fontTools.ttLib import TTLibError

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from courses.paper_fonts import FACES, font_path, letters_missing_in

# Letters that faces without Vietnamese lack first, and both cases of one that has no accent.
TRIAL_LETTERS = "ẰẴỮỴđĐ"


@register()
def check_print_fonts(
    app_configs: Sequence[AppConfig] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Errors certificates.E001, one for each face that papers cannot be printed in."""
    return [
        Error(
            f"The print font {font_path(face)} {fault}.",
            hint="Install the Debian package fonts-liberation2, or set PDF_FONT_DIR.",
            id="certificates.E001",
        )
        for face in FACES
        if (fault := _fault_of(face))
    ]


def _fault_of(face: str) -> str:
    try:
        missing = letters_missing_in(face, TRIAL_LETTERS)
    except (OSError, TTLibError):
        return "cannot be read"
    return f"has no letters {missing}" if missing else ""
