"""What one row says: a person, a class, a certificate; read as far as it goes, faults by box."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from certificates.history import columns
from courses import vietnamese
from courses.dates import YEARS, short_date
from courses.forms.fields import DayField
from enrollment.models import Enrollment
from enrollment.roster.people import MIDNIGHT, NOTHING, YEAR_FIRST, Person, person_of
from enrollment.roster.sheets import Roster, Row

Outcome = Enrollment.Outcome
# Folded, divided by |; the first of each pair says ranks, which are results at the same time.
WORDS: Final = {
    Outcome.COMPLETED: (
        "xuat sac|gioi|kha|trung binh kha|tb kha|trung binh|tot|excellent|very good|good|average",
        "hoan thanh|da hoan thanh|dat|dat yeu cau|x|co|v|ht|completed|passed|pass|yes",
    ),
    Outcome.NOT_COMPLETED: (
        "yeu|kem|weak|poor",
        "khong hoan thanh|chua hoan thanh|khong dat|chua dat|khong|vang|bo hoc|not completed|failed"
        "|fail|no|absent",
    ),
}
OUTCOME_OF: Final = {
    word: outcome for outcome, pair in WORDS.items() for words in pair for word in words.split("|")
}
RANKS: Final = {word for ranks, _others in WORDS.values() for word in ranks.split("|")}
MOST_PERIODS: Final = 2_000
# What the database takes.
LONGEST: Final = {
    columns.TITLE: 300,
    columns.VENUE: 200,
    columns.RANKING: 60,
    columns.SERIAL: 60,
    columns.REGISTER: 40,
    columns.ISSUER: 200,
}
LONGEST_CODE: Final = 30
_NO_CODE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_DAY: Final = DayField(required=False)


@dataclass
class Entry:
    """One participation as the row tells it."""

    row: Row
    person: Person
    texts: dict[str, str] = field(default_factory=dict)
    days: dict[str, dt.date | None] = field(default_factory=dict)
    periods: int | None = None
    half_days: int | None = None
    outcome: str = Outcome.OPEN
    # Box, its heading, and what is wrong.
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    @property
    def code(self) -> str:
        """As it may stand in an address."""
        return class_code(self.text(columns.CODE))

    @property
    def starts_on(self) -> dt.date | None:
        return self.days.get(columns.STARTS)

    @property
    def ends_on(self) -> dt.date | None:
        return self.days.get(columns.ENDS)

    @property
    def issued_on(self) -> dt.date | None:
        return self.days.get(columns.ISSUED)

    @property
    def names_class(self) -> bool:
        """Whether the row says itself of which class it is."""
        return any(self.texts.get(name) for name in columns.OF_CLASS)


def class_code(typed: str) -> str:
    """12/2005 becomes 12-2005: the code is part of an address."""
    bare = vietnamese.fold(typed) if not typed.isascii() else typed
    code = _NO_CODE.sub("-", bare.strip()).strip("-._")
    return code if typed.isascii() else code.upper()


def entries_of(roster: Roster) -> list[Entry]:
    """All rows; one that names no class goes on with the class of the row above."""
    entries: list[Entry] = []
    above: Entry | None = None
    for row in roster.rows:
        one = _read(roster, row)
        if one.names_class:
            above = one
        elif above is not None:
            _go_on(one, above)
        entries.append(one)
    _fill_by_code(entries)
    return entries


def _go_on(one: Entry, above: Entry) -> None:
    """Merged cells: the class stands in the first of its rows alone."""
    for name in (*columns.OF_CLASS, columns.FIELD, columns.VENUE, columns.BODY):
        one.texts[name] = one.texts.get(name) or above.text(name)
        if name in columns.DAYS:
            one.days[name] = above.days.get(name)
    one.periods, one.half_days = one.periods or above.periods, one.half_days or above.half_days


def _fill_by_code(entries: list[Entry]) -> None:
    """A row with nothing but the code means the class that another row describes."""
    told: dict[str, Entry] = {}
    for one in entries:
        if one.code and one.text(columns.TITLE):
            told.setdefault(one.code.casefold(), one)
    for one in entries:
        first = told.get(one.code.casefold())
        if one.code and first and not any(one.text(n) for n in columns.OF_CLASS[1:]):
            _go_on(one, first)


def _read(roster: Roster, row: Row) -> Entry:
    person = person_of(roster, row)
    one = Entry(row, person, problems=list(person.problems), notes=list(person.notes))
    for name in columns.WORDS:
        one.texts[name] = _text(roster, row, name)
    reader = _Reader(roster, one)
    reader.read_days()
    one.periods = reader.count(columns.PERIODS)
    one.half_days = reader.count(columns.HALF_DAYS)
    reader.read_result()
    reader.check_lengths()
    return one


def _text(roster: Roster, row: Row, name: str) -> str:
    """What was typed over it, else what the file says; a dash says nothing."""
    if name in row.fixed:
        return vietnamese.clean_text(row.fixed[name])
    column = roster.column_of(name)
    text = "" if column is None else roster.text_at(row, column)
    return "" if text in NOTHING else text


class _Reader:
    def __init__(self, roster: Roster, one: Entry) -> None:
        self.roster, self.one = roster, one

    def _fault(self, name: str, message: str) -> None:
        heading = self.roster.heading(name) or str(columns.LABELS[name])
        if all(box != name for box, _heading, _why in self.one.problems):
            self.one.problems.append((name, heading, message))

    def read_days(self) -> None:
        for name in columns.DAYS:
            self.one.days[name] = self._day(name)
        starts, ends = self.one.starts_on, self.one.ends_on
        # A class of one day has one date.
        if starts and not ends and not self.one.text(columns.ENDS):
            self.one.days[columns.ENDS] = starts
        if ends and not starts and not self.one.text(columns.STARTS):
            self.one.days[columns.STARTS] = ends

    def _day(self, name: str) -> dt.date | None:
        text = MIDNIGHT.sub("", self.one.text(name))
        if not text:
            return None
        if found := YEAR_FIRST.fullmatch(text):
            text = "/".join(found.groups()[::-1])
        text = re.sub(r"\s*[.\-/]\s*", "/", text)
        try:
            day: dt.date | None = _DAY.clean(text)
        except ValidationError as error:
            self._fault(name, str(error.messages[0]))
            return None
        if day and day.year not in YEARS:
            told = _("%(day)s lies outside of the years that are kept here.")
            self._fault(name, told % {"day": short_date(day)})
            return None
        return day

    def count(self, name: str) -> int | None:
        text = self.one.text(name)
        if not text:
            return None
        digits = re.fullmatch(
            r"([0-9]{1,4})(?:[.,]0+)?(?: *(?:tiet|buoi|periods?|sessions?))?", vietnamese.fold(text)
        )
        if digits is None or not 0 < int(digits[1]) <= MOST_PERIODS:
            self._fault(name, _("“%(text)s” is no whole number above 0.") % {"text": text})
            return None
        return int(digits[1])

    def read_result(self) -> None:
        """What the column says; a certificate or a rank says that the class was completed."""
        one = self.one
        said = vietnamese.fold(one.text(columns.RESULT))
        if said in RANKS and not one.text(columns.RANKING):
            one.texts[columns.RANKING] = one.text(columns.RESULT)
        if said:
            one.outcome = OUTCOME_OF.get(said, Outcome.OPEN)
            if said not in OUTCOME_OF:
                self._fault(columns.RESULT, _("Type Hoàn thành or Không hoàn thành."))
        elif one.text(columns.SERIAL):
            one.outcome = Outcome.COMPLETED
        elif rank := vietnamese.fold(one.text(columns.RANKING)):
            one.outcome = OUTCOME_OF.get(rank, Outcome.COMPLETED)

    def check_lengths(self) -> None:
        for name, most in LONGEST.items():
            if len(self.one.text(name)) > most:
                self._fault(name, _("At most %(most)s characters.") % {"most": most})
        code = self.one.code
        if self.one.text(columns.CODE) and not (code and len(code) <= LONGEST_CODE):
            told = _("A code has letters and digits, at most %(most)s.")
            self._fault(columns.CODE, told % {"most": LONGEST_CODE})


def shown_problems(one: Entry) -> Iterator[str]:
    for _box, heading, why in one.problems:
        yield f"{heading}: {why}" if heading else why
