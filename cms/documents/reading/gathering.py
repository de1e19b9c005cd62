"""Text as it is gathered: piece by piece, until it is enough or time is up."""

import time
import unicodedata
from typing import Final

from courses import vietnamese
from enrollment.roster import legacy
from enrollment.roster.legacy import Sample

MOST_CHARACTERS: Final = 1_000_000
CPU_SECONDS: Final = 15.0
LONGEST_LINE: Final = 20_000


class Unreadable(Exception):
    """There is no text; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Gathered:
    """What has been read so far; `is_full` when the rest is left where it is."""

    def __init__(
        self, most_characters: int = MOST_CHARACTERS, cpu_seconds: float = CPU_SECONDS
    ) -> None:
        self.pieces: list[str] = []
        self.pages: int | None = None
        self.left = most_characters
        self.deadline = time.process_time() + cpu_seconds
        self.is_cut = False

    def add(self, text: str) -> None:
        if len(text) > self.left:
            text, self.is_cut = text[: self.left], True
        self.left -= len(text)
        self.pieces.append(text)

    def end_line(self) -> None:
        self.add("\n")

    def is_full(self) -> bool:
        """Asked before each further piece; what is left unread then makes the text a part."""
        if self.left <= 0 or time.process_time() > self.deadline:
            self.is_cut = True
        return self.is_cut

    def text(self) -> str:
        """Clean lines: in Unicode whatever the fonts were, without what no database takes."""
        joined = "".join(self.pieces)
        # Half of a pair of surrogates is no letter.
        joined = joined.encode("utf-8", "replace").decode()
        lines = [vietnamese.clean_text(line[:LONGEST_LINE]) for line in joined.splitlines()]
        lines = [line for line in lines if line]
        encoding = legacy.encoding_of_texts(lines[: legacy.MOST_SAMPLES])
        if encoding:
            lines = [legacy.convert_cell(Sample(line), encoding) for line in lines]
        return unicodedata.normalize("NFC", "\n".join(lines))
