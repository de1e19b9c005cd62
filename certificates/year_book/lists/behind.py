"""The list behind each figure of a year. Its rows add up to the figure, or it is refused."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy, ngettext_lazy

from certificates.documents.shared import grouped
from certificates.sums import must_add_up
from certificates.year_book.figures import YearlySummary
from certificates.year_book.keeping.frozen import ShownYear, shown_year
from certificates.year_book.lines import PersonLine, kept_lines, year_lines
from certificates.year_book.lists import rows as list_rows
from certificates.year_book.lists.narrowing import (
    PEOPLE,
    Part,
    classes_in,
    figure_of,
    holds_line,
    part_of,
)
from certificates.year_book.lists.rows import ListColumn, ListRow

TITLES: Final[Mapping[str, Any]] = {
    "classes": gettext_lazy("Classes"),
    "participations": gettext_lazy("Participations"),
    "persons": gettext_lazy("Persons"),
    "women": gettext_lazy("Women"),
    "completed": gettext_lazy("Completed"),
    "not_completed": gettext_lazy("Not completed"),
    "undecided": gettext_lazy("Result not decided"),
    "certificates": gettext_lazy("Certificates"),
    "periods": gettext_lazy("Periods by class"),
    "agencies": gettext_lazy("Agencies that sent someone"),
    "silent": gettext_lazy("Agencies that sent nobody"),
}
_PARTICIPATIONS = ngettext_lazy("%(shown)s participation", "%(shown)s participations", "count")
_AGENCIES = ngettext_lazy("%(shown)s agency", "%(shown)s agencies", "count")
UNITS: Final[Mapping[str, Any]] = {
    **dict.fromkeys(PEOPLE, _PARTICIPATIONS),
    "classes": ngettext_lazy("%(shown)s class", "%(shown)s classes", "count"),
    "persons": ngettext_lazy("%(shown)s person", "%(shown)s persons", "count"),
    "certificates": ngettext_lazy("%(shown)s certificate", "%(shown)s certificates", "count"),
    "periods": ngettext_lazy("%(shown)s period", "%(shown)s periods", "count"),
    "agencies": _AGENCIES,
    "silent": _AGENCIES,
}
# Which lines of people stand behind a figure; the others take them all.
_HOLDS: Final[Mapping[str, Callable[[PersonLine], bool]]] = {
    "women": lambda line: line.is_woman,
    "completed": lambda line: line.outcome == "completed",
    "not_completed": lambda line: line.outcome == "not_completed",
    "undecided": lambda line: not line.outcome,
    "certificates": lambda line: bool(line.serial),
}


@dataclass(frozen=True)
class FigureList:
    """`figure` is what the summary says of it; None where no table gives such a figure."""

    year: int
    which: str
    part: Part | None
    columns: Sequence[ListColumn]
    rows: Sequence[ListRow]
    figure: int | None

    @property
    def title(self) -> str:
        return str(TITLES[self.which])

    @property
    def total(self) -> int:
        return sum(row.weight for row in self.rows)

    @property
    def counted(self) -> str:
        """ "537 participations", in the words of the page."""
        return counted_words(self.which, self.total)

    def check(self) -> None:
        """Raise TotalsDisagree unless the rows add up to the figure."""
        where = f"{self.title}, {self.part.name}" if self.part else self.title
        must_add_up(where, [row.weight for row in self.rows], self.figure)


def counted_words(which: str, number: int) -> str:
    return str(UNITS[which] % {"count": number, "shown": grouped(number)})


def list_behind(year: int, which: str, key: str = "") -> FigureList:
    """The list behind a figure of the year or of one part of it, checked against the figure.

    Raises UnknownPart for what is no list and no part of this year.
    """
    shown = shown_year(year)
    return list_from(shown.summary, lines_of(shown), which, key)


def lines_of(shown: ShownYear) -> tuple[PersonLine, ...]:
    """Everybody of the year: as kept when it was closed, or as of now."""
    return kept_lines(shown.lists()) if shown.is_frozen else year_lines(shown.summary.year)


def list_from(
    summary: YearlySummary, lines: Iterable[PersonLine], which: str, key: str = ""
) -> FigureList:
    """The same from figures and lines at hand, of today or kept since the year was closed."""
    part = part_of(summary, which, key)
    columns, rows = _contents(summary, lines, which, part)
    figure = figure_of(summary, which, part)
    found = FigureList(summary.year, which, part, columns, tuple(rows), figure)
    found.check()
    return found


def _contents(
    summary: YearlySummary, lines: Iterable[PersonLine], which: str, part: Part | None
) -> tuple[Sequence[ListColumn], Iterable[ListRow]]:
    if which in ("agencies", "silent"):
        return _agencies(summary, which, part)
    holds = holds_line(summary, part)
    meant = [line for line in lines if holds(line)]
    if which in ("classes", "periods"):
        return list_rows.CLASS_COLUMNS, _classes(summary, meant, which, part)
    if which == "persons":
        times = int(part.value) if part and part.kind == "times" else None
        return list_rows.PERSON_COLUMNS, list_rows.person_rows(meant, times)
    if which in _HOLDS:
        meant = [line for line in meant if _HOLDS[which](line)]
    return list_rows.PEOPLE_COLUMNS, list_rows.people_rows(summary, meant)


def _classes(
    summary: YearlySummary, lines: Iterable[PersonLine], which: str, part: Part | None
) -> Iterable[ListRow]:
    people = Counter(line.class_code for line in lines)
    classes = classes_in(summary, part)
    if part and part.kind in ("level", "agency"):
        classes = [row for row in classes if row.code in people]
    return list_rows.class_rows(
        classes, people, lambda row: row.periods if which == "periods" else 1
    )


def _agencies(
    summary: YearlySummary, which: str, part: Part | None
) -> tuple[Sequence[ListColumn], Iterable[ListRow]]:
    rows = [row for row in summary.by_agency if part is None or row.level_code == part.value]
    if which == "silent":
        return list_rows.SILENT_COLUMNS, list_rows.agency_rows(rows, sent=False)
    return list_rows.AGENCY_COLUMNS, list_rows.agency_rows(rows, sent=True)
