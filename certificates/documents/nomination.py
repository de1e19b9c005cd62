"""Papers of a nomination: the list that the head of the agency signs, and the receipt for it."""

import dataclasses
import datetime as dt
from typing import ClassVar

from django.utils.translation import pgettext

from certificates.documents.people_table import (
    PersonRow,
    count_women,
    needs_landscape,
    people_table,
)
from certificates.documents.shared import Paper, SignatureBlock, moment
from certificates.sums import must_add_up
from courses.dates import short_date


@dataclasses.dataclass(frozen=True, kw_only=True)
class NominationList(Paper):
    """In the name of the agency: its heading, its signature left open."""

    template: ClassVar[str] = "certificates/pdf/nomination_list.html"

    class_title: str
    held: str
    agency: str
    rows: tuple[PersonRow, ...]
    total: int
    letter: str = ""

    def check(self) -> None:
        must_add_up(self.title(), [1] * len(self.rows), self.total)

    def title(self) -> str:
        return pgettext("paper", "List of people named for a training class")

    def page_estimate(self) -> int:
        return 1 + self.total // 12

    def words(self) -> dict[str, object]:
        is_landscape = needs_landscape(self.rows, self.agency)
        return {
            "paper": self,
            "table": people_table(self.rows, agency=self.agency, is_landscape=is_landscape),
            "total": str(self.total),
            "women": str(count_women(self.rows)),
            "signature": SignatureBlock(office=pgettext("paper", "Head of the agency")),
            "place_and_date": self.heading.place_and_date(None),
            "is_landscape": is_landscape,
        }


@dataclasses.dataclass(frozen=True, kw_only=True)
class NominationReceipt(Paper):
    """What came in, when and from whom; what became of each person by the day it is printed."""

    template: ClassVar[str] = "certificates/pdf/nomination_receipt.html"

    class_title: str
    class_code: str
    held: str
    agency: str
    reference: str
    received_at: dt.datetime
    printed_at: dt.datetime
    rows: tuple[PersonRow, ...]
    total: int
    sent_by: str = ""
    letter_number: str = ""
    letter_date: dt.date | None = None
    files: tuple[str, ...] = ()
    states: tuple[tuple[str, int], ...] = ()

    def check(self) -> None:
        must_add_up(self.title(), [1] * len(self.rows), self.total)
        must_add_up(self.title(), [count for _state, count in self.states], self.total)

    def title(self) -> str:
        return pgettext("paper", "Receipt of a nomination")

    def page_estimate(self) -> int:
        return 1 + self.total // 12

    def words(self) -> dict[str, object]:
        is_landscape = needs_landscape(self.rows, self.agency)
        return {
            "paper": self,
            "facts": self._facts(),
            "table": people_table(
                self.rows,
                agency=self.agency,
                note_head=pgettext("paper", "State"),
                is_landscape=is_landscape,
            ),
            "total": str(self.total),
            "states": "; ".join(f"{state.lower()}: {count}" for state, count in self.states),
            "printed_at": moment(self.printed_at),
            "place_and_date": self.heading.place_and_date(self.printed_at.date()),
            "is_landscape": is_landscape,
        }

    def _facts(self) -> list[tuple[str, str]]:
        letter = self.letter_number
        if self.letter_date:
            day = short_date(self.letter_date)
            letter = (
                pgettext("paper", "{number} of {day}").format(number=letter, day=day)
                if letter
                else day
            )
        facts = [
            (pgettext("paper", "Reference"), self.reference),
            (pgettext("on a receipt", "Received"), moment(self.received_at)),
            (pgettext("paper", "Class"), f"{self.class_title} ({self.class_code})"),
            (pgettext("paper", "Held"), self.held),
            (pgettext("paper", "Agency"), self.agency),
            (pgettext("paper", "Sent in by"), self.sent_by),
            (pgettext("paper", "Letter of the agency"), letter),
            (pgettext("paper", "Files"), ", ".join(self.files)),
        ]
        return [(label, text) for label, text in facts if text]
