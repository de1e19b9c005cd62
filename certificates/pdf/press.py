"""What the printing child works with: one set of fonts, styles and pictures for every document."""

import logging
from collections.abc import Mapping
from typing import Any

import pydyf
from weasyprint import CSS, HTML, Document
from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration

from certificates.pdf.fetcher import AssetFetcher, Assets
from certificates.pdf.stencil.compile import compile_stencil
from certificates.pdf.stencil.rows import Skeleton
from certificates.pdf.stencil.shelf import Shelf
from certificates.pdf.stencil.stencil import Stencil

MAX_CACHED_PICTURES = 64


class Refused(Exception):
    """The document is at fault; the reason goes to the parent."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class _Complaints(logging.Handler):
    """What WeasyPrint would only log: a paper that lacks a picture must not be handed out."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage()[:300])


class _Drawn(Exception):
    """Ends a printing when all is drawn and nothing written."""


class Press:
    """Fonts, style sheet and picture cache belong together and serve every document."""

    def __init__(self, style: str, assets: Assets) -> None:
        self._assets = assets
        self._fonts = FontConfiguration()
        self._style = CSS(string=style, font_config=self._fonts, url_fetcher=AssetFetcher(assets))
        self._pictures: dict[str, Any] = {}
        self._complaints = _Complaints()
        self._shelf = Shelf()
        self.drawn = 0  # documents so far
        LOGGER.handlers = [self._complaints]
        LOGGER.setLevel(logging.ERROR)

    def print_document(self, html: str, assets: Assets, variant: str | None) -> bytes:
        """PDF, always tagged, so that screen readers can follow it."""
        return self.lay_out_and_print(html, assets, variant)[1]

    def lay_out_and_print(
        self, html: str, assets: Assets, variant: str | None
    ) -> tuple[Document, bytes]:
        """The PDF with the pages it was made from, for whoever looks at where things lie."""
        document, options = self._lay_out(self._parse(html, assets), variant)
        pdf = document.write_pdf(**options)
        self._check_complaints()
        return document, bytes(pdf)

    def stencil(
        self, key: str, skeleton: Skeleton, variant: str | None, *, is_alone: bool = False
    ) -> Stencil | str:
        """That of the skeleton, or why there is none."""
        return self._shelf.take(
            f"{key} {variant}", lambda: self.make_stencil(skeleton, variant), is_alone=is_alone
        )

    def make_stencil(self, skeleton: Skeleton, variant: str | None) -> Stencil:
        """Draw the probes of a skeleton and keep what they have in common."""

        def draw(source: HTML) -> tuple[Document, pydyf.PDF]:
            document, options = self._lay_out(source, variant)
            caught: list[pydyf.PDF] = []

            def stop(_document: Document, pdf: pydyf.PDF) -> None:
                caught.append(pdf)
                raise _Drawn

            try:
                document.write_pdf(finisher=stop, **options)
            except _Drawn:
                self._check_complaints()
            return document, caught[0]

        return compile_stencil(skeleton, lambda html: self._parse(html, {}), draw)

    def _parse(self, html: str, assets: Assets) -> HTML:
        source = HTML(string=html, url_fetcher=AssetFetcher({**self._assets, **assets}))
        for element in source.etree_element.iter():
            _refuse_active(str(element.tag), element.attrib)
        return source

    def _lay_out(self, source: HTML, variant: str | None) -> tuple[Document, dict[str, Any]]:
        self.drawn += 1
        self._complaints.texts.clear()
        if len(self._pictures) > MAX_CACHED_PICTURES:
            self._pictures.clear()
        options = {"pdf_variant": variant, "pdf_tags": True, "pdf_identifier": True}
        document = source.render(
            font_config=self._fonts, stylesheets=[self._style], cache=self._pictures, **options
        )
        return document, options

    def _check_complaints(self) -> None:
        if self._complaints.texts:
            raise Refused("faulty", self._complaints.texts[0])


def _refuse_active(tag: str, attributes: Mapping[str, str]) -> None:
    """What WeasyPrint would pass over in silence."""
    if tag.endswith("script"):
        raise Refused("active", "script")
    for name, value in attributes.items():
        if tag.endswith("use") and name.endswith("href") and not value.startswith("#"):
            raise Refused("address", value[:200])
