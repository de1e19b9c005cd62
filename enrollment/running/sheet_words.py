"""What is typed from a signed sheet: "absent: 4, 17, 23", in English and Vietnamese."""

import re
from dataclasses import dataclass, field
from typing import Final

from courses import vietnamese
from enrollment.models import Attendance

Mark = Attendance.Mark

# Without accents and capitals; the single letters are those of the filled sheet.
WORDS: Final[dict[str, str]] = {
    **dict.fromkeys(("absent", "a", "vang", "k", "khong phep", "vang khong phep"), Mark.ABSENT),
    **dict.fromkeys(("excused", "e", "p", "co phep", "phep", "vang co phep"), Mark.EXCUSED),
    **dict.fromkeys(("late", "l", "muon", "tre", "m", "di muon", "den muon"), Mark.LATE),
    **dict.fromkeys(("left", "left early", "early", "s", "som", "ve som"), Mark.LEFT_EARLY),
}
NOBODY: Final = ("", "none", "nobody", "khong", "khong ai", "khong co", "0", "-")
WITH_MINUTES: Final = (Mark.LATE, Mark.LEFT_EARLY)
MOST_MINUTES: Final = 600
LONGEST_NUMBER: Final = 4

_LINES: Final = re.compile(r"[\n;]")
_BEFORE_COLON: Final = re.compile(r"([^\d:]*?)\s*(\d{1,3})?\s*(?:'|’|min|minutes|phut|ph)?\s*")
# "4 - 7" is one range, whatever stands around its hyphen.
_RANGE: Final = re.compile(r"\s*[-–—]\s*")
_BETWEEN: Final = re.compile(r"[\s,.]+(?:and\s+|va\s+)?")
_NUMBERS: Final = re.compile(r"(\d+)(?:-(\d+))?")


@dataclass(frozen=True)
class Entry:
    """One row of the sheet that is not simply present."""

    number: int
    mark: str
    minutes: int | None = None


@dataclass(frozen=True)
class Problem:
    """What could not be read, with a stable code; `typed` is the part that it is about."""

    code: str
    typed: str
    line: int


@dataclass
class Reading:
    """All that was understood, and all that was not."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_sheet(typed: str, *, last_number: int) -> Reading:
    """Read line by line; a line without a word before it means those who were absent."""
    reading = Reading()
    for line, text in enumerate(_LINES.split(typed), 1):
        _read_line(reading, text, line, last_number)
    seen: set[int] = set()
    for entry in reading.entries:
        if entry.number in seen:
            reading.problems.append(Problem("double", str(entry.number), 0))
        seen.add(entry.number)
    return reading


def _read_line(reading: Reading, text: str, line: int, last_number: int) -> None:
    head, colon, tail = text.partition(":")
    mark, minutes = (Mark.ABSENT.value, None) if not colon else _read_head(head)
    if not mark:
        reading.problems.append(Problem("unknown_word", head.strip(), line))
        return
    if minutes is not None and (mark not in WITH_MINUTES or not 0 < minutes <= MOST_MINUTES):
        reading.problems.append(Problem("wrong_minutes", head.strip(), line))
        return
    numbers = tail if colon else head
    if vietnamese.fold(numbers).strip() in NOBODY and (colon or not numbers.strip()):
        return
    for part in filter(None, _BETWEEN.split(_RANGE.sub("-", vietnamese.fold(numbers)))):
        _read_part(reading, part, (mark, minutes), line, last_number)


def _read_head(head: str) -> tuple[str, int | None]:
    """The mark and the minutes before the colon, as in "late 15"; no mark for another word."""
    found = _BEFORE_COLON.fullmatch(vietnamese.fold(head).strip())
    if not found:
        return "", None
    return str(WORDS.get(found[1].strip(), "")), int(found[2]) if found[2] else None


def _read_part(
    reading: Reading, part: str, meant: tuple[str, int | None], line: int, last_number: int
) -> None:
    found = _NUMBERS.fullmatch(part)
    if not found or any(len(one) > LONGEST_NUMBER for one in found.groups("")):
        reading.problems.append(Problem("no_number", part[:40], line))
        return
    first, last = int(found[1]), int(found[2] or found[1])
    if not 1 <= first <= last <= last_number:
        reading.problems.append(Problem("wrong_number", part, line))
        return
    mark, minutes = meant
    reading.entries += [Entry(number, mark, minutes) for number in range(first, last + 1)]
