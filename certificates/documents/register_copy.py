"""A copy from the register: the line of the book, certified on a later day."""

import dataclasses
import datetime as dt
from typing import ClassVar

from django.utils.translation import pgettext

from certificates.documents.shared import Paper, SignatureBlock
from certificates.paper_drawings import qr_drawing
from courses.dates import short_date


@dataclasses.dataclass(frozen=True, kw_only=True)
class RegisterCopy(Paper):
    """What the book says of one certificate; an empty line is left out."""

    template: ClassVar[str] = "certificates/pdf/register_copy.html"

    number: int  # of the copy
    register_number: str
    serial_number: str
    full_name: str
    birth: str
    position: str
    agency: str
    class_title: str
    held: str
    periods: int | None
    ranking: str
    decision: str
    certificate_issued_on: dt.date
    signer: str
    handed_over_on: dt.date | None
    verify_url: str
    signature: SignatureBlock
    issued_on: dt.date
    reissue_count: int = 0

    def title(self) -> str:
        return f"{pgettext('paper', 'Copy from the register')} – {self.serial_number}"

    def words(self) -> dict[str, object]:
        return {
            "paper": self,
            "number": f"{self.number:02}",
            "lines": [(label, text) for label, text in self._lines() if text],
            "place_and_date": self.heading.place_and_date(self.issued_on),
            "qr": qr_drawing(self.verify_url),
        }

    def _lines(self) -> list[tuple[str, str]]:
        handed_over = short_date(self.handed_over_on) if self.handed_over_on else ""
        reissued = pgettext("paper", "Reissued (no. {count})").format(count=self.reissue_count)
        return [
            (pgettext("paper", "Full name"), self.full_name),
            (pgettext("paper", "Date of birth"), self.birth),
            (pgettext("paper", "Position"), self.position),
            (pgettext("paper, work unit", "Agency"), self.agency),
            (pgettext("paper", "Has completed the class"), self.class_title),
            (pgettext("paper", "Held"), self.held),
            (pgettext("paper", "Periods"), str(self.periods) if self.periods else ""),
            (pgettext("paper", "Ranking"), self.ranking),
            (pgettext("paper", "Decision"), self.decision),
            (pgettext("paper", "Serial number"), self.serial_number),
            (pgettext("paper", "Register number"), self.register_number),
            (pgettext("paper", "Issued on"), short_date(self.certificate_issued_on)),
            (pgettext("paper", "Signed by"), self.signer),
            (pgettext("paper", "Handed over on"), handed_over),
            (pgettext("paper", "Remarks"), reissued if self.reissue_count else ""),
        ]
