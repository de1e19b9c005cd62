"""Parts of a year by which its lists are narrowed, and what the figure of each part says."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from certificates.year_book.figures import CategoryRow, ClassRow, YearlySummary
from certificates.year_book.lines import PersonLine

PEOPLE: Final = (
    "participations",
    "women",
    "completed",
    "not_completed",
    "undecided",
    "certificates",
)
MOST_CHOICES: Final = 500
_ANY: Final = ("month", "field", "level", "agency", "class")
# By what a list may be narrowed; periods belong to classes, which are not parted by agency.
WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "classes": _ANY,
    "periods": ("month", "field", "class"),
    **dict.fromkeys(PEOPLE, _ANY),
    "persons": (*_ANY, "times"),
    "agencies": ("level",),
    "silent": ("level",),
}
HEADINGS: Final[Mapping[str, Any]] = {
    "month": _("Month"),
    "field": _("Field of training"),
    "level": _("Level"),
    "agency": _("Agency"),
    "class": _("Class"),
    "times": _("Number of classes"),
}


class UnknownPart(LookupError):
    """The year has no such part, or the list is not narrowed by it."""


@dataclass(frozen=True)
class Part:
    """A part of the year, written "month:3" or "agency:YT" in addresses."""

    kind: str
    value: str
    name: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.value}"

    @property
    def heading(self) -> str:
        return str(HEADINGS[self.kind])


def part_of(summary: YearlySummary, which: str, key: str) -> Part | None:
    """The part that is meant; None for the whole year."""
    if which not in WAYS:
        raise UnknownPart(which)
    if not key:
        return None
    kind = key.partition(":")[0]
    if kind in WAYS[which]:
        for part in _parts(summary, kind):
            if part.key == key:
                return part
    raise UnknownPart(key)


def parts_to_choose(
    summary: YearlySummary, which: str, chosen: Part | None = None
) -> list[tuple[str, list[Part]]]:
    """The parts of the list, by kind, for a form. Thousands of agencies fit in no box: they are
    chosen by the links of tables and lists."""
    kinds = {kind: list(_parts(summary, kind)) for kind in WAYS[which]}
    for kind, parts in kinds.items():
        if len(parts) > MOST_CHOICES:
            kinds[kind] = [part for part in parts if part == chosen]
    return [(str(HEADINGS[kind]), parts) for kind, parts in kinds.items() if parts]


def _parts(summary: YearlySummary, kind: str) -> Iterable[Part]:
    if kind == "month":
        return [
            Part(kind, str(row.month), str(MONTHS[row.month]).capitalize())
            for row in summary.by_month
        ]
    if kind == "class":
        return [Part(kind, row.code, f"{row.code} {row.title}") for row in summary.by_class]
    if kind == "times":
        return [Part(kind, str(times), times_words(times)) for times, _persons in summary.attended]
    rows = {
        "field": summary.by_category,
        "level": summary.by_level,
        "agency": summary.by_agency,
    }[kind]
    if kind == "level":  # those that sent nobody have levels too
        return _once(_levels(summary))
    return _once(Part(kind, row.code, row.name) for row in rows)


def _levels(summary: YearlySummary) -> Iterable[Part]:
    for row in summary.by_agency:
        yield Part("level", row.level_code, row.level)


def _once(parts: Iterable[Part]) -> list[Part]:
    """An agency that changed its level has two lines and is one part."""
    return list({part.key: part for part in parts}.values())


def times_words(times: int) -> str:
    return ngettext("%(count)d class", "%(count)d classes", times) % {"count": times}


def holds_line(summary: YearlySummary, part: Part | None) -> Callable[[PersonLine], bool]:
    """Whether a line belongs to the part; the number of classes is asked of persons, not here."""
    if part is None or part.kind == "times":
        return lambda line: True
    if part.kind == "level":
        return lambda line: line.level_code == part.value
    if part.kind == "agency":
        return lambda line: line.agency_code == part.value
    codes = {row.code for row in classes_in(summary, part)}
    return lambda line: line.class_code in codes


def classes_in(summary: YearlySummary, part: Part | None) -> Sequence[ClassRow]:
    """Classes of the part; those of a level or an agency are known by their people only."""
    readers: Mapping[str, Callable[[ClassRow], str]] = {
        "month": lambda row: str(row.ends_on.month),
        "field": lambda row: row.category_code,
        "class": lambda row: row.code,
    }
    if part is None or part.kind not in readers:
        return summary.by_class
    read = readers[part.kind]
    return [row for row in summary.by_class if read(row) == part.value]


def figure_of(summary: YearlySummary, which: str, part: Part | None) -> int | None:
    """What the summary says of the part; None where no table gives such a figure."""
    if which in ("agencies", "silent"):
        return _agencies(summary, which, part)
    if part is None:
        return getattr(summary, which)
    if part.kind == "times":
        return dict(summary.attended)[int(part.value)]
    rows = _rows_of(summary, which, part)
    if which == "persons" or (which == "classes" and part.kind in ("level", "agency")):
        # Counted anew in each line: they do not add up.
        return getattr(rows[0], which, None) if len(rows) == 1 else None
    if which == "classes" and part.kind == "class":
        return 1
    if not all(hasattr(row, which) for row in rows):
        return None
    return sum(getattr(row, which) for row in rows)


def _rows_of(summary: YearlySummary, which: str, part: Part) -> Sequence[Any]:
    if part.kind == "level":
        return [row for row in summary.by_level if row.code == part.value]
    if part.kind == "agency":
        return [row for row in summary.by_agency if row.code == part.value]
    if part.kind == "field" and which in CategoryRow.__dataclass_fields__:
        return [row for row in summary.by_category if row.code == part.value]
    return classes_in(summary, part)


def _agencies(summary: YearlySummary, which: str, part: Part | None) -> int:
    if part is None:
        return summary.agencies_sent if which == "agencies" else summary.agencies_silent
    rows = [row for row in summary.by_agency if row.level_code == part.value]
    return sum(1 for row in rows if bool(row.participations) == (which == "agencies"))
