"""The settlement list of a class: its costs in groups of sources, with sums and signatures."""

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import ClassVar

from django.utils.translation import pgettext

from certificates.documents.shared import (
    NOTHING,
    Paper,
    SignatureBlock,
    css_lengths,
    grouped,
    percent,
    roman,
)
from certificates.sums import must_add_up
from courses.money_words import figures, money, unit

# Millimeters: number, content, payee, voucher, date, and three amounts.
_WIDTHS = (10.0, 63.0, 46.0, 32.0, 21.0, 30.0, 30.0, 30.0)
_ROWS_ON_A_PAGE = 14


@dataclasses.dataclass(frozen=True)
class SettlementRow:
    content: str
    payee: str = ""
    voucher: str = ""
    paid_on: str = ""
    planned: Decimal | None = None
    spent: Decimal | None = None


@dataclasses.dataclass(frozen=True)
class SettlementGroup:
    """Lines of one source of money; its sums are counted apart from the rows."""

    source: str
    rows: tuple[SettlementRow, ...]
    planned: Decimal
    spent: Decimal


@dataclasses.dataclass(frozen=True, kw_only=True)
class SettlementList(Paper):
    template: ClassVar[str] = "certificates/pdf/settlement.html"

    class_title: str
    held: str
    facts: tuple[tuple[str, str], ...] = ()
    groups: tuple[SettlementGroup, ...]
    planned: Decimal
    spent: Decimal
    people: int = 0
    settled_on: dt.date | None = None
    signature: SignatureBlock | None = None

    def check(self) -> None:
        for group in self.groups:
            must_add_up(group.source, [row.planned for row in group.rows], group.planned)
            must_add_up(group.source, [row.spent for row in group.rows], group.spent)
        must_add_up(self.title(), [group.planned for group in self.groups], self.planned)
        must_add_up(self.title(), [group.spent for group in self.groups], self.spent)

    def title(self) -> str:
        return pgettext("paper", "Settlement list of costs")

    def _watermark(self) -> str:
        if self.is_draft and not self.is_sample:
            return pgettext("settlement list", "Not settled")
        return super()._watermark()

    def page_estimate(self) -> int:
        return 1 + sum(len(group.rows) + 1 for group in self.groups) // _ROWS_ON_A_PAGE

    def words(self) -> dict[str, object]:
        return {
            "paper": self,
            "is_landscape": True,
            "unit": unit(),
            "head": [
                pgettext("paper", "No."),
                pgettext("paper", "Content"),
                pgettext("paper", "Paid to"),
                pgettext("paper", "Voucher no."),
                pgettext("paper", "Paid on"),
                pgettext("paper", "Planned"),
                pgettext("paper", "Spent"),
                pgettext("paper", "Left of the plan"),
            ],
            "widths": css_lengths(_WIDTHS, "mm"),
            "groups": self._groups(),
            "total": _amounts(self.planned, self.spent),
            "close": self._close(),
            "place_and_date": self.heading.place_and_date(self.settled_on),
        }

    def _groups(self) -> list[dict[str, object]]:
        printed: list[dict[str, object]] = []
        number = 0
        for place, group in enumerate(self.groups, 1):
            first, number = number + 1, number + len(group.rows)
            printed.append(
                {
                    "roman": roman(place),
                    "source": group.source,
                    "amounts": _amounts(group.planned, group.spent),
                    "rows": [
                        (str(at), row, _amounts(row.planned, row.spent))
                        for at, row in enumerate(group.rows, first)
                    ],
                }
            )
        return printed

    def _close(self) -> list[str]:
        """What the sums come to, in sentences."""
        spent = pgettext("paper", "Total spent: {amount}").format(amount=money(self.spent))
        if self.planned:
            share = pgettext("paper", "{share} of the plan")
            spent += f" ({share.format(share=_share(self.spent, self.planned))})"
        if not self.people or not self.spent:
            return [spent]
        each = pgettext("paper", "On average for each of {people} participations: {amount}")
        average = each.format(people=grouped(self.people), amount=money(self.spent / self.people))
        return [spent, average]


def _share(part: Decimal, whole: Decimal) -> str:
    # In hundredths, so that the decimals of other currencies count too.
    return percent(int(part * 100), int(whole * 100))


def _amounts(planned: Decimal | None, spent: Decimal | None) -> tuple[str, str, str]:
    left = (planned or Decimal()) - (spent or Decimal())
    return (_amount(planned), _amount(spent), _amount(left))


def _amount(amount: Decimal | None) -> str:
    """A dash for zero, as in all tables; nothing where nothing is known."""
    return NOTHING if amount == 0 else figures(amount)
