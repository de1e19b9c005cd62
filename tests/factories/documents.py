"""Unsurprising documents of the library, and files of the kinds it takes."""

import datetime as dt
import io
import zipfile

import docx
import factory
import openpyxl
from factory.django import DjangoModelFactory

from django.core.files.base import ContentFile

from wagtail.models import Collection

from cms.models import Document, DocumentKind, DocumentText

ODT_TYPE = "application/vnd.oasis.opendocument.text"
ODT_BODY = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:text>{}</office:text></office:body></office:document-content>"
)


def zipped(parts: dict[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def word_file(*paragraphs: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def sheet_file(*rows: list) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def open_file(markup: str, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An ODT of this text, such as `<text:p>Kế hoạch</text:p>`."""
    return zipped({"mimetype": ODT_TYPE, "content.xml": ODT_BODY.format(markup)}, how)


def long_pdf(words: str, pages: int) -> bytes:
    """Pages with a line of plain letters, written by hand as a library would take its time."""
    stream = f"BT /F1 24 Tf 100 300 Td ({words}) Tj ET"
    first = 5
    kids = " ".join(f"{first + n} 0 R" for n in range(pages))
    page = "<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 595 842]"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {pages}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream",
        *[f"{page}/Resources<</Font<</F1 3 0 R>>>>>>"] * pages,
    ]
    body, places = "%PDF-1.4\n", []
    parts = [body]
    length = len(body)
    for number, text in enumerate(objects, start=1):
        places.append(length)
        parts.append(f"{number} 0 obj\n{text}\nendobj\n")
        length += len(parts[-1])
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    parts.append(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}")
    parts.append(f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{length}\n%%EOF")
    return "".join(parts).encode()


class DocumentKindFactory(DjangoModelFactory):
    class Meta:
        model = DocumentKind

    name = factory.Sequence(lambda n: f"Loại {n}")
    name_en = factory.Sequence(lambda n: f"Kind {n}")
    slug = factory.Sequence(lambda n: f"loai-{n}")


class DocumentFactory(DjangoModelFactory):
    """A listed text file; `content="..."` is what was read in it."""

    class Meta:
        model = Document
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Văn bản {n}")
    file = factory.LazyFunction(lambda: ContentFile("Xin chào".encode(), "van-ban.txt"))
    issued_on = dt.date(2026, 3, 16)
    collection = factory.LazyFunction(
        lambda: Collection.get_first_root_node() or Collection.add_root(name="Root")
    )

    @factory.post_generation
    def content(self, create, extracted, **kwargs):
        if create and extracted is not None:
            DocumentText.objects.create(document=self, text=extracted)
