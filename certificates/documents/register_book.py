"""The register of certificates of one body and year: cover, numbered pages, every entry for ever."""

import dataclasses
import datetime as dt
from typing import ClassVar

from django.utils.translation import pgettext

from certificates.documents.shared import Paper, SignatureBlock, must_add_up
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
    kind_name: str = ""
    signature: SignatureBlock | None = None
    issued_on: dt.date | None = None

    def check(self) -> None:
        must_add_up(self.title(), [1] * len(self.entries), self.total)

    def title(self) -> str:
        return self.kind_name or pgettext("paper", "Register of certificates")

    def page_estimate(self) -> int:
        return 2 + len(self.entries) // 8

    def words(self) -> dict[str, object]:
        return {
            "paper": self,
            "year": str(self.year),
            "entries": [(entry, short_date(entry.issued_on)) for entry in self.entries],
            "total": str(self.total),
            "place_and_date": self.heading.place_and_date(self.issued_on),
            "is_landscape": True,
        }
