"""The annex of the decision on the training plan of a year; refused when its sums disagree."""

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import ClassVar, Final

from django.utils.translation import pgettext, pgettext_lazy

from certificates.documents.shared import (
    NOTHING,
    Paper,
    SignatureBlock,
    css_lengths,
    figure,
    grouped,
    roman,
)
from certificates.sums import must_add_up
from courses import money_words
from courses.dates import short_date

# Heading, css class, and how wide: millimeters, or the share of what the others leave.
_COLUMNS: Final = {
    "number": (pgettext_lazy("paper", "No."), "middle", 9.0),
    "title": (pgettext_lazy("paper", "Content"), "", 10),
    "audience": (pgettext_lazy("paper", "For whom"), "", 6),
    "classes": (pgettext_lazy("paper", "Classes"), "middle", 11.0),
    "participations": (pgettext_lazy("paper", "Participations"), "middle", 14.0),
    "time": (pgettext_lazy("paper", "Time"), "middle", 14.0),
    "place": (pgettext_lazy("of a line of a plan", "Place"), "", 5),
    "host": (pgettext_lazy("paper", "Leading unit"), "", 5),
    "note": (pgettext_lazy("paper", "Remarks"), "", 4),
}
_WIDTH: Final = 262.0
# Of the text of the table: a digit is half as wide as its size, a point between them a quarter.
_DIGIT: Final = 1.6
_POINT: Final = 0.8
_LETTER: Final = 1.65
_AIR: Final = 2.6
_NARROWEST_MONEY: Final = 17.0
# A line takes more height the more columns share the page.
_LINES_PER_PAGE: Final = 6


@dataclasses.dataclass(frozen=True)
class AnnexLine:
    """One line; `budget` in the order of the sources of the annex, None where there is none."""

    title: str
    audience: str
    classes: int
    participations: int
    quarter: int | None
    place: str = ""
    host: str = ""
    note: str = ""
    budget: tuple[Decimal | None, ...] = ()

    @property
    def money(self) -> Decimal:
        return sum((amount for amount in self.budget if amount), Decimal())


@dataclasses.dataclass(frozen=True, kw_only=True)
class PlanAnnex(Paper):
    """Every total is handed in beside its rows, so that the paper can be held against itself."""

    template: ClassVar[str] = "certificates/pdf/plan_annex.html"

    year: int
    lines: tuple[AnnexLine, ...]
    line_count: int
    classes: int
    participations: int
    sources: tuple[str, ...] = ()
    budget: tuple[Decimal, ...] = ()  # totals in the order of the sources
    money: Decimal = Decimal()
    decision: str = ""
    decided_on: dt.date | None = None
    adjusted_on: dt.date | None = None
    signature: SignatureBlock | None = None

    def check(self) -> None:
        lines = self.lines
        must_add_up(self.title(), [1] * len(lines), self.line_count)
        for name, total in (("classes", self.classes), ("participations", self.participations)):
            must_add_up(_heading(name), [getattr(one, name) for one in lines], total)
        for place, source in enumerate(self.sources):
            must_add_up(source, [one.budget[place] for one in lines], self.budget[place])
        must_add_up(pgettext("paper", "Budget"), self.budget, self.money)

    def title(self) -> str:
        return pgettext("paper", "Plan of training classes in {year}").format(year=self.year)

    def page_estimate(self) -> int:
        return 2 + self.line_count // _LINES_PER_PAGE

    def words(self) -> dict[str, object]:
        before, after = self._columns()
        money = self._money_heads()
        return {
            "attached": self._attached(),
            "adjusted": self._adjusted(),
            "unit": money_words.unit() if money else "",
            "before": [_heading(name) for name in before],
            "money": money,
            "after": [_heading(name) for name in after],
            "widths": css_lengths(_widths(before, self._money_widths(), after), "mm"),
            "rows": [
                [
                    *_cells(before, one, number),
                    *self._amounts(one.budget, one.money),
                    *_cells(after, one, number),
                ]
                for number, one in enumerate(self.lines, 1)
            ],
            "words_of_total": pgettext("paper", "TOTAL: {lines} lines").format(
                lines=grouped(self.line_count)
            ),
            "words_wide": before.index("classes") if "classes" in before else len(before),
            "total": self._total(before, after),
            "signature": self.signature,
            "is_landscape": True,
        }

    def _watermark(self) -> str:
        """Before the decision it is a proposal, not a trial print."""
        if self.is_draft and not self.is_sample:
            return pgettext("paper, of a plan", "Draft")
        return super()._watermark()

    def _columns(self) -> tuple[list[str], list[str]]:
        """Before and behind the money; columns that no line fills are left out."""
        used = [
            name
            for name in _COLUMNS
            if name in ("number", "time") or any(getattr(one, name, "") for one in self.lines)
        ]
        return [name for name in used if name != "note"], [name for name in used if name == "note"]

    def _money_heads(self) -> list[str]:
        """One for each source, and their sum if there are several."""
        if len(self.sources) < 2:
            return list(self.sources)
        return [*self.sources, pgettext("paper, of amounts", "Total")]

    def _money_widths(self) -> list[float]:
        """Each as wide as its sum, which stands in the last row."""
        sums = [text for text, _kind in self._amounts(self.budget, self.money)]
        return [max(_wide(text), _NARROWEST_MONEY) for text in sums]

    def _amounts(self, budget: tuple[Decimal | None, ...], total: Decimal) -> list[tuple[str, str]]:
        amounts = [*budget, total] if len(self.sources) > 1 else list(budget)
        return [(money_words.figures(one) if one else NOTHING, "figure") for one in amounts]

    def _total(self, before: list[str], after: list[str]) -> list[tuple[str, str]]:
        """Behind the words that take the place of the first columns."""
        sums = {"classes": figure(self.classes), "participations": figure(self.participations)}
        counted = before[before.index("classes") :] if "classes" in before else []
        return [
            *((sums.get(name, ""), "middle") for name in counted),
            *self._amounts(self.budget, self.money),
            *(("", "") for _name in after),
        ]

    def _attached(self) -> str:
        """To which decision; dots for the clerk before there is one."""
        form = pgettext("paper", "Attached to decision no. {number} of {day}")
        day = short_date(self.decided_on) if self.decided_on else "…/…/20…"
        return form.format(number=self.decision or "………", day=day)

    def _adjusted(self) -> str:
        if self.adjusted_on is None:
            return ""
        form = pgettext("paper", "as adjusted up to {day}")
        return form.format(day=short_date(self.adjusted_on))


def _heading(name: str) -> str:
    return str(_COLUMNS[name][0])


def _cells(names: list[str], line: AnnexLine, number: int) -> list[tuple[str, str]]:
    own = {
        "number": str(number),
        "classes": figure(line.classes),
        "participations": figure(line.participations),
        "time": _time(line.quarter),
    }
    return [
        (own[name] if name in own else getattr(line, name), _COLUMNS[name][1]) for name in names
    ]


def _time(quarter: int | None) -> str:
    if quarter is None:
        return pgettext("paper, time of a class", "In the year")
    return pgettext("paper", "Quarter {roman}").format(roman=roman(quarter))


def _widths(before: list[str], money: list[float], after: list[str]) -> list[float]:
    """Some columns are as wide as their heading asks for; those of text share the rest."""
    names = [*before, *after]
    fixed = {name: _narrowest(name) for name in names if isinstance(_COLUMNS[name][2], float)}
    shares = {name: _COLUMNS[name][2] for name in names if name not in fixed}
    rest = _WIDTH - sum(fixed.values()) - sum(money)
    widths = fixed | {name: rest * part / sum(shares.values()) for name, part in shares.items()}
    return [*(widths[name] for name in before), *money, *(widths[name] for name in after)]


def _narrowest(name: str) -> float:
    """In which no word of the heading is broken."""
    longest = max(len(word) for word in _heading(name).split())
    return max(_COLUMNS[name][2], longest * _LETTER + _AIR)


def _wide(amount: str) -> float:
    digits = sum(one.isdigit() for one in amount)
    return digits * _DIGIT + (len(amount) - digits) * _POINT + _AIR
