"""The process that prints: takes HTML from its parent, gives back PDF or a reason.

Started as `python -m certificates.pdf.child <socket>`; knows neither Django nor the database.
"""

import logging
import select
import shutil
import socket
import sys
import tempfile
from collections.abc import Mapping
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from certificates.pdf.fetcher import AssetFetcher, Assets
from certificates.pdf.frames import LinkBroken, receive_frame, send_frame
from certificates.pdf.limits import MEBIBYTE, Limits, confine_process, hold_to

MAX_JOB_BYTES = 64 * MEBIBYTE
MAX_CACHED_PICTURES = 64
# An idle child gives its memory back; the next document starts a new one.
IDLE_SECONDS = 300


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


class Press:
    """Fonts, style sheet and picture cache belong together and serve every document."""

    def __init__(self, style: str, assets: Assets) -> None:
        self._assets = assets
        self._fonts = FontConfiguration()
        self._style = CSS(string=style, font_config=self._fonts, url_fetcher=AssetFetcher(assets))
        self._pictures: dict[str, Any] = {}
        self._complaints = _Complaints()
        LOGGER.handlers = [self._complaints]
        LOGGER.setLevel(logging.ERROR)

    def print_document(self, html: str, assets: Assets, variant: str | None) -> bytes:
        """PDF, always tagged, so that screen readers can follow it."""
        self._complaints.texts.clear()
        if len(self._pictures) > MAX_CACHED_PICTURES:
            self._pictures.clear()
        source = HTML(string=html, url_fetcher=AssetFetcher({**self._assets, **assets}))
        for element in source.etree_element.iter():
            _refuse_active(str(element.tag), element.attrib)
        options = {"pdf_variant": variant, "pdf_tags": True, "pdf_identifier": True}
        document = source.render(
            font_config=self._fonts, stylesheets=[self._style], cache=self._pictures, **options
        )
        pdf = document.write_pdf(**options)
        if self._complaints.texts:
            raise Refused("faulty", self._complaints.texts[0])
        return pdf


def _refuse_active(tag: str, attributes: Mapping[str, str]) -> None:
    """What WeasyPrint would pass over in silence."""
    if tag.endswith("script"):
        raise Refused("active", "script")
    for name, value in attributes.items():
        if tag.endswith("use") and name.endswith("href") and not value.startswith("#"):
            raise Refused("address", value[:200])


def main(descriptor: int) -> None:
    """Serve one parent until it closes the link, is silent for long, or a document fails."""
    with socket.socket(fileno=descriptor) as link:
        setup, parts = receive_frame(link, max_bytes=MAX_JOB_BYTES)
        confine_process()
        press = Press(setup["style"], _assets(setup["assets"], parts))
        send_frame(link, {"ready": True})
        while _serve(link, press):
            pass
    shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)


def _serve(link: socket.socket, press: Press) -> bool:
    """Whether another document may follow."""
    if not select.select([link], [], [], IDLE_SECONDS)[0]:
        return False
    try:
        job, parts = receive_frame(link, max_bytes=MAX_JOB_BYTES)
    except LinkBroken:
        return False
    limits = Limits(**job["limits"])
    hold_to(limits)
    answer, pdf = _answer(press, job, parts, limits)
    send_frame(link, answer, [pdf])
    return bool(answer["ok"])


def _answer(
    press: Press, job: dict[str, Any], parts: list[bytes], limits: Limits
) -> tuple[dict[str, Any], bytes]:
    try:
        pdf = press.print_document(job["html"], _assets(job["assets"], parts), job["variant"])
        if len(pdf) > limits.output_bytes:
            raise Refused("too_large", str(len(pdf)))
    except FatalURLFetchingError as error:
        return {"ok": False, "code": "address", "detail": str(error)}, b""
    except Refused as refusal:
        return {"ok": False, "code": refusal.code, "detail": str(refusal)}, b""
    except (MemoryError, RecursionError, SystemError) as error:  # C code out of memory
        return {"ok": False, "code": "too_complex", "detail": type(error).__name__}, b""
    except Exception as error:  # noqa: BLE001  whatever a document breaks is a refusal
        return {"ok": False, "code": "faulty", "detail": repr(error)[:300]}, b""
    return {"ok": True}, pdf


def _assets(names: list[list[str]], parts: list[bytes]) -> Assets:
    return {name: (part, media_type) for (name, media_type), part in zip(names, parts, strict=True)}


if __name__ == "__main__":
    main(int(sys.argv[1]))
