"""The list of trainees of a class, in groups of agencies with Roman numerals and subtotals."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from typing import ClassVar

from django.utils.translation import pgettext, pgettext_lazy

from certificates.documents.shared import Paper, SignatureBlock, figure, must_add_up, roman

# Columns in the order of the classic form: heading, share of the width, and whether centered.
_COLUMNS: Mapping[str, tuple[object, float, bool]] = {
    "number": (pgettext_lazy("paper", "No."), 0.5, True),
    "full_name": (pgettext_lazy("paper", "Full name"), 2.4, False),
    "birth": (pgettext_lazy("paper", "Date of birth"), 1.15, True),
    "birth_if_male": (pgettext_lazy("paper", "Male"), 1.0, True),
    "birth_if_female": (pgettext_lazy("paper", "Female"), 1.0, True),
    "sex": (pgettext_lazy("paper", "Sex"), 0.7, True),
    "ethnic_group": (pgettext_lazy("paper", "Ethnic group"), 0.9, False),
    "position": (pgettext_lazy("paper", "Position"), 1.5, False),
    "agency": (pgettext_lazy("paper", "Agency"), 2.2, False),
    "phone": (pgettext_lazy("paper", "Telephone"), 1.2, False),
    "result": (pgettext_lazy("paper", "Result"), 1.1, True),
    "register_number": (pgettext_lazy("paper", "Register no."), 1.0, True),
    "received": (pgettext_lazy("paper", "Received (signature)"), 1.3, True),
    "note": (pgettext_lazy("paper", "Remarks"), 1.0, False),
}
DEFAULT_COLUMNS = ("full_name", "birth", "sex", "position", "agency", "note")
_BIRTH_BY_SEX = ("birth_if_male", "birth_if_female")
LANDSCAPE_FROM_COLUMNS = 8


@dataclasses.dataclass(frozen=True)
class RosterRow:
    full_name: str
    birth: str = ""
    sex: str = ""
    is_female: bool | None = None
    ethnic_group: str = ""
    position: str = ""
    agency: str = ""
    phone: str = ""
    result: str = ""
    register_number: str = ""
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

    class_title: str
    year: int
    groups: tuple[RosterGroup, ...]
    total: int
    women: int | None = None
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    kind_name: str = ""  # "List of trainees" unless it is a list of another kind
    held: str = ""
    decision: str = ""
    signature: SignatureBlock | None = None
    issued_on: dt.date | None = None

    def check(self) -> None:
        for group in self.groups:
            must_add_up(group.name or self.title(), [1] * len(group.rows), group.count)
        must_add_up(self.title(), [group.count for group in self.groups], self.total)
        known = [row.is_female for group in self.groups for row in group.rows]
        if self.women is not None and None not in known:
            must_add_up(pgettext("paper", "Women"), [int(bool(sex)) for sex in known], self.women)

    def title(self) -> str:
        return self.kind_name or pgettext("paper", "List of trainees")

    def page_estimate(self) -> int:
        return 1 + self.total // 15

    def words(self) -> dict[str, object]:
        columns = ("number", *self.columns)
        weights = [_COLUMNS[column][1] for column in columns]
        return {
            "paper": self,
            "year": str(self.year),
            "head": [_COLUMNS[column][0] for column in columns],
            "widths": [round(100 * weight / sum(weights), 2) for weight in weights],
            "birth_by_sex": _span_of(columns),
            "groups": self._groups(columns),
            "total": figure(self.total) if self.total else "0",
            "women": None if self.women is None else figure(self.women),
            "place_and_date": self.heading.place_and_date(self.issued_on),
            "is_landscape": self.is_landscape,
        }

    @property
    def is_landscape(self) -> bool:
        return "phone" in self.columns or len(self.columns) + 1 > LANDSCAPE_FROM_COLUMNS

    def _groups(self, columns: tuple[str, ...]) -> list[dict[str, object]]:
        printed, number = [], 0
        for place, group in enumerate(self.groups, 1):
            rows = []
            for row in group.rows:
                number += 1
                rows.append([(_cell(column, row, number), column) for column in columns])
            printed.append(
                {"roman": roman(place), "name": group.name, "count": group.count, "rows": rows}
            )
        return printed


def _span_of(columns: tuple[str, ...]) -> int | None:
    """Place of the two columns of the classic form, birth by sex; None when they are not asked."""
    return columns.index(_BIRTH_BY_SEX[0]) if set(_BIRTH_BY_SEX) <= set(columns) else None


_CELLS: Mapping[str, Callable[[RosterRow], str]] = {
    "birth_if_male": lambda row: "" if row.is_female else row.birth,
    "birth_if_female": lambda row: row.birth if row.is_female else "",
    "received": lambda _row: "",
}


def _cell(column: str, row: RosterRow, number: int) -> str:
    if column == "number":
        return str(number)
    special = _CELLS.get(column)
    return special(row) if special else str(getattr(row, column))
