"""The register of one body and year as a book: its cover, its lines, the numbers of its pages."""

import dataclasses
import datetime as dt
from typing import ClassVar

from django.utils.translation import pgettext, pgettext_lazy

from certificates.documents.shared import Paper, SignatureBlock, css_lengths, grouped
from certificates.sums import must_add_up
from courses.dates import short_date


@dataclasses.dataclass(frozen=True)
class RegisterEntry:
    """One line; a void one keeps it, and the note says why and by which decision."""

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
    received: str = ""  # empty: room for the hand
    note: str = ""
    is_revoked: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class _RegisterPaper(Paper):
    """What all parts have in common; pages are numbered when all of them are there."""

    year: int

    def title(self) -> str:
        return pgettext("paper", "Register of certificates")


@dataclasses.dataclass(frozen=True, kw_only=True)
class RegisterCover(_RegisterPaper):
    """How many pages and lines the book has; drawn last, since it is the first page."""

    template: ClassVar[str] = "certificates/pdf/register_cover.html"

    pages: int
    total: int  # last number given; the register has no gaps
    closed_on: dt.date | None = None
    signature: SignatureBlock | None = None
    issued_on: dt.date | None = None

    def words(self) -> dict[str, object]:
        return {
            "paper": self,
            "year": str(self.year),
            "pages": f"{self.pages:02}",
            "total": grouped(self.total),
            "closed_on": short_date(self.closed_on) if self.closed_on else "",
            "place_and_date": self.heading.place_and_date(self.issued_on),
            "is_landscape": True,
        }


@dataclasses.dataclass(frozen=True, kw_only=True)
class RegisterPages(_RegisterPaper):
    """Some lines of the book, one after the other; a long book is drawn in several pieces."""

    template: ClassVar[str] = "certificates/pdf/register_pages.html"

    entries: tuple[RegisterEntry, ...]
    total: int  # how many lines there must be
    closing_total: int | None = None  # printed below the last line of the book

    def check(self) -> None:
        must_add_up(self.title(), [1] * len(self.entries), self.total)

    def page_estimate(self) -> int:
        # Twice what a line takes: on a busy machine a piece must not be taken for a hostile one.
        return 2 + len(self.entries) // 4

    def words(self) -> dict[str, object]:
        return {
            "head": [heading for heading, _, _ in _COLUMNS],
            "widths": css_lengths([width for _, width, _ in _COLUMNS], "mm"),
            "entries": [(entry, _cells(entry)) for entry in self.entries],
            "closing_total": None if self.closing_total is None else grouped(self.closing_total),
            "is_landscape": True,
        }


@dataclasses.dataclass(frozen=True, kw_only=True)
class RegisterNumbers(_RegisterPaper):
    """Nothing but "page 3/45", a sheet each, to be laid over the pages of the book."""

    template: ClassVar[str] = "certificates/pdf/register_numbers.html"

    first: int
    last: int
    pages: int

    def page_estimate(self) -> int:
        return 1 + (self.last - self.first) // 8

    def words(self) -> dict[str, object]:
        return {
            "numbers": [
                pgettext("paper", "Page {number}/{pages}").format(number=number, pages=self.pages)
                for number in range(self.first, self.last + 1)
            ],
            "is_landscape": True,
        }


# Heading, millimeters (267 in all), and whether centered.
_COLUMNS = (
    (pgettext_lazy("paper", "Register no."), 13.0, True),
    (pgettext_lazy("paper", "Serial number"), 24.0, True),
    (pgettext_lazy("paper", "Full name"), 25.0, False),
    (pgettext_lazy("paper", "Date of birth"), 16.0, True),
    (pgettext_lazy("paper", "Agency"), 27.0, False),
    (pgettext_lazy("paper", "Class"), 31.0, False),
    (pgettext_lazy("paper", "Held"), 20.0, True),
    (pgettext_lazy("paper", "Ranking"), 12.0, True),
    (pgettext_lazy("paper", "Decision"), 28.0, False),
    (pgettext_lazy("paper", "Issued on"), 16.0, True),
    (pgettext_lazy("paper", "Signed by"), 18.0, False),
    (pgettext_lazy("paper", "Received"), 17.0, True),
    (pgettext_lazy("paper", "Remarks"), 20.0, False),
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
        entry.received,
        entry.note,
    )
    return [(text, column[2]) for text, column in zip(texts, _COLUMNS, strict=True)]
