"""Files of the demo, written where it is loaded: DOCX, ODT, XLSX, text, and a scan as PDF."""

import io
import zipfile
from collections.abc import Iterable
from typing import Any, Final

import docx
import openpyxl
from PIL import Image, ImageDraw

from django.utils.html import escape

ODT_TYPE: Final = "application/vnd.oasis.opendocument.text"
OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
MANIFEST: Final = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'
# A4 at 100 dots an inch.
SHEET: Final = (827, 1169)


def word(lines: Iterable[str]) -> bytes:
    heading, *others = lines
    document, out = docx.Document(), io.BytesIO()
    document.add_heading(heading)
    for line in others:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def open_text(lines: Iterable[str]) -> bytes:
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in lines)
    content = (
        f'{HEAD}<office:document-content xmlns:office="{OFFICE}" xmlns:text="{TEXT}"'
        f' office:version="1.2"><office:body><office:text>{paragraphs}</office:text>'
        "</office:body></office:document-content>"
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", ODT_TYPE), ("content.xml", "text/xml"))
    )
    manifest = f'{HEAD}<manifest:manifest xmlns:manifest="{MANIFEST}">{entries}</manifest:manifest>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        # First and as it is, so that programs know the file by its first bytes.
        archive.writestr("mimetype", ODT_TYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def sheet(rows: Iterable[list[Any]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def scan(lines: Iterable[str]) -> bytes:
    """A picture of a page: there is nothing in it that could be searched."""
    page, out = Image.new("L", SHEET, 250), io.BytesIO()
    pen = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        pen.text((120, 140 + 60 * number), line, fill=40, font_size=26)
    page.save(out, "PDF", resolution=100)
    return out.getvalue()


def write(known: dict[str, Any]) -> bytes:
    """The file of a line of the demo's data."""
    if known["format"] == "xlsx":
        return sheet(known["rows"])
    makers = {"docx": word, "odt": open_text, "scan": scan}
    if known["format"] in makers:
        return makers[known["format"]](known["lines"])
    return "\n".join(known["lines"]).encode()
