"""From a table to rows with a person and scores; which column is which is told by its heading."""

from dataclasses import dataclass, field
from typing import Any, Final

from courses import vietnamese
from courses.spreadsheets import from_cell
from enrollment.roster import formats, headings, legacy
from enrollment.roster.people import person_of
from enrollment.roster.reading import Found, RosterUnreadable
from enrollment.roster.sheets import Roster, roster_of
from enrollment.roster.sheets import Row as RosterRow

NUMBER: Final = headings.NUMBER
NAME: Final = headings.FULL_NAME
BIRTH: Final = headings.BIRTH
AGENCY: Final = headings.AGENCY
SCORE: Final = "score"
MOST_ATTEMPTS: Final = 3

# Without accents and without what stands in brackets; 0 is the attempt that the sheet is for.
WORDS: Final = {
    0: "diem|diem so|so diem|diem bang so|diem thi|diem kiem tra|diem bai thi|diem bai kiem tra"
    "|diem thu hoach|diem bai thu hoach|diem tong ket|diem tb|diem trung binh|tong diem|ket qua"
    "|ket qua thi|ket qua kiem tra|diem ket luan|diem cuoi khoa|score|scores|mark|marks|grade"
    "|points|result|test|test score|final score|bang so",
    1: "diem lan 1|lan 1|diem thi lan 1|diem kiem tra lan 1|kiem tra lan 1|diem 1|lan thu nhat"
    "|diem lan thu nhat|first score|score 1|first attempt|attempt 1|score attempt 1",
    2: "diem lan 2|lan 2|diem thi lan 2|diem kiem tra lan 2|kiem tra lan 2|diem 2|lan thu hai"
    "|diem lan thu hai|diem thi lai|thi lai|diem kiem tra lai|kiem tra lai|second score|score 2"
    "|second attempt|attempt 2|score attempt 2|resit|retake",
    3: "diem lan 3|lan 3|diem thi lan 3|diem kiem tra lan 3|kiem tra lan 3|diem 3|lan thu ba"
    "|diem lan thu ba|third score|score 3|third attempt|attempt 3|score attempt 3",
}
ATTEMPT_OF: Final = {word: number for number, words in WORDS.items() for word in words.split("|")}
FORMULA: Final = "="


@dataclass
class Row:
    """One row: what it says of a person and of scores, and what somebody decided about it."""

    line: int
    # By field; scores by `score_key`.
    cells: dict[str, str]
    # Typed over what the file says.
    fixed: dict[str, str] = field(default_factory=dict)
    # The public id of the enrollment that is meant, once somebody has said so.
    same: str = ""
    left_out: bool = False

    def text(self, name: str) -> str:
        return self.fixed.get(name, self.cells.get(name, ""))

    def as_json(self) -> dict[str, Any]:
        kept: dict[str, Any] = {"line": self.line, "cells": self.cells}
        extra = {"fixed": self.fixed, "same": self.same, "left_out": self.left_out}
        return kept | {name: value for name, value in extra.items() if value}


@dataclass(frozen=True)
class ScoreSheet:
    rows: list[Row]
    # What was found out about the file, in sentences.
    notes: list[str]


def score_key(attempt: int) -> str:
    return f"{SCORE}_{attempt}"


def sheet_of(found: Found, *, attempt: int) -> ScoreSheet:
    """Rows of a score sheet; `attempt` is meant where a heading says no more than “Điểm”.

    Raises RosterUnreadable when nothing names people or nothing announces a score.
    """
    roster = roster_of(found)
    # Names are only compared here, so old encodings are written anew without asking.
    roster.convert = True
    texts = dict(roster.texts)
    if is_double := _has_second_line(roster):
        texts |= _second_line(roster)
    columns = _score_columns(texts, attempt)
    if not columns:
        raise RosterUnreadable("no_score_heading")
    roster.fields |= {column: score_key(number) for column, number in columns.items()}
    rows = [_row(roster, row, columns) for row in roster.rows[is_double:]]
    return ScoreSheet(rows, roster.notes)


def _has_second_line(roster: Roster) -> bool:
    """“Lần 1” and “Lần 2” below one “Điểm”."""
    if not roster.rows or roster.rows[0].line != roster.heading_line + 1:
        return False
    texts = _second_line(roster)
    return bool(texts) and all(_attempt_of(text) is not None for text in texts.values())


def _second_line(roster: Roster) -> dict[int, str]:
    cells = enumerate(roster.rows[0].cells)
    texts = {column: vietnamese.clean_text(headings.text_of(cell)) for column, cell in cells}
    return {column: text for column, text in texts.items() if text}


def _score_columns(texts: dict[int, str], attempt: int) -> dict[int, int]:
    """Column and attempt; a heading that names its attempt stands above one that does not."""
    announced = {column: _attempt_of(text) for column, text in sorted(texts.items())}
    columns: dict[int, int] = {}
    for column, number in announced.items():
        if number and number not in columns.values():
            columns[column] = number
    plain = [column for column, number in announced.items() if number == 0]
    if plain and attempt < min(columns.values(), default=MOST_ATTEMPTS + 1):
        columns[plain[0]] = attempt
    return columns


def _attempt_of(text: str) -> int | None:
    """Which attempt a heading announces, None for no score; old encodings are seen through."""
    written = (text, *(legacy.convert(text, one) for one in legacy.NAMES))
    found = (_attempt_of_words(headings.plain(one)) for one in written)
    return next((number for number in found if number is not None), None)


def _attempt_of_words(words: str) -> int | None:
    if words in ATTEMPT_OF:
        return ATTEMPT_OF[words]
    parts = words.split()
    # Two languages in one heading say the same; “Điểm – Lần 2” says it twice.
    for cut in range(1, len(parts)):
        first = ATTEMPT_OF.get(" ".join(parts[:cut]))
        second = ATTEMPT_OF.get(" ".join(parts[cut:]))
        if first is not None and second is not None:
            return max(first, second)
    return None


def _row(roster: Roster, row: RosterRow, columns: dict[int, int]) -> Row:
    person = person_of(roster, row)
    number = roster.column_of(NUMBER)
    cells = {
        NUMBER: "" if number is None else _text(roster, row, number),
        NAME: person.full_name,
        BIRTH: person.birth_shown,
        AGENCY: person.agency,
    }
    for column, attempt in columns.items():
        cells[score_key(attempt)] = _text(roster, row, column)
    return Row(row.line, {name: text for name, text in cells.items() if text})


def _text(roster: Roster, row: RosterRow, column: int) -> str:
    cell = row.cells[column] if column < len(row.cells) else None
    if isinstance(cell, list) and cell[0] == formats.FORMULA:
        return FORMULA
    if isinstance(cell, list) and cell[0] == formats.NUMBER:
        return str(cell[1])
    return from_cell(roster.text_at(row, column))
