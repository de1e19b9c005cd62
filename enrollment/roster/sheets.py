"""From rows of a sheet to rows of people: what is title, what is signature, what is whom."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from courses import vietnamese
from courses.spreadsheets import from_cell
from enrollment.roster import formats, headings, legacy
from enrollment.roster.formats import Cell, Line
from enrollment.roster.headings import Headings, column_letter, find_headings, text_of
from enrollment.roster.reading import Found, RosterUnreadable, check_rows

# How a line begins that stands below the people of a list.
FOOTERS: Final = re.compile(
    r"(tong cong|tong so|(tong|cong|total|sum)(?=[\s:]*([0-9]|$))"
    r"|nguoi lap|nguoi ghi|lap bang|thu truong|nguoi duyet|ky ten"
    r"|noi nhan|an dinh danh|danh sach nay|xac nhan|ngay\b.*\bthang\b.*\bnam|.*, ngay\b.*\bthang\b"
    r"|prepared by|signed)\b"
)
DAY: Final = re.compile(r"[0-9]{4}|[0-9]{1,4}([/.-][0-9]{1,4}){1,2}")
MOST_IN_FOOTER: Final = 4
MOST_NOTED: Final = 20


@dataclass
class Row:
    """One row of people: cells as they were read, and what somebody decided about it since."""

    line: int
    cells: list[Cell]
    # Field to text, typed over what the file says.
    fixed: dict[str, str] = field(default_factory=dict)
    left_out: bool = False
    # For a namesake: the public id of the person it is, or "other".
    same: str = ""


@dataclass
class Roster:
    """A whole list, as it is kept while it is being checked."""

    rows: list[Row]
    fields: dict[int, str]
    texts: dict[int, str]
    heading_line: int
    # Columns in an old encoding.
    encodings: dict[int, str]
    # Lines that are no people, with the beginning of what they say.
    ignored: list[tuple[int, str]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    # Of the columns in an old encoding, those that hold Unicode, too.
    mixed: list[int] = field(default_factory=list)
    # Whether somebody has agreed to have the old encodings written anew.
    convert: bool = False

    def column_of(self, name: str) -> int | None:
        return next((column for column, one in self.fields.items() if one == name), None)

    def heading(self, name: str) -> str:
        """What the file calls this field; empty if it has no such column."""
        column = self.column_of(name)
        return "" if column is None else self.heading_at(column)

    def heading_at(self, column: int) -> str:
        text = self.texts.get(column) or column_letter(column)
        encoding = self.encodings.get(column)
        return legacy.convert(text, encoding) if encoding else text

    @property
    def unmapped(self) -> list[str]:
        """Columns with contents that no field takes."""
        used = {c for row in self.rows for c, cell in enumerate(row.cells) if cell is not None}
        return [self.heading_at(column) for column in sorted(used - set(self.fields))]

    @property
    def notes(self) -> list[str]:
        """What was found about the file, in sentences."""
        notes = []
        if encoding := self.facts.get("encoding"):
            notes.append(_("Encoding of the file: %(encoding)s.") % {"encoding": encoding})
        for column, encoding in self.encodings.items():
            told = _("Column “%(column)s” is written in %(encoding)s.")
            values = {"column": self.heading_at(column), "encoding": legacy.NAMES[encoding]}
            notes.append(told % values)
        if unmapped := self.unmapped:
            told = _("Columns that are not used: %(columns)s.")
            notes.append(told % {"columns": "; ".join(unmapped)})
        for line, text in self.ignored:
            told = _("Line %(line)s is no person and was passed over: %(text)s")
            notes.append(told % {"line": line, "text": text})
        if others := self.facts.get("other_sheets"):
            told = _("Only the sheet “%(sheet)s” was read; there are %(others)s more.")
            notes.append(told % {"sheet": self.facts.get("sheet", ""), "others": others})
        return notes

    def text_at(self, row: Row, column: int, *, convert: bool | None = None) -> str:
        """The text as it would be stored; in Unicode when that was agreed to."""
        cell = row.cells[column] if column < len(row.cells) else None
        text = text_of(cell)
        encoding = self.encodings.get(column)
        if encoding and (self.convert if convert is None else convert):
            text = self._converted(cell, text, column, encoding)
        return from_cell(vietnamese.clean_text(text))

    def _converted(self, cell: Cell, text: str, column: int, encoding: str) -> str:
        is_mixed = column in self.mixed
        written = legacy.convert_cell(sample_of(cell), encoding, is_mixed=is_mixed)
        if written != text and self.fields.get(column) in NAMES:
            # These fonts had no capitals with accents: Ánh was typed as if it were ánh.
            return " ".join(word[:1].upper() + word[1:] for word in written.split())
        return written

    def is_legacy_at(self, row: Row, column: int) -> bool:
        """Whether this cell says something else once it is written anew."""
        if column not in self.encodings:
            return False
        return self.text_at(row, column, convert=False) != self.text_at(row, column, convert=True)


def roster_of(found: Found) -> Roster:
    """The people of a sheet; raises RosterUnreadable when nothing names people."""
    headings_ = find_headings(found.lines)
    if headings_ is None:
        raise RosterUnreadable("no_heading")
    rows, ignored = _divided(found.lines[headings_.below :], headings_)
    if not rows:
        raise RosterUnreadable("nobody")
    check_rows(len(rows))
    roster = Roster(
        rows=rows,
        fields=dict(headings_.fields),
        texts=dict(headings_.texts),
        heading_line=headings_.line,
        encodings={},
        ignored=ignored,
        facts=found.facts,
    )
    _find_encodings(roster)
    return roster


def sample_of(cell: Cell) -> legacy.Sample:
    if isinstance(cell, str):
        return legacy.Sample(cell)
    if cell and cell[0] == formats.TEXT:
        return legacy.Sample(str(cell[1]), str(cell[2]))
    return legacy.Sample("")


def _find_encodings(roster: Roster) -> None:
    width = max((len(row.cells) for row in roster.rows), default=0)
    for column in range(width):
        samples = [sample_of(row.cells[column]) for row in roster.rows if len(row.cells) > column]
        encoding = legacy.encoding_of_column(samples)
        if not encoding:
            continue
        is_mixed = legacy.has_unicode(samples)
        if is_mixed:
            roster.mixed.append(column)
        if any(legacy.convert_cell(s, encoding, is_mixed=is_mixed) != s.text for s in samples):
            roster.encodings[column] = encoding


def _divided(lines: Sequence[Line], headings_: Headings) -> tuple[list[Row], list[tuple[int, str]]]:
    """Rows of people, and what stands between and below them."""
    rows: list[Row] = []
    ignored: list[tuple[int, str]] = []
    is_below = False
    for number, cells in lines:
        is_below = is_below or _is_footer(cells, headings_)
        if _is_person(cells, headings_, sure=is_below):
            rows.append(Row(number, cells))
        elif len(ignored) < MOST_NOTED:
            words = " ".join(vietnamese.clean_text(text_of(cell)) for cell in cells if cell)
            ignored.append((number, words[:80]))
    return rows, ignored


def _is_footer(cells: Sequence[Cell], headings_: Headings) -> bool:
    filled = [cell for cell in cells if cell is not None]
    if len(filled) > MOST_IN_FOOTER or _has(cells, headings_, *BIRTHS, *PARTS):
        return False
    texts = (vietnamese.clean_text(text_of(cell)) for cell in filled)
    # Tống is a surname, tổng a sum.
    return any(
        FOOTERS.match(vietnamese.fold(text)) and not text.casefold().startswith("tống")
        for text in texts
    )


BIRTHS: Final = (headings.BIRTH, headings.BIRTH_MALE, headings.BIRTH_FEMALE)
# A date of birth in three columns.
PARTS: Final = (headings.BIRTH_DAY, headings.BIRTH_MONTH, headings.BIRTH_YEAR)
NAMES: Final = (
    headings.FULL_NAME,
    headings.FAMILY_NAMES,
    headings.MIDDLE_NAME,
    headings.GIVEN_NAME,
)


def _is_person(cells: Sequence[Cell], headings_: Headings, *, sure: bool) -> bool:
    """A name is enough among the people; below them it needs a birth or a number beside it."""
    has_name = _has(cells, headings_, *NAMES) or _has_day(cells, headings_)
    if sure:
        return has_name and _has(cells, headings_, *BIRTHS, *PARTS, headings.NUMBER)
    filled = sum(cell is not None for cell in cells)
    # A single cell aside from the names is a heading within the list, or a forgotten sign.
    return has_name or filled > 1


def _has_day(cells: Sequence[Cell], headings_: Headings) -> bool:
    """Somebody was born then, though nobody says who."""
    columns = [column for column, name in headings_.fields.items() if name in BIRTHS]
    return any(DAY.fullmatch(text_of(cells[c])) for c in columns if len(cells) > c)


def _has(cells: Sequence[Cell], headings_: Headings, *names: str) -> bool:
    columns = [column for column, name in headings_.fields.items() if name in names]
    return any(len(cells) > column and cells[column] is not None for column in columns)
