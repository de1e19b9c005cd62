"""The certificate that a trainee takes home: its fields, its design, and the sheet they make."""

import dataclasses
import datetime as dt
import unicodedata
from html import escape
from typing import ClassVar

from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import pgettext

from certificates.designs.layout import Page
from certificates.designs.programme import Programme
from certificates.designs.shipped import FIRST
from certificates.designs.source import Design, DesignSource, prepared
from certificates.documents.certificate_words import certificate_values, reissue_mark
from certificates.documents.shared import Paper, SignatureBlock
from certificates.documents.sheet import TITLE_SLOT, Sheet, Slot, marker


@dataclasses.dataclass(frozen=True)
class SecondLanguage:
    """What of a certificate is said a second time."""

    language: str
    class_title: str = ""
    ranking: str = ""


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

    # Without one: the layout of before there were designs.
    design: DesignSource = FIRST
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
    # Signed short record, told by the code beside the address.
    record: str = ""
    second: SecondLanguage | None = None
    programme: Programme = ()

    @property
    def kind(self) -> str:
        return pgettext("paper", "Certificate")

    def title(self) -> str:
        return f"{self.kind} {self.serial_number} – {self.full_name}"

    def words(self) -> dict[str, object]:
        """What the plain path prints: the sheet filled, and the style of its design."""
        return {
            "sheet": mark_safe(self.bare_sheet().html()),  # noqa: S308  escaped as it was drawn
            "style": mark_safe(prepared(self.design).style),  # noqa: S308  has no sign to end it
            "is_landscape": True,
        }

    def page_estimate(self) -> int:
        return prepared(self.design).pages

    def sheet(self) -> Sheet:
        """As it goes to the press, in the language of the issuing body.

        Refused with code `text_too_long` when a text does not fit into its place.
        """
        with translation.override(self.language):
            sheet = self.bare_sheet()
            return dataclasses.replace(sheet, skeleton=self.document(sheet.skeleton))

    def bare_sheet(self) -> Sheet:
        """Without the document around it; called in the language of the paper."""
        slots, body = self._drawn(prepared(self.design))
        return Sheet(
            skeleton=body,
            slots=slots,
            title=unicodedata.normalize("NFC", self.title()),
            qr=f"{self.verify_url}#{self.record}" if self.record else self.verify_url,
            qr_label=self.verify_url,
        )

    def _drawn(self, design: Design) -> tuple[tuple[Slot, ...], str]:
        """Slots, and the pages with markers for them."""
        values, page = certificate_values(self), Page()
        pages: list[str] = []
        for layout, kind in ((design.front, "front"), (design.back, "back")):
            if layout is not None:
                page.html.clear()
                layout.fill(values, marker, page)
                pages.append(self.page(design, kind, "".join(page.html)))
        slots = tuple(Slot(name, text, width) for name, text, width in page.slots)
        return slots, unicodedata.normalize("NFC", "".join(pages))

    def page(self, design: Design, kind: str, inner: str) -> str:
        """One page with its frame."""
        look = f"certificate {design.scope} frame-{design.source.options.frame} {kind}"
        return f'<section class="{look}">{self._marks()}{inner}</section>'

    def _marks(self) -> str:
        """What no design can leave out: that it is a draft, a reissue, a sample."""
        mark, watermark = reissue_mark(self), self._watermark()
        return (f'<p class="mark">{escape(mark)}</p>' if mark else "") + (
            f'<div class="watermark"><span>{escape(watermark)}</span></div>' if watermark else ""
        )

    def document(self, body: str) -> str:
        """Pages with the style of the design around them."""
        author = escape(unicodedata.normalize("NFC", self.heading.issuer))
        return (
            f'<!doctype html>\n<html lang="{self.language}">\n<head>\n<meta charset="utf-8">\n'
            f"<title>{marker(TITLE_SLOT)}</title>\n"
            f'<meta name="author" content="{author}">\n<meta name="generator" content="Taphuan">\n'
            f"<style>\n{prepared(self.design).style}\n</style>\n</head>\n"
            f'<body class="certificates landscape">\n{body}\n</body>\n</html>\n'
        )
