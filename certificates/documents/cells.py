"""Columns of tables and what stands in their cells: kept as a value, printed in one way."""

import dataclasses
import datetime as dt
import enum
from decimal import Decimal

from django.utils.formats import number_format

from certificates.documents.shared import NOTHING, figure, percent, share
from courses.dates import short_date

Value = str | int | Decimal | dt.date | None
Cells = tuple[Value, ...]


class Kind(enum.StrEnum):
    """What stands in a column."""

    NUMBER = "number"  # of a line, of a year: never grouped, never added
    TEXT = "text"
    DAY = "day"
    COUNT = "count"
    MONEY = "money"  # in thousands
    SHARE = "share"  # of one column in another; computed, never handed in


MIDDLE = (Kind.NUMBER, Kind.DAY)
FIGURES = (Kind.COUNT, Kind.MONEY, Kind.SHARE)


@dataclasses.dataclass(frozen=True)
class Column:
    """One column, and what its figures must obey.

    `adds`: False where lines overlap (persons). `splits`: the columns of this name together give
    that column. `within`: the column of which this is a part. `ratio`: the part of a share, and
    its whole, which may be a figure.
    """

    key: str
    heading: object
    kind: Kind = Kind.COUNT
    group: object = ""
    adds: bool = True
    splits: tuple[str, object] | None = None
    within: str = ""
    ratio: tuple[str, str | int] | None = None
    may_go: bool = False  # left out when nobody fills it
    year: int | None = None  # days in it are printed without it
    decimals: int = 0  # of money

    @property
    def is_added(self) -> bool:
        return self.adds and self.kind in (Kind.COUNT, Kind.MONEY)

    @property
    def is_figure(self) -> bool:
        return self.kind in FIGURES

    @property
    def name(self) -> str:
        """The heading in one line, with that of its group."""
        return f"{self.group}: {self.heading}" if self.group else str(self.heading)


def figure_in(value: Value) -> int | Decimal | None:
    """What can be added up; a text or a day cannot."""
    return value if isinstance(value, int | Decimal) else None


def share_of(part: Value, whole: Value) -> Decimal | None:
    """The value of a share: in thousandths, as it is printed."""
    if not isinstance(part, int) or not isinstance(whole, int):
        return None
    return share(part, whole)


def printed(column: Column, value: Value) -> str:
    """As it stands on page and paper: nothing for what is not known, a dash for zero."""
    if value is None:
        return NOTHING if column.kind is Kind.SHARE else ""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.date):
        day = short_date(value)
        return day[:5] if value.year == column.year else day
    if column.kind is Kind.COUNT:
        return figure(int(value))
    if column.kind is Kind.SHARE:
        return percent(int(value * 1000), 1000) if value else NOTHING
    if column.kind is Kind.MONEY:
        text = number_format(value, decimal_pos=column.decimals, force_grouping=True)
        return text if value else NOTHING
    return str(value)


def plain(value: Value) -> str | int | float | None:
    """For machines: days in ISO form, amounts and shares as numbers."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
