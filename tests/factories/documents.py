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


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
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


def open_file(markup: str) -> bytes:
    """An ODT of this text, such as `<text:p>Kế hoạch</text:p>`."""
    return zipped({"mimetype": ODT_TYPE, "content.xml": ODT_BODY.format(markup)})


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
