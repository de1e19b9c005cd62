"""The yearly summary: its tables one after the other; refused when a sum disagrees.

A long one is printed in pieces, whose lines are numbered through all tables.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

from django.utils.translation import pgettext

from certificates.charts import drawing
from certificates.documents.figure_layout import Layout, lay_out
from certificates.documents.figures import YearTable
from certificates.documents.shared import Paper, SignatureBlock, grouped
from certificates.sums import must_add_up
from courses.dates import short_date

# Which column of which table must give a figure of the year in its total.
_TOTALS: Final = (
    ("A", "participations", "participations"),
    ("B", "participations", "participations"),
    ("B", "persons", "persons"),
    ("C", "classes", "class_count"),
    ("C", "participations", "participations"),
)


@dataclasses.dataclass(frozen=True)
class TablePart:
    """Some lines of a table; the first part has its title, its note and its charts."""

    layout: Layout
    first: int
    last: int
    place: int  # of its first line in the piece

    @property
    def table(self) -> YearTable:
        return self.layout.table

    @property
    def is_first(self) -> bool:
        return self.first == 0

    def blocks(self) -> Iterator[dict[str, object]]:
        """Lines that stand together; where there are charts, those of one group beside its own."""
        starts = self.layout.starts_of_blocks()
        for number, (start, end) in enumerate(zip(starts, [*starts[1:], None], strict=True)):
            first = max(start, self.first)
            last = min(self.last, end if end is not None else self.last)
            if first < last:
                yield {
                    "lines": enumerate(
                        self.layout.printed(first, last), self.place + first - self.first
                    ),
                    "chart": drawing(self.table.charts[number])
                    if first == start and self.table.charts
                    else "",
                }


@dataclasses.dataclass(frozen=True, kw_only=True)
class YearlySummaryPaper(Paper):
    """Every total is handed in beside its rows, so that the paper can be held against itself.

    `remarks` say how the figures stand: closed on a day, amended since. `figures` are what the
    tables were made of, in their canonical form; for scripts, not printed.
    """

    template: ClassVar[str] = "certificates/pdf/yearly_summary.html"

    year: int
    as_of: dt.date
    structure_on: dt.date | None = None  # None: agencies as they were at the time of study
    tables: tuple[YearTable, ...]
    class_count: int
    participations: int
    persons: int
    figures: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signature: SignatureBlock | None = None
    issued_on: dt.date | None = None

    def check(self) -> None:
        for table in self.tables:
            table.check()
            if table.letter == "A":
                rows = [1 for group in table.groups for _row in group.rows]
                must_add_up(table.heading, rows, self.class_count)
        for letter, key, name in _TOTALS:
            for table in self.tables:
                if table.letter == letter and table.total is not None and not table.is_empty:
                    total = table.figure(key, table.total)
                    where = f"{table.heading}: {table.column(key).name}"
                    must_add_up(where, [total], getattr(self, name))

    def title(self) -> str:
        form = pgettext("paper", "Summary of training classes in {year}")
        return form.format(year=self.year)

    def table(self, key: str) -> YearTable | None:
        return next((table for table in self.tables if table.key == key), None)

    @property
    def line_total(self) -> int:
        """Of all tables; one without rows says so in a line."""
        return sum(max(len(table.lines), 1) for table in self.tables)

    def page_estimate(self) -> int:
        return 4 + self.line_total // 5

    def words(self) -> dict[str, object]:
        return self.words_of_piece(0, self.line_total, layouts=self.layouts())

    def layouts(self) -> tuple[Layout, ...]:
        """Worked out once for all pieces."""
        return tuple(lay_out(table) for table in self.tables)

    def words_of_piece(
        self, first: int, last: int, *, layouts: tuple[Layout, ...]
    ) -> dict[str, object]:
        return {
            "paper": self,
            "parts": list(_parts(layouts, first, last)),
            "opens": first == 0,
            "closes": last >= self.line_total,
            "as_of": short_date(self.as_of),
            "structure": self.structure(),
            "counts": self._counts(),
            "check_line": self.check_line(),
            "place_and_date": self.heading.place_and_date(self.issued_on),
            "is_landscape": True,
        }

    def structure(self) -> str:
        return structure_in_words(self.structure_on)

    def check_line(self) -> str:
        """Stands on the paper only when `check` has passed."""
        return check_in_words(self.class_count, self.participations, self.persons)

    def _counts(self) -> list[tuple[str, str]]:
        return [
            (grouped(self.class_count), pgettext("paper", "classes")),
            (grouped(self.participations), pgettext("paper", "participations")),
            (grouped(self.persons), pgettext("paper", "persons")),
        ]


@dataclasses.dataclass(frozen=True, kw_only=True)
class YearPiece(Paper):
    """Some lines of a long summary, on pages numbered on from those before."""

    template: ClassVar[str] = "certificates/pdf/yearly_summary.html"

    whole: YearlySummaryPaper
    layouts: tuple[Layout, ...]
    first: int
    last: int
    page: int

    def title(self) -> str:
        return self.whole.title()

    def page_estimate(self) -> int:
        return 4 + (self.last - self.first) // 4

    def words(self) -> dict[str, object]:
        words = self.whole.words_of_piece(self.first, self.last, layouts=self.layouts)
        return {**words, "is_piece": True, "first_page": self.page}


def structure_in_words(on: dt.date | None) -> str:
    """Which agencies the figures are told by."""
    if on is None:
        return pgettext("paper", "agencies as they were at the time of study")
    form = pgettext("paper", "converted to the structure of {day}")
    return form.format(day=short_date(on))


def check_in_words(classes: int, participations: int, persons: int) -> str:
    form = pgettext(
        "paper",
        "Figures checked: the lines of every table add up to its totals, and the totals agree: "
        "{classes} classes, {participations} participations, {persons} persons.",
    )
    return form.format(
        classes=grouped(classes), participations=grouped(participations), persons=grouped(persons)
    )


def piece_of(
    paper: YearlySummaryPaper, layouts: tuple[Layout, ...], first: int, last: int, page: int
) -> YearPiece:
    return YearPiece(
        heading=paper.heading,
        language=paper.language,
        is_sample=paper.is_sample,
        is_draft=paper.is_draft,
        whole=paper,
        layouts=layouts,
        first=first,
        last=last,
        page=page,
    )


def _parts(layouts: tuple[Layout, ...], first: int, last: int) -> Iterator[TablePart]:
    """What of each table lies between two lines of the whole."""
    start = 0
    for layout in layouts:
        length = max(len(layout.table.lines), 1)
        begin, end = max(first, start), min(last, start + length)
        if begin < end:
            yield TablePart(layout, begin - start, end - start, begin - first)
        start += length
