"""Lists of the trainees of a class, in groups with Roman numerals and subtotals.

The roster, the lists of the opening decision and of the recognition, the score sheet.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import ClassVar, Literal

from django.utils.translation import pgettext, pgettext_lazy

from certificates.documents.shared import (
    Paper,
    SignatureBlock,
    css_lengths,
    roman,
)
from certificates.sums import must_add_up

# Columns in the order of the classic form: heading, millimeters, and whether centered. What
# the columns leave of the page is shared by those of names and offices.
_COLUMNS: Mapping[str, tuple[object, float, bool]] = {
    "number": (pgettext_lazy("paper", "No."), 9.0, True),
    "full_name": (pgettext_lazy("paper", "Full name"), 34.0, False),
    "birth": (pgettext_lazy("paper", "Date of birth"), 22.5, True),
    "sex": (pgettext_lazy("paper", "Sex"), 12.0, True),
    "position": (pgettext_lazy("paper", "Position"), 22.0, False),
    "agency": (pgettext_lazy("paper", "Agency"), 30.0, False),
    "state": (pgettext_lazy("paper", "State"), 32.0, False),
    "score": (pgettext_lazy("paper", "Score in figures"), 16.0, True),
    "second_score": (pgettext_lazy("paper", "Second attempt"), 16.0, True),
    "score_words": (pgettext_lazy("paper", "Score in words"), 26.0, False),
    "signed": (pgettext_lazy("paper", "Signature"), 24.0, False),
    "result": (pgettext_lazy("paper", "Result"), 19.0, True),
    "register_number": (pgettext_lazy("paper", "Register no."), 19.0, True),
    "note": (pgettext_lazy("paper", "Remarks"), 16.0, False),
}
_ELASTIC = ("full_name", "position", "agency")
_PORTRAIT_WIDTH, _LANDSCAPE_WIDTH = 165.0, 262.0
# In groups of agencies, where people of every state stand.
COLUMNS_BY_AGENCY = ("full_name", "birth", "sex", "position", "state", "note")
DEFAULT_COLUMNS = ("full_name", "birth", "sex", "position", "agency", "note")
RECOGNITION_COLUMNS = ("full_name", "birth", "position", "agency", "result", "note")
SCORE_COLUMNS = ("full_name", "birth", "agency", "score", "score_words", "note")

Kind = Literal["roster", "opening", "recognition", "scores"]


@dataclasses.dataclass(frozen=True)
class RosterRow:
    full_name: str
    birth: str = ""
    sex: str = ""
    is_female: bool | None = None
    position: str = ""
    agency: str = ""
    result: str = ""
    register_number: str = ""
    state: str = ""
    score: str = ""
    second_score: str = ""
    score_words: str = ""
    signed: str = ""
    note: str = ""


@dataclasses.dataclass(frozen=True)
class RosterGroup:
    """Agencies of one kind; a single group without a name prints no heading row."""

    name: str
    rows: tuple[RosterRow, ...]
    count: int  # counted apart from the rows, so that a lost row is noticed


@dataclasses.dataclass(frozen=True, kw_only=True)
class Roster(Paper):
    template: ClassVar[str] = "certificates/pdf/roster.html"

    kind: Kind = "roster"
    class_title: str
    year: int
    groups: tuple[RosterGroup, ...]
    total: int
    women: int | None = None
    # (state, how many), where not all of them are confirmed.
    states: tuple[tuple[str, int], ...] = ()
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    held: str = ""
    decision: str = ""
    signature: SignatureBlock | None = None
    issued_on: dt.date | None = None
    # Of (words, count), printed below the list: how many of each rank.
    results: tuple[tuple[str, int], ...] = ()

    def check(self) -> None:
        for group in self.groups:
            must_add_up(group.name or self.title(), [1] * len(group.rows), group.count)
        must_add_up(self.title(), [group.count for group in self.groups], self.total)
        if self.states:
            must_add_up(self.title(), [count for _state, count in self.states], self.total)
        if self.results:
            must_add_up(self.title(), [count for _result, count in self.results], self.total)
        known = [row.is_female for group in self.groups for row in group.rows]
        if self.women is not None and None not in known:
            must_add_up(pgettext("paper", "Women"), [int(bool(sex)) for sex in known], self.women)

    def title(self) -> str:
        titles: dict[Kind, str] = {
            "roster": pgettext("paper", "Roster of trainees"),
            "opening": pgettext("paper", "Roster of trainees"),
            "recognition": pgettext("paper", "List of results recognized"),
            "scores": pgettext("paper", "Score sheet"),
        }
        return titles[self.kind]

    def page_estimate(self) -> int:
        return 1 + self.total // 15

    def words(self) -> dict[str, object]:
        columns = ("number", *self.columns)
        return {
            "paper": self,
            "year": str(self.year),
            "head": [_COLUMNS[column][0] for column in columns],
            "widths": css_lengths(_widths(columns, is_landscape=self.is_landscape), "mm"),
            "groups": self._groups(columns),
            "total": str(self.total),
            "women": None if self.women is None else str(self.women),
            "states": "; ".join(f"{state.lower()}: {count}" for state, count in self.states),
            "results": "; ".join(f"{result} {count}" for result, count in self.results),
            "examiners": self.kind == "scores",
            "place_and_date": self.heading.place_and_date(self.issued_on),
            "is_landscape": self.is_landscape,
        }

    @property
    def is_landscape(self) -> bool:
        return sum(_COLUMNS[column][1] for column in ("number", *self.columns)) > _PORTRAIT_WIDTH

    def _groups(self, columns: tuple[str, ...]) -> list[dict[str, object]]:
        printed, number = [], 0
        for place, group in enumerate(self.groups, 1):
            rows = []
            for row in group.rows:
                number += 1
                rows.append(
                    [(_cell(column, row, number), _COLUMNS[column][2]) for column in columns]
                )
            printed.append(
                {"roman": roman(place), "name": group.name, "count": group.count, "rows": rows}
            )
        return printed


def _widths(columns: tuple[str, ...], *, is_landscape: bool) -> list[float]:
    widths = {column: _COLUMNS[column][1] for column in columns}
    spare = (_LANDSCAPE_WIDTH if is_landscape else _PORTRAIT_WIDTH) - sum(widths.values())
    elastic = [column for column in columns if column in _ELASTIC]
    for column in elastic:
        widths[column] += spare / len(elastic)
    return list(widths.values())


def _cell(column: str, row: RosterRow, number: int) -> str:
    return str(number) if column == "number" else str(getattr(row, column))
