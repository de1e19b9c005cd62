"""The register of certificates of one body and year: cover, numbered pages, all entries."""

import dataclasses
import datetime as dt
from typing import ClassVar

from django.utils.translation import pgettext, pgettext_lazy

from certificates.documents.shared import Paper, SignatureBlock, css_lengths
from certificates.sums import must_add_up
from courses.dates import short_date


@dataclasses.dataclass(frozen=True)
class RegisterEntry:
    """A revoked entry keeps its line; the note says why and by which decision."""

    register_number: str
    serial_number: str
    full_name: str
    birth: str
    agency: str
    class_title: str
    held: str
    issued_on: dt.date
    signer: str = ""
    ranking: str = ""
    decision: str = ""
    note: str = ""
    is_revoked: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class RegisterBookPaper(Paper):
    template: ClassVar[str] = "certificates/pdf/register_book.html"

    year: int
    entries: tuple[RegisterEntry, ...]
    total: int  # last number given; the register has no gaps
    signature: SignatureBlock | None = None
    issued_on: dt.date | None = None

    def check(self) -> None:
        must_add_up(self.title(), [1] * len(self.entries), self.total)

    def title(self) -> str:
        return pgettext("paper", "Register of certificates")

    def page_estimate(self) -> int:
        return 2 + len(self.entries) // 8

    def words(self) -> dict[str, object]:
        return {
            "paper": self,
            "year": str(self.year),
            "head": [heading for heading, _, _ in _COLUMNS],
            "widths": css_lengths([width for _, width, _ in _COLUMNS], "mm"),
            "entries": [(entry, _cells(entry)) for entry in self.entries],
            "total": str(self.total),
            "place_and_date": self.heading.place_and_date(self.issued_on),
            "is_landscape": True,
        }


# Heading, millimeters (262 in all), and whether centered; "received" stays empty for the hand.
_COLUMNS = (
    (pgettext_lazy("paper", "Register no."), 15.0, True),
    (pgettext_lazy("paper", "Serial number"), 25.0, True),
    (pgettext_lazy("paper", "Full name"), 30.0, False),
    (pgettext_lazy("paper", "Date of birth"), 17.0, True),
    (pgettext_lazy("paper", "Agency"), 27.0, False),
    (pgettext_lazy("paper", "Class"), 37.0, False),
    (pgettext_lazy("paper", "Held"), 19.0, True),
    (pgettext_lazy("paper", "Ranking"), 12.0, True),
    (pgettext_lazy("paper", "Decision"), 20.0, False),
    (pgettext_lazy("paper", "Issued on"), 17.0, True),
    (pgettext_lazy("paper", "Signed by"), 16.0, False),
    (pgettext_lazy("paper", "Received"), 14.0, True),
    (pgettext_lazy("paper", "Remarks"), 13.0, False),
)


def _cells(entry: RegisterEntry) -> list[tuple[str, bool]]:
    texts = (
        entry.register_number,
        entry.serial_number,
        entry.full_name,
        entry.birth,
        entry.agency,
        entry.class_title,
        entry.held,
        entry.ranking,
        entry.decision,
        short_date(entry.issued_on),
        entry.signer,
        "",
        entry.note,
    )
    return [(text, column[2]) for text, column in zip(texts, _COLUMNS, strict=True)]
