"""Tables of figures: groups with subtotals, a total, and the proof that they agree.

Page, paper, workbook, CSV and JSON all print `lines()`; none of them computes anything.
"""

import dataclasses
import functools
import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final, Literal

from django.utils.translation import pgettext_lazy

from certificates.charts import Chart
from certificates.documents.cells import (
    FIGURES,
    Cells,
    Column,
    Kind,
    Value,
    figure_in,
    plain,
    printed,
    share_of,
)
from certificates.documents.shared import roman
from certificates.sums import must_add_up, must_fit_into

# The first column of every table. Lines are numbered through, groups in Roman figures.
LINE_NUMBER: Final = Column("number", pgettext_lazy("paper", "No."), Kind.NUMBER)


@dataclasses.dataclass(frozen=True)
class RowGroup:
    """Rows that belong together; without a name they follow each other without a heading."""

    name: str
    rows: tuple[Cells, ...]
    subtotal: Cells | None = None


@dataclasses.dataclass(frozen=True)
class Line:
    """What is printed: a cell for each column, numbers and shares filled in."""

    kind: Literal["group", "row", "total"]
    cells: Cells


@dataclasses.dataclass(frozen=True)
class PrintedCell:
    text: str
    kind: Kind
    span: int = 1

    @property
    def is_figure(self) -> bool:
        return self.kind in FIGURES


@dataclasses.dataclass(frozen=True)
class ColumnHead:
    """A heading over its columns, or one column."""

    group: object
    columns: list[Column]


@dataclasses.dataclass(frozen=True)
class YearTable:
    """`letter` and `title` head it, `label` is short for a tab.

    Cells come in the order of `columns`, the first two being the number of the line and its name.
    A figure that cannot be known is None, never 0.
    """

    letter: str
    title: str
    label: str
    columns: tuple[Column, ...]
    groups: tuple[RowGroup, ...]
    total: Cells | None = None
    total_label: str = ""
    note: str = ""
    unit: str = ""
    empty: str = ""  # said in place of rows when there are none
    charts: tuple[Chart, ...] = ()  # one for each group, drawn beside it

    @property
    def key(self) -> str:
        """In addresses and names of files."""
        return self.letter.lower()

    @property
    def heading(self) -> str:
        return f"{self.letter}. {self.title}"

    @property
    def tab(self) -> str:
        return f"{self.letter}. {self.label}"

    @property
    def is_empty(self) -> bool:
        return not any(group.rows for group in self.groups)

    @functools.cached_property
    def lines(self) -> tuple[Line, ...]:
        """Everything below the heads, top to bottom."""
        return () if self.is_empty else tuple(self._lines())

    def check(self) -> None:
        """Raise TotalsDisagree, naming the row, unless lines add up and parts fit their whole."""
        for group in self.groups:
            where = f"{self.heading}, {group.name}" if group.name else self.heading
            for row in group.rows:
                self._check_line(f"{self.letter}, {row[1]}", row)
            if group.subtotal is not None:
                self._check_sums(where, group.rows, group.subtotal)
                self._check_line(where, group.subtotal)
        if self.total is not None:
            parts = [
                [group.subtotal] if group.subtotal is not None else group.rows
                for group in self.groups
            ]
            self._check_sums(self.heading, tuple(itertools.chain(*parts)), self.total)
            self._check_line(self.heading, self.total)

    def value(self, key: str, cells: Cells) -> Value:
        return cells[self._places[key]]

    def figure(self, key: str, cells: Cells) -> int | Decimal | None:
        return figure_in(self.value(key, cells))

    def column(self, key: str) -> Column:
        return self.columns[self._places[key]]

    def without_empty_columns(self) -> "YearTable":
        """What nobody fills is not printed."""
        rows = [row for group in self.groups for row in group.rows]
        kept = [
            place
            for place, column in enumerate(self.columns)
            if not column.may_go or any(row[place] for row in rows)
        ]

        def some(cells: Cells | None) -> Cells | None:
            return None if cells is None else tuple(cells[place] for place in kept)

        groups = tuple(
            RowGroup(
                group.name,
                tuple(tuple(row[place] for place in kept) for row in group.rows),
                some(group.subtotal),
            )
            for group in self.groups
        )
        columns = tuple(self.columns[place] for place in kept)
        return dataclasses.replace(self, columns=columns, groups=groups, total=some(self.total))

    def column_heads(self) -> list[ColumnHead]:
        """Upper row of the head: single columns, and groups with the columns below them."""
        heads: list[ColumnHead] = []
        for column in self.columns:
            if column.group and heads and heads[-1].group == column.group:
                heads[-1].columns.append(column)
            else:
                heads.append(ColumnHead(column.group, [column]))
        return heads

    @property
    def has_groups_of_columns(self) -> bool:
        return any(column.group for column in self.columns)

    def printed(self, line: Line) -> list[PrintedCell]:
        """As on page and paper; the names of groups and of the total run over the texts."""
        span = self._label_span if line.kind != "row" else 1
        cells = [
            PrintedCell(printed(column, value), column.kind)
            for column, value in zip(self.columns, line.cells, strict=True)
        ]
        return [cells[0], dataclasses.replace(cells[1], span=span), *cells[1 + span :]]

    def as_json(self) -> dict[str, Any]:
        return {
            "table": self.letter,
            "title": self.title,
            "columns": [
                {
                    "key": column.key,
                    "heading": str(column.heading),
                    "group": str(column.group),
                    "kind": column.kind.value,
                }
                for column in self.columns
            ],
            "lines": [
                {"kind": line.kind, "cells": [plain(value) for value in line.cells]}
                for line in self.lines
            ],
        }

    @functools.cached_property
    def _places(self) -> dict[str, int]:
        return {column.key: place for place, column in enumerate(self.columns)}

    @property
    def _label_span(self) -> int:
        texts = itertools.takewhile(
            lambda column: column.kind in (Kind.TEXT, Kind.DAY), self.columns[1:]
        )
        return max(sum(1 for _column in texts), 1)

    def _lines(self) -> Iterator[Line]:
        numbers = itertools.count(1)
        for place, group in enumerate(self.groups, 1):
            if self.charts:
                numbers = itertools.count(1)  # its groups are tables of their own
            if group.name:
                subtotal = group.subtotal or (None,) * len(self.columns)
                yield Line("group", self._filled(subtotal, roman(place), group.name))
            for row in group.rows:
                yield Line("row", self._filled(row, next(numbers), row[1]))
        if self.total is not None:
            yield Line("total", self._filled(self.total, None, self.total_label))

    def _filled(self, cells: Cells, number: Value, label: Value) -> Cells:
        # A text that is missing is as unknown as a figure.
        filled = [number, label, *(None if value == "" else value for value in cells[2:])]
        for place, column in enumerate(self.columns):
            if column.ratio:
                filled[place] = self._share(column, cells)
        return tuple(filled)

    def _share(self, column: Column, cells: Cells) -> Value:
        part, whole = column.ratio or ("", 0)
        return share_of(
            self.value(part, cells), whole if isinstance(whole, int) else self.value(whole, cells)
        )

    def _check_sums(self, where: str, rows: tuple[Any, ...], total: Cells) -> None:
        for place, column in enumerate(self.columns):
            if column.is_added and total[place] is not None:
                parts = [row[place] for row in rows]
                must_add_up(f"{where}: {column.name}", parts, figure_in(total[place]))

    def _check_line(self, where: str, cells: Any) -> None:
        parts: dict[tuple[str, str], list[Any]] = {}
        for column, number in zip(self.columns, cells, strict=True):
            if column.is_added and number is not None:
                must_fit_into(f"{where}: {column.name}", 0, number)
            if column.splits:
                whole, name = column.splits
                parts.setdefault((whole, str(name)), []).append(number)
            if column.within and number is not None:
                whole_number = self.figure(column.within, cells)
                if whole_number is not None:
                    must_fit_into(f"{where}: {column.name}", number, whole_number)
        for (whole, name), numbers in parts.items():
            if any(number is not None for number in numbers):
                must_add_up(f"{where}: {name}", numbers, self.figure(whole, cells))
