"""Rows of the lists behind the figures: columns once, for page and file alike."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from django.utils.translation import gettext_lazy, pgettext_lazy

from certificates.year_book.figures import AgencyRow, ClassRow, YearlySummary
from certificates.year_book.lines import PersonLine

Kind = Literal["text", "number", "day", "class", "person", "agency"]


@dataclass(frozen=True)
class ListColumn:
    """`kind` says how a cell is shown: a class, a person and an agency lead further."""

    heading: Any
    kind: Kind = "text"
    width: int = 13
    is_title: bool = False
    stays_whole: bool = False  # short, so it is not broken into lines


class Cell(NamedTuple):
    value: str | int | dt.date
    target: str = ""  # code of the class or agency, identity of the person


@dataclass(frozen=True)
class ListRow:
    """One row; `weight` is what it adds to the figure."""

    cells: tuple[Cell, ...]
    weight: int = 1


_CLASS = ListColumn(gettext_lazy("Class"), "class", 48)
_FULL_NAME = ListColumn(gettext_lazy("Full name"), "person", 28, is_title=True)
_AGENCY = ListColumn(gettext_lazy("Agency"), "text", 36)
_PARTICIPATIONS = ListColumn(gettext_lazy("Participations"), "number")

CLASS_COLUMNS: Final = (
    ListColumn(gettext_lazy("Code"), "text", 12, stays_whole=True),
    ListColumn(gettext_lazy("Class"), "class", 48, is_title=True),
    ListColumn(gettext_lazy("Field of training"), "text", 28),
    ListColumn(gettext_lazy("First day"), "day", 12),
    ListColumn(gettext_lazy("Last day"), "day", 12),
    ListColumn(gettext_lazy("Venue"), "text", 32),
    ListColumn(gettext_lazy("Periods"), "number"),
    _PARTICIPATIONS,
)
PEOPLE_COLUMNS: Final = (
    _FULL_NAME,
    ListColumn(gettext_lazy("Position"), "text", 24),
    _AGENCY,
    _CLASS,
    ListColumn(gettext_lazy("Result"), "text", 16, stays_whole=True),
    ListColumn(gettext_lazy("Ranking"), "text", 12, stays_whole=True),
    ListColumn(gettext_lazy("Certificate"), "text", 18, stays_whole=True),
)
PERSON_COLUMNS: Final = (
    _FULL_NAME,
    _AGENCY,
    ListColumn(gettext_lazy("Classes"), "number"),
    ListColumn(gettext_lazy("Codes of the classes"), "text", 36),
)
AGENCY_COLUMNS: Final = (
    ListColumn(gettext_lazy("Agency"), "agency", 40, is_title=True),
    ListColumn(gettext_lazy("Level"), "text", 16),
    ListColumn(gettext_lazy("Classes"), "number"),
    _PARTICIPATIONS,
    ListColumn(pgettext_lazy("head of a column", "Persons"), "number"),
    ListColumn(gettext_lazy("Completed"), "number"),
)
SILENT_COLUMNS: Final = AGENCY_COLUMNS[:2]
_OUTCOMES: Final[Mapping[str, Any]] = {
    "completed": gettext_lazy("Completed"),
    "not_completed": gettext_lazy("Not completed"),
    "": pgettext_lazy("result", "not decided"),
}


def class_rows(
    classes: Iterable[ClassRow], people: Counter[str], weight: Callable[[ClassRow], int]
) -> Iterable[ListRow]:
    """`people` are the participations of each class that are meant."""
    for row in classes:
        cells = (
            Cell(row.code),
            Cell(row.title, row.code),
            Cell(row.category),
            Cell(row.starts_on),
            Cell(row.ends_on),
            Cell(row.venue),
            Cell(row.periods),
            Cell(people[row.code]),
        )
        yield ListRow(cells, weight(row))


def people_rows(summary: YearlySummary, lines: Iterable[PersonLine]) -> Iterable[ListRow]:
    titles = {row.code: f"{row.code} {row.title}" for row in summary.by_class}
    outcomes = {outcome: str(word) for outcome, word in _OUTCOMES.items()}
    for line in lines:
        cells = (
            Cell(line.full_name, line.person),
            Cell(line.position),
            Cell(line.agency),
            Cell(titles[line.class_code], line.class_code),
            Cell(outcomes[line.outcome]),
            Cell(line.ranking),
            Cell(line.serial),
        )
        yield ListRow(cells)


def person_rows(lines: Iterable[PersonLine], times: int | None) -> Iterable[ListRow]:
    """Everybody once, by name, with the last name and agency of the year."""
    by_person: dict[int, list[PersonLine]] = defaultdict(list)
    for line in lines:
        by_person[line.order].append(line)
    for order in sorted(by_person):
        known = by_person[order]
        if times is None or len(known) == times:
            codes = ", ".join(line.class_code for line in known)
            last = known[-1]
            name, agency = Cell(last.full_name, last.person), Cell(last.agency)
            yield ListRow((name, agency, Cell(len(known)), Cell(codes)))


def agency_rows(rows: Iterable[AgencyRow], *, sent: bool) -> Iterable[ListRow]:
    for row in rows:
        if bool(row.participations) == sent:
            names = (Cell(row.name, row.code), Cell(row.level))
            counts = (row.classes, row.participations, row.persons, row.completed)
            yield ListRow((*names, *map(Cell, counts)) if sent else names)
