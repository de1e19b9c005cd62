"""The certificate that a trainee takes home, and a whole class of them in one file."""

import dataclasses
import datetime as dt
import functools
import hashlib
from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext, pgettext

from certificates.documents.shared import Paper, SignatureBlock, birth_text
from certificates.paper_drawings import qr_drawing
from certificates.paper_fonts import largest_size, text_width
from courses.dates import date_range

NAME_WIDTH = 220.0  # millimeters
NAME_SIZES = (24.0, 23.0, 22.0, 21.0, 20.0, 19.0, 18.0)
SMALLEST_WORD_SIZES = tuple(float(size) for size in range(18, 4, -1))
CLASS_WIDTH = 235.0
# Kerning and rounding in the renderer may differ a little from the plain sum of advances.
_SAFETY = 0.99


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

    kind_name: str = ""  # "Certificate" unless the kind of document says otherwise
    subtitle: str = ""
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
    photo_png: bytes = b""

    def title(self) -> str:
        return f"{self._kind()} {self.serial_number} – {self.full_name}"

    def words(self) -> dict[str, object]:
        return {"certificates": [self.page()], "is_landscape": True}

    def pictures(self) -> Mapping[str, bytes]:
        return {_asset_name(body): body for body in self._pictures().values() if body}

    def page(self) -> dict[str, object]:
        """What the template prints on one sheet."""
        return {
            "paper": self,
            "heading": self.heading,
            "kind": self._kind(),
            "subtitle": self.subtitle or pgettext("paper", "of completion of the training class"),
            "certifies": self._certifies(),
            "name_size": name_size(self.full_name),
            "class_size": class_size(self.class_title),
            "person": self._person(),
            "held": self._held(),
            "place_and_date": self.heading.place_and_date(self.issued_on),
            "qr": qr_drawing(self.verify_url),
            "mark": self._mark(),
            "pictures": {
                name: _asset_name(body) for name, body in self._pictures().items() if body
            },
        }

    def _kind(self) -> str:
        return self.kind_name or pgettext("paper", "Certificate")

    def _certifies(self) -> str:
        if not self.honorific:
            return pgettext("paper", "This certifies that")
        return pgettext("paper", "This certifies that {honorific}").format(
            honorific=self.honorific
        )

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
        return {
            "signature": self.signature_png,
            "seal": self.seal_png,
            "photo": self.photo_png,
        }


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


def name_size(name: str) -> float:
    """24 points down to 18; below that only for a single word which no line could hold."""
    width = NAME_WIDTH * _SAFETY
    in_one_line = largest_size(name, "serif-bold", width, NAME_SIZES)
    if in_one_line is not None:
        return in_one_line
    longest = max(name.split(), key=lambda word: text_width(word, "serif-bold", 1))
    return largest_size(longest, "serif-bold", width, SMALLEST_WORD_SIZES) or 4.0


def class_size(title: str) -> float:
    """17 points if the title then takes two lines at most, else 15."""
    return 17.0 if line_count(title, "serif-bold", 17.0, CLASS_WIDTH * _SAFETY) <= 2 else 15.0


def line_count(text: str, face: str, size: float, width: float) -> int:
    """Lines of a paragraph broken at spaces."""
    space = text_width(" ", face, size)
    lines, used = 1, 0.0
    for word in text.split():
        length = text_width(word, face, size)
        if used and used + space + length > width:
            lines, used = lines + 1, length
        else:
            used += length + (space if used else 0.0)
    return lines


@functools.lru_cache(maxsize=64)
def _asset_name(body: bytes) -> str:
    """Named by content: the child keeps decoded pictures, and one must never stand for another."""
    return f"{hashlib.sha256(body).hexdigest()}.png"
