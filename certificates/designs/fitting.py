"""How large a text may be, so that it takes no more than so many lines and no word is broken."""

import dataclasses
import functools
import re
from typing import Final

from courses.paper_fonts import FACES, POINTS_PER_MILLIMETER, line_count, text_width

# A single word that no line could hold shrinks down to this, rather than break.
LEAST_POINTS: Final = 3
_RANGE = re.compile(r"(\d{1,2}(?:\.5)?)(?:-(\d{1,2}(?:\.5)?))?")
LARGEST_POINTS: Final = 60
MOST_LINES: Final = 6

Runs = tuple[tuple[str, str], ...]  # texts with their faces


@dataclasses.dataclass(frozen=True)
class Room:
    """What a box grants its text: a width in millimeters, and sizes for each number of lines."""

    width: float
    sizes: tuple[tuple[float, ...], ...]  # first for one line, then for two ...
    face: str = "serif"
    spacing: float = 0.0  # points between letters

    @property
    def tallest(self) -> tuple[int, float]:
        """The (lines, size) that need most height."""
        return max(
            ((lines, sizes[0]) for lines, sizes in enumerate(self.sizes, 1)),
            key=lambda pair: pair[0] * pair[1],
        )


def read_sizes(text: str, lines: int) -> tuple[tuple[float, ...], ...] | None:
    """`"17-14 14-10"`: one line from 17 points down to 14, then two from 14 down to 10."""
    ranges = [_RANGE.fullmatch(word) for word in text.split()]
    if not ranges or None in ranges or len(ranges) > lines:
        return None
    read = []
    for found in filter(None, ranges):
        largest = float(found[1])
        smallest = float(found[2] or largest)
        if not LEAST_POINTS <= smallest <= largest <= LARGEST_POINTS:
            return None
        read.append(_steps(largest, smallest))
    return tuple(read + [read[-1]] * (lines - len(read)))


def _steps(largest: float, smallest: float) -> tuple[float, ...]:
    """Whole points apart, so that certificates share few skeletons."""
    return tuple(largest - step for step in range(int(largest - smallest) + 1))


def face_of(base: str, *, bold: bool, italic: bool) -> str:
    """The face of a text inside of `<b>` or `<i>`; the sans serif family has no italics."""
    family = base.split("-")[0]
    parts = [family]
    if bold or "bold" in base:
        parts.append("bold")
    if italic or "italic" in base:
        parts.append("italic")
    name = "-".join(parts)
    return name if name in FACES else "-".join(part for part in parts if part != "italic")


def fit(runs: Runs, room: Room) -> tuple[int, float] | None:
    """(lines, size) of the text at its largest; None when it does not fit at any size."""
    width = sum(unit_width(text, face) for text, face in runs)
    letters = sum(len(text) for text, _ in runs) if room.spacing else 0
    free = room.width - letters * room.spacing / POINTS_PER_MILLIMETER
    for size in room.sizes[0]:
        if width * size <= free:
            return 1, size
    return _fit_wrapped(runs, room)


def _fit_wrapped(runs: Runs, room: Room) -> tuple[int, float] | None:
    text = "".join(text for text, _ in runs)
    face = _widest_face(runs, room.face)
    longest = max((unit_width(word, face) for word in text.split()), default=0.0)
    most = len(room.sizes)
    for lines, sizes in enumerate(room.sizes[1:], 2):
        for size in sizes:
            if longest * size <= room.width and line_count(text, face, size, room.width) <= lines:
                return lines, size
    smallest = room.sizes[-1][-1]
    if longest * smallest <= room.width:
        return None
    for size in _steps(smallest - 1, LEAST_POINTS):
        if longest * size <= room.width:
            lines = line_count(text, face, size, room.width)
            return (lines, size) if lines <= most else None
    return None


def balanced(text: str, face: str, lines: int) -> list[str]:
    """Words on so many lines of nearly one length: no single word is left for the last."""
    words, widths = text.split(), [unit_width(f"{word} ", face) for word in text.split()]
    broken: list[str] = []
    while words and len(broken) < lines - 1:
        wanted = sum(widths) / (lines - len(broken))
        count, width = 1, widths[0]
        while count < len(words) and abs(width + widths[count] - wanted) <= abs(width - wanted):
            width += widths[count]
            count += 1
        broken.append(" ".join(words[:count]))
        words, widths = words[count:], widths[count:]
    return [*broken, " ".join(words)] if words else broken


def _widest_face(runs: Runs, base: str) -> str:
    """Lines are counted as if all were in the heaviest face."""
    return face_of(base, bold=any("bold" in face for _, face in runs), italic=False)


@functools.lru_cache(maxsize=8192)
def unit_width(text: str, face: str) -> float:
    """Width of a line in millimeters for each point of size."""
    return text_width(text, face, 1)
