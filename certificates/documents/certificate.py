"""The certificate that a trainee takes home, and a whole class of them in one file."""

import dataclasses
import datetime as dt
import functools
import hashlib
from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext, pgettext

from certificates.documents.certificate_fit import (
    CertificateFit,
    CertificateText,
    fit_certificate,
    kind_size,
)
from certificates.documents.shared import Paper, SignatureBlock
from certificates.paper_drawings import qr_drawing
from courses.dates import birth_text, date_range


@dataclasses.dataclass(frozen=True, kw_only=True)
class CertificatePaper(Paper):
    """Frozen text of one certificate; an empty optional field leaves its line out."""

    template: ClassVar[str] = "certificates/pdf/certificates.html"

    full_name: str
    class_title: str
    starts_on: dt.date
    ends_on: dt.date
    signature: SignatureBlock
    issued_on: dt.date
    serial_number: str
    register_number: str
    verify_url: str

    honorific: str = ""
    birth_date: dt.date | None = None
    birth_year: int | None = None
    sex: str = ""
    position: str = ""
    agency: str = ""
    periods: int | None = None
    venue: str = ""
    ranking: str = ""
    decision: str = ""
    reissue_count: int = 0
    signature_png: bytes = b""
    seal_png: bytes = b""

    def title(self) -> str:
        return f"{pgettext('paper', 'Certificate')} {self.serial_number} – {self.full_name}"

    def words(self) -> dict[str, object]:
        return {"certificates": [self.page()], "is_landscape": True}

    def pictures(self) -> Mapping[str, bytes]:
        return {_asset_name(body): body for body in self._pictures().values() if body}

    def page(self) -> dict[str, object]:
        """What the template prints on one sheet."""
        kind = pgettext("paper", "Certificate")
        return {
            "paper": self,
            "heading": self.heading,
            "kind": kind,
            "kind_size": kind_size(kind),
            "subtitle": pgettext("paper", "of completion of the training class"),
            "certifies": self._certifies(),
            "fit": self._fit(),
            "person": self._person(),
            "facts": self._facts(),
            "place_and_date": self.heading.place_and_date(self.issued_on),
            "qr": qr_drawing(self.verify_url),
            "mark": self._mark(),
            "pictures": {
                name: _asset_name(body) for name, body in self._pictures().items() if body
            },
        }

    def _certifies(self) -> str:
        if not self.honorific:
            return pgettext("paper", "This certifies that")
        return pgettext("paper", "This certifies that {honorific}").format(honorific=self.honorific)

    def _person(self) -> list[tuple[str, str]]:
        is_full_date = self.birth_date is not None
        cells = [
            (
                pgettext("paper", "Date of birth")
                if is_full_date
                else pgettext("paper", "Year of birth"),
                birth_text(self.birth_date, self.birth_year),
            ),
            (pgettext("paper", "Sex"), self.sex),
            (pgettext("paper", "Position"), self.position),
        ]
        return [(label, text) for label, text in cells if text]

    def _fit(self) -> CertificateFit:
        agency = f"{pgettext('paper, work unit', 'Agency')}: {self.agency}" if self.agency else ""
        facts = tuple(f"{label}: {text}" if label else text for label, text, _ in self._facts())
        signature = ("place", self.signature.authority, self.signature.office)
        return fit_certificate(
            CertificateText(
                left_heading=(*self.heading.left_lines, self.heading.issuer),
                has_mark=self.heading.mark != "none",
                name=self.full_name,
                person=tuple(f"{label}: {text}" for label, text in self._person()),
                agency=agency,
                class_title=self.class_title,
                facts=facts,
                signature_lines=tuple(filter(None, signature)),
            )
        )

    def _facts(self) -> list[tuple[str, str, str]]:
        """Lines of (label, text, style) below the name of the class."""
        lines = [("", f"{self._held()}.", "held")]
        if self.ranking:
            lines.append((pgettext("paper", "Ranking"), self.ranking, "ranking"))
        if self.decision:
            basis = pgettext("paper", "By {decision}").format(decision=self.decision)
            lines.append(("", f"({basis})", "decision"))
        return lines

    def _held(self) -> str:
        text = date_range(self.starts_on, self.ends_on)
        if self.periods is not None:
            text += " " + gettext("(%(periods)d periods)") % {"periods": self.periods}
        if self.venue:
            text += pgettext("paper", ", held at {venue}").format(venue=self.venue)
        return text

    def _mark(self) -> str:
        if self.is_draft:
            return pgettext("paper", "Draft – not valid")
        if self.reissue_count:
            return pgettext("paper", "Reissued (no. {count})").format(count=self.reissue_count)
        return ""

    def _pictures(self) -> dict[str, bytes]:
        return {"signature": self.signature_png, "seal": self.seal_png}


@dataclasses.dataclass(frozen=True, kw_only=True)
class CertificateBatch(Paper):
    """Certificates of one class, one sheet each, for printing in one go."""

    template: ClassVar[str] = "certificates/pdf/certificates.html"

    papers: tuple[CertificatePaper, ...]
    class_title: str = ""

    def title(self) -> str:
        return " – ".join(filter(None, (pgettext("paper", "Certificates"), self.class_title)))

    def words(self) -> dict[str, object]:
        return {"certificates": [paper.page() for paper in self.papers], "is_landscape": True}

    def pictures(self) -> Mapping[str, bytes]:
        found: dict[str, bytes] = {}
        for paper in self.papers:
            found.update(paper.pictures())
        return found

    def page_estimate(self) -> int:
        return len(self.papers)


@functools.lru_cache(maxsize=64)
def _asset_name(body: bytes) -> str:
    """Named by content: the child keeps decoded pictures, and one must never stand for another."""
    return f"{hashlib.sha256(body).hexdigest()}.png"
