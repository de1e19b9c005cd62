"""A certificate as it goes to the press: the constant page, and what differs between sheets."""

import dataclasses
import functools
import hashlib
from html import escape

from certificates.paper_drawings import qr_drawing

# Private-use characters never reach the database, so no text of a person can look like a marker.
SLOT_OPENS, SLOT_CLOSES = "\ue000", "\ue001"
QR_SLOT = "qr"
TITLE_SLOT = "title"


def marker(name: str) -> str:
    """What stands in the skeleton where the text of a slot goes."""
    return f"{SLOT_OPENS}{name}{SLOT_CLOSES}"


@dataclasses.dataclass(frozen=True)
class Slot:
    """Text of one face on one line, known to fit: wrapped text belongs to the skeleton."""

    name: str
    text: str  # NFC, not escaped
    width: float  # millimeters the text may take


@dataclasses.dataclass(frozen=True)
class Sheet:
    """One certificate. Sheets with the same skeleton differ in their slots, QR and title only."""

    skeleton: str  # a whole HTML document with markers
    slots: tuple[Slot, ...]
    title: str
    qr: str  # what the code says
    qr_label: str  # its alternative text: the address

    @functools.cached_property
    def key(self) -> str:
        """The same for sheets that one stencil can print."""
        names = ",".join(f"{slot.name}:{slot.width:.3f}" for slot in self.slots)
        return hashlib.sha256(f"{names}\n{self.skeleton}".encode()).hexdigest()

    def html(self) -> str:
        """The document as WeasyPrint gets it."""
        text = self.skeleton.replace(marker(TITLE_SLOT), escape(self.title))
        text = text.replace(marker(QR_SLOT), qr_drawing(self.qr, self.qr_label))
        for slot in self.slots:
            text = text.replace(marker(slot.name), escape(slot.text))
        return text
