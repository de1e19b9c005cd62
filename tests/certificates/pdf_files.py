"""Small PDF files made without the printing child, and ways to tamper with signed ones."""

import functools
import io

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


@functools.cache
def plain_pdf(words: str = "Quach Thi Uoc", pages: int = 1) -> bytes:
    """Pages with a line of text, tagged like a paper of ours."""
    pdf = pikepdf.new()
    for _page in range(pages):
        pdf.add_blank_page(page_size=(842, 595))
        body = f"BT /F1 24 Tf 100 300 Td ({words}) Tj ET".encode()
        pdf.pages[-1].Contents = pdf.make_stream(body)
    pdf.Root.StructTreeRoot = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot)
    )
    pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    return _saved(pdf)


def with_other_page(signed: bytes) -> bytes:
    """Its page exchanged for that of another file, the signature left in place."""
    pdf = pikepdf.open(io.BytesIO(signed))
    other = pikepdf.open(io.BytesIO(plain_pdf("Nguyen Van A")))
    pdf.pages[0].Contents = pdf.copy_foreign(other.pages[0].Contents)
    return _saved(pdf)


def with_update(signed: bytes) -> bytes:
    """Other words for the page, appended in the way of the format: the old bytes stay."""
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    page = writer.find_page_for_modification(0)[0].get_object()
    words = generic.StreamObject(stream_data=b"BT /F1 24 Tf 100 300 Td (Nguyen Van A) Tj ET")
    page["/Contents"] = writer.add_object(words)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(signed)
    return out.getvalue()


def with_other_words(signed: bytes) -> bytes:
    """A letter of the page changed in place, every offset kept."""
    assert signed.count(b"Quach") == 1
    return signed.replace(b"Quach", b"Quash")


def without_signature(signed: bytes) -> bytes:
    pdf = pikepdf.open(io.BytesIO(signed))
    del pdf.Root.AcroForm, pdf.Root.Perms, pdf.pages[0].Annots
    return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()
