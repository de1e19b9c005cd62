"""What a row says of a person, by the rules of the forms: cleaned, or refused with the column."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses import vietnamese
from courses.dates import birth_text, short_date
from courses.forms.fields import LineField
from enrollment.forms.fields import Birth, BirthField, NameField
from enrollment.models import Trainee
from enrollment.models.people import normal_email
from enrollment.roster import formats, headings, legacy
from enrollment.roster.formats import Cell
from enrollment.roster.sheets import BIRTHS, NAMES, PARTS, Roster, Row

FIXABLE: Final = (
    headings.FULL_NAME,
    headings.BIRTH,
    headings.GENDER,
    headings.POSITION,
    headings.AGENCY,
    headings.EMAIL,
)
# These columns are used beyond being kept as text.
TYPED: Final = {
    *NAMES,
    *BIRTHS,
    *PARTS,
    *FIXABLE,
    headings.PHONE,
    headings.IDENTITY,
    headings.STAFF,
}
GENDERS: Final = {
    "nam": Trainee.Gender.MALE,
    "male": Trainee.Gender.MALE,
    "m": Trainee.Gender.MALE,
    "ong": Trainee.Gender.MALE,
    "nu": Trainee.Gender.FEMALE,
    "female": Trainee.Gender.FEMALE,
    "f": Trainee.Gender.FEMALE,
    "ba": Trainee.Gender.FEMALE,
}
TICKS: Final = {"x", "v", "1", "✓", "✔", "☑", "true", "co", "yes"}
NOTHING: Final = {"-", "–", "—", "...", "…", "/"}
# What spreadsheets print where a value went wrong, and long numbers that they cut.
SPOILT: Final = re.compile(r"#(REF|N/A|NAME\?|VALUE|DIV/0|NUM|NULL)!?|Err:[0-9]+", re.IGNORECASE)
SPOILT_STARTS: Final = ("#", "E", "e")
SHORTENED: Final = re.compile(r"[0-9]+([.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
MIDNIGHT: Final = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")
YEAR_FIRST: Final = re.compile(r"([12][0-9]{3}) ?[/.-] ?([0-9]{1,2}) ?[/.-] ?([0-9]{1,2})")
# A year typed into a cell for dates becomes a day of that time: 1900 days after 1900 and more.
SPOILT_YEARS: Final = (dt.date(1905, 3, 14), dt.date(1905, 8, 31))
MONTH_AND_YEAR: Final = re.compile(r"[0-9]{1,2}\s*[/.-]\s*([12][0-9]{3})")
# Numbers of that length lost their zero when somebody typed them as a number.
LOST_ZERO: Final = {headings.PHONE: 9, headings.IDENTITY: 11, headings.STAFF: 0}
CUT_PHONE: Final = re.compile(r"[1-9][0-9]{8}")
ID_LENGTHS: Final = (9, 12)

_NAME: Final = NameField()
_BIRTH: Final = BirthField(required=False)
_POSITION: Final = LineField(max_length=200, required=False)
_EMAIL: Final = forms.EmailField(required=False, max_length=254)


@dataclass
class Person:
    """One row, understood as far as it goes."""

    full_name: str = ""
    birth: Birth = field(default_factory=lambda: Birth(None, None))
    gender: str = ""
    position: str = ""
    agency: str = ""
    email: str = ""
    # The other columns as text, by their headings.
    values: dict[str, str] = field(default_factory=dict)
    # Field, its heading, and what is wrong.
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # Names of the encodings in which this row is still written.
    encodings: set[str] = field(default_factory=set)

    @property
    def birth_text(self) -> str:
        """As a machine reads it: a day, a year, or nothing."""
        return self.birth.date.isoformat() if self.birth.date else str(self.birth.year or "")

    @property
    def birth_shown(self) -> str:
        """As people read it."""
        return birth_text(self.birth.date, self.birth.year)


def person_of(roster: Roster, row: Row) -> Person:
    """Everything the row says, with each fault on its own."""
    return _Reader(roster, row).read()


def typed_of(roster: Roster, row: Row) -> dict[str, str]:
    """The boxes in which a row can be mended, with what stands in them now."""
    return _Reader(roster, row).typed()


class _Reader:
    def __init__(self, roster: Roster, row: Row) -> None:
        self.roster, self.row, self.person = roster, row, Person()
        self.columns = {name: column for column, name in roster.fields.items()}

    def read(self) -> Person:
        self._check_cells()
        person = self.person
        person.full_name = self._clean(_NAME, headings.FULL_NAME, self._name())
        person.birth, person.gender = self._birth_and_gender()
        person.position = self._clean(_POSITION, headings.POSITION)
        person.agency = self._text(headings.AGENCY)
        person.email = normal_email(self._clean(_EMAIL, headings.EMAIL))
        person.values = self._values()
        return person

    def typed(self) -> dict[str, str]:
        texts = {name: self._text(name) for name in FIXABLE}
        texts[headings.FULL_NAME] = self._name()
        if headings.BIRTH not in self.row.fixed:
            texts[headings.BIRTH] = self._typed_birth()
        if headings.GENDER not in self.row.fixed and not texts[headings.GENDER]:
            texts[headings.GENDER] = self._birth_and_gender()[1]
        return texts

    def _typed_birth(self) -> str:
        """As people write it, day first."""
        for name in BIRTHS:
            cell, text = self._cell(name), self._text(name)
            if cell and not isinstance(cell, str) and cell[0] == formats.DATE:
                return short_date(dt.date.fromisoformat(str(cell[1])[:10]))
            if name == headings.BIRTH and (joined := self._joined_birth()):
                return joined
            if text and not (name != headings.BIRTH and vietnamese.fold(text) in TICKS):
                return text
        return ""

    def _cell(self, name: str) -> Cell:
        column = self.columns.get(name)
        if column is None or column >= len(self.row.cells):
            return None
        return self.row.cells[column]

    def _text(self, name: str) -> str:
        """What was typed over it, else what the file says; a dash says nothing."""
        if name in self.row.fixed:
            return vietnamese.clean_text(self.row.fixed[name])
        column = self.columns.get(name)
        text = "" if column is None else self.roster.text_at(self.row, column)
        return "" if text in NOTHING else text

    def _name(self) -> str:
        if headings.FULL_NAME in self.row.fixed or headings.FULL_NAME in self.columns:
            return self._text(headings.FULL_NAME)
        parts = (headings.FAMILY_NAMES, headings.MIDDLE_NAME, headings.GIVEN_NAME)
        return " ".join(text for text in map(self._text, parts) if text)

    def _fault(self, name: str, message: str) -> None:
        heading = self.roster.heading(name) or self._heading_of_name(name)
        self.person.problems.append((name, heading, message))

    def _heading_of_name(self, name: str) -> str:
        """Of what was put together from several columns, the one that is there."""
        part = {headings.FULL_NAME: headings.GIVEN_NAME, headings.BIRTH: headings.BIRTH_YEAR}
        return self.roster.heading(part[name]) if name in part else ""

    def _clean(self, box: forms.Field, name: str, text: str | None = None) -> Any:
        try:
            return box.clean(self._text(name) if text is None else text)
        except ValidationError as error:
            self._fault(name, str(error.messages[0]))
            return self._text(name) if text is None else text

    def _check_cells(self) -> None:
        """Kinds of cells that say nothing about a person, in whatever column."""
        for column, cell in enumerate(self.row.cells):
            name = self.roster.fields.get(column, "")
            if cell is None or name == headings.NUMBER or self._is_fixed(name):
                continue
            if _is_suspect(cell, name):
                message = _wrong_kind(cell, name, self.roster.text_at(self.row, column))
                if message:
                    heading = self.roster.heading_at(column)
                    self.person.problems.append((name, heading, message))
            if not self.roster.convert and self.roster.is_legacy_at(self.row, column):
                self.person.encodings.add(legacy.NAMES[self.roster.encodings[column]])

    def _is_fixed(self, name: str) -> bool:
        """Whether somebody has typed over what this column says."""
        fixed = self.row.fixed
        return (
            name in fixed
            or (name in NAMES and headings.FULL_NAME in fixed)
            or (name in (*BIRTHS, *PARTS) and headings.BIRTH in fixed)
        )

    def _birth_and_gender(self) -> tuple[Birth, str]:
        gender = self._gender()
        if headings.BIRTH not in self.row.fixed:
            for name, meant in (
                (headings.BIRTH_MALE, Trainee.Gender.MALE),
                (headings.BIRTH_FEMALE, Trainee.Gender.FEMALE),
            ):
                text = self._text(name)
                if text and vietnamese.fold(text) in TICKS:
                    gender = gender or meant
                elif text:
                    return self._birth(name), gender or meant
        if headings.BIRTH not in self.row.fixed and (text := self._joined_birth()):
            return self._birth_of_text(headings.BIRTH, text), gender
        return self._birth(headings.BIRTH), gender

    def _joined_birth(self) -> str:
        """Day, month and year of three columns, or the year where there is no day."""
        day = headings.BIRTH_DAY if headings.BIRTH_DAY in self.columns else headings.BIRTH
        month, year = self._text(headings.BIRTH_MONTH), self._text(headings.BIRTH_YEAR)
        if headings.BIRTH_MONTH not in self.columns:
            return "" if self._text(headings.BIRTH) else year
        if not month and not year:
            # Whoever had no room for three wrote it all into one.
            return self._text(day) if day == headings.BIRTH_DAY else ""
        return "/".join(text for text in (self._text(day), month, year) if text)

    def _birth(self, name: str) -> Birth:
        cell, text = self._cell(name), self._text(name)
        if name not in self.row.fixed and cell and not isinstance(cell, str):
            kind = cell[0]
            if kind == formats.DATE:
                day = dt.date.fromisoformat(str(cell[1])[:10])
                if SPOILT_YEARS[0] <= day <= SPOILT_YEARS[1]:
                    self._fault(name, _("This number is no date. Type it as 16/03/1980 or 1980."))
                    return Birth(None, None)
                text = day.isoformat()
            elif kind == formats.NUMBER and not re.fullmatch("[12][0-9]{3}", text):
                self._fault(name, _("This number is no date. Type it as 16/03/1980 or 1980."))
                return Birth(None, None)
            elif kind in (formats.TRUTH, formats.ERROR, formats.FORMULA):
                return Birth(None, None)
        return self._birth_of_text(name, text)

    def _birth_of_text(self, name: str, text: str) -> Birth:
        text = MIDNIGHT.sub("", text)
        if found := YEAR_FIRST.fullmatch(text):
            text = "/".join(found.groups()[::-1])
        if found := MONTH_AND_YEAR.fullmatch(text):
            self.person.notes.append(_("Only the year of birth is kept: %s.") % found.group(1))
            text = found.group(1)
        try:
            return _BIRTH.clean(text)
        except ValidationError as error:
            self._fault(name, str(error.messages[0]))
            return Birth(None, None)

    def _gender(self) -> str:
        text = self._text(headings.GENDER)
        if not text:
            return ""
        if gender := GENDERS.get(vietnamese.fold(text)):
            return gender
        if text in Trainee.Gender.values:
            return text
        self._fault(headings.GENDER, _("Type Nam or Nữ."))
        return ""

    def _values(self) -> dict[str, str]:
        """All columns but name and birth, as they are stored."""
        values: dict[str, str] = {}
        width = max(len(self.row.cells), max(self.roster.texts, default=-1) + 1)
        for column in range(width):
            name = self.roster.fields.get(column, "")
            if name in (*NAMES, *BIRTHS, *PARTS):
                continue
            text = self._value(column, name)
            if not text and column not in self.roster.texts:
                continue
            heading = self.roster.heading_at(column)
            while heading in values:
                heading += "*"
            values[heading] = text
        return values

    def _value(self, column: int, name: str) -> str:
        if name in self.row.fixed:
            return self._text(name)
        text = self.roster.text_at(self.row, column)
        cell = self.row.cells[column] if column < len(self.row.cells) else None
        if name in LOST_ZERO and text:
            return self._number(name, text, is_number=_is_number(cell))
        return text

    def _number(self, name: str, text: str, *, is_number: bool) -> str:
        """A telephone or identity number: text for ever, and never silently another one."""
        params = {"column": self.roster.heading(name)}
        digits = re.sub(r"[ .]", "", text)
        # A CSV file does not say what was a number.
        is_number = is_number or (name == headings.PHONE and bool(CUT_PHONE.fullmatch(digits)))
        if is_number and len(digits) == LOST_ZERO[name] and digits.isdecimal():
            note = _("%(column)s: typed as a number; its lost leading zero was put back.")
            self.person.notes.append(note % params)
            return f"0{digits}"
        if is_number:
            note = _("%(column)s: typed as a number; leading zeros may be lost.")
            self.person.notes.append(note % params)
        elif name == headings.IDENTITY and not (digits.isdecimal() and len(digits) in ID_LENGTHS):
            note = _("%(column)s: an identity number has 12 digits, an old one 9.")
            self.person.notes.append(note % params)
        return text


def _is_number(cell: Cell) -> bool:
    return bool(cell) and not isinstance(cell, str) and cell[0] == formats.NUMBER


def _is_suspect(cell: Cell, name: str) -> bool:
    """Plain text needs no second look, unless it looks like a value that went wrong."""
    if not isinstance(cell, str):
        return True
    return name in LOST_ZERO or cell.lstrip()[:1] in SPOILT_STARTS


def _wrong_kind(cell: Cell, name: str, text: str) -> str:
    """What is wrong with a cell whatever it means; empty when nothing is."""
    kind = formats.TEXT if isinstance(cell, str) else cell[0]
    if kind == formats.FORMULA:
        return _("The formula has no value. Open the file, save it, and send it again.")
    if kind == formats.ERROR or SPOILT.fullmatch(text):
        return _("The cell holds an error: %(value)s.") % {"value": text}
    if name not in TYPED:
        return ""
    if kind == formats.TRUTH and name not in (headings.BIRTH_MALE, headings.BIRTH_FEMALE):
        return _("The cell holds %(value)s instead of text.") % {"value": text}
    if name in LOST_ZERO and (
        # 12E5 may well be the code of somebody.
        (SHORTENED.fullmatch(text) and (name != headings.STAFF or "+" in text))
        or (kind == formats.NUMBER and not text.isdecimal())
    ):
        return _("The number was shortened to %(value)s. Type it as text.") % {"value": text}
    if kind in (formats.NUMBER, formats.DATE) and name in (
        *NAMES,
        headings.EMAIL,
        headings.GENDER,
    ):
        return _("The cell holds a number or date instead of text: %(value)s.") % {"value": text}
    return ""
