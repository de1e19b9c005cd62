"""Changes of a closed year in words: which figure of what, and the amounts as they are printed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.dates import MONTHS
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from certificates.year_book.figures import YearlySummary
from certificates.year_book.keeping.differences import Amount, Change
from courses.money_words import money

FIGURES: Final[Mapping[str, Any]] = {
    "classes": pgettext_lazy("figure of a year", "Classes"),
    "participations": pgettext_lazy("figure of a year", "Participations"),
    "persons": pgettext_lazy("figure of a year", "Persons"),
    "women": pgettext_lazy("figure of a year", "Women"),
    "completed": pgettext_lazy("figure of a year", "Completed"),
    "not_completed": pgettext_lazy("figure of a year", "Not completed"),
    "undecided": pgettext_lazy("figure of a year", "Not decided"),
    "certificates": pgettext_lazy("figure of a year", "Certificates"),
    "sessions": pgettext_lazy("figure of a year", "Sessions"),
    "periods": pgettext_lazy("figure of a year", "Periods"),
    "spent": pgettext_lazy("figure of a year", "Spent"),
}
TABLES: Final[Mapping[str, Any]] = {
    "": pgettext_lazy("figures of a year", "The whole year"),
    "by_class": pgettext_lazy("figures of a year", "By class"),
    "by_agency": pgettext_lazy("figures of a year", "By agency"),
    "by_category": pgettext_lazy("figures of a year", "By field of training"),
    "by_level": pgettext_lazy("figures of a year", "By level"),
    "by_month": pgettext_lazy("figures of a year", "By month"),
}


@dataclass(frozen=True)
class ToldChange:
    """One line of a list of changes; `about` is "" for the year as a whole."""

    about: str
    figure: str
    before: str
    after: str


@dataclass(frozen=True)
class ToldTable:
    title: str
    changes: tuple[ToldChange, ...]


class ChangeWords:
    """Names of levels and groups are those of the year itself."""

    def __init__(self, summary: YearlySummary) -> None:
        self._parts = {
            "by_level": {row.level_code: row.level for row in summary.by_agency},
            "by_group": {group.code: group.name for group in summary.groups},
        }

    def tell(self, change: Change) -> ToldChange:
        shown = _money if change.figure == "spent" else _count
        return ToldChange(
            self._about(change),
            self.figure(change.figure),
            shown(change.before),
            shown(change.after),
        )

    def tables(self, changes: Iterable[Change]) -> list[ToldTable]:
        """By table, that of the whole year first."""
        told: dict[str, list[ToldChange]] = {}
        for change in changes:
            told.setdefault(change.table, []).append(self.tell(change))
        return [
            ToldTable(str(title), tuple(told[table]))
            for table, title in TABLES.items()
            if table in told
        ]

    def figure(self, name: str) -> str:
        """ "participations", or a part of it such as "by_level.tinh"."""
        if name in FIGURES:
            return str(FIGURES[name])
        kind, _dot, part = name.partition(".")
        if kind == "attended":
            times = int(part)
            words = ngettext("Persons in %(count)d class", "Persons in %(count)d classes", times)
            return words % {"count": times}
        return self._parts.get(kind, {}).get(part, part)

    def _about(self, change: Change) -> str:
        if change.table == "by_month":
            return str(MONTHS[int(change.row)]).capitalize()
        if change.table == "by_class":
            return f"{change.row} {change.name}"
        return change.name


def _count(amount: Amount) -> str:
    return number_format(amount or 0, force_grouping=True)


def _money(amount: Amount) -> str:
    return money(Decimal(amount)) if amount is not None else _("none entered")
