"""Reads PDF: page by page, as far as the budget goes."""

import pypdfium2
from pypdfium2 import PdfDocument, PdfiumError
from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY

from cms.documents.reading.gathering import Gathered, Unreadable


def read_pdf(body: bytes, found: Gathered) -> None:
    try:
        pdf = PdfDocument(body)
        found.pages = len(pdf)
    except PdfiumError as error:
        locked = getattr(error, "err_code", None) in (FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY)
        raise Unreadable("encrypted" if locked else "damaged") from error
    for number in range(found.pages):
        if found.is_full():
            return
        _read_page(pdf, number, found)


def _read_page(pdf: pypdfium2.PdfDocument, number: int, found: Gathered) -> None:
    """A page that is broken is left out; the others are worth having."""
    try:
        page = pdf[number]
    except PdfiumError:
        return
    try:
        text = page.get_textpage()
        found.add(text.get_text_bounded())
        found.end_line()
        text.close()
    except PdfiumError:
        return
    finally:
        page.close()
