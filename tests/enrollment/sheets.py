"""Bytes of files that tests send in: workbooks of all kinds, made here and nowhere else."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import xlwt
from openpyxl import Workbook

HEADINGS = ("STT", "Họ và tên", "Ngày sinh", "Chức vụ")


def xlsx(rows: Iterable[Sequence[Any]], **styles: Any) -> bytes:
    """A workbook of one sheet; `font` is given to every text."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for cells in sheet.iter_rows():
        for cell in cells:
            if "font" in styles and isinstance(cell.value, str):
                cell.font = styles["font"]
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls(rows: Iterable[Sequence[Any]], font: str = "Arial", *, epoch_1904: bool = False) -> bytes:
    book = xlwt.Workbook()
    book.dates_1904 = epoch_1904
    sheet = book.add_sheet("Danh sach")
    style = xlwt.easyxf(f"font: name {font}")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            if value is not None:
                sheet.write(y, x, value, style if isinstance(value, str) else day)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


ODS_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="A">'
)
ODS_FOOT = "</table:table></office:spreadsheet></office:body></office:document-content>"


def ods(rows: Iterable[Sequence[str]], *, inner: str = "", head: str = "") -> bytes:
    """Cells are text, or markup of a cell where it begins with `<`; `inner` follows the rows."""
    lines = []
    for row in rows:
        cells = [cell if cell.startswith("<") else ods_text(cell) for cell in row]
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    # As every office suite ends a sheet: a million empty rows of a thousand empty cells.
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    lines.append(f'<table:table-row table:number-rows-repeated="1048000">{empty}</table:table-row>')
    content = f"{head}{ODS_HEAD}{''.join(lines)}{inner}{ODS_FOOT}"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind.encode(), "content.xml": content.encode()})


def ods_text(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return stream.getvalue()


def with_part(body: bytes, name: str, part: bytes) -> bytes:
    """A workbook with one part added or replaced."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    return zipped(parts | {name: part})


def part_of(body: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return archive.read(name)


def lying_about_size(body: bytes, name: str, size: int) -> bytes:
    """The directory promises another size of this entry than it unpacks to."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        true = struct.pack("<I", archive.getinfo(name).file_size)
        checksum = struct.pack("<I", archive.getinfo(name).CRC)
    at = body.index(b"PK\x01\x02")
    while body[at + 46 : at + 46 + len(name)] != name.encode():
        at = body.index(b"PK\x01\x02", at + 4)
    assert body[at + 16 : at + 20] == checksum
    assert body[at + 24 : at + 28] == true
    return body[: at + 24] + struct.pack("<I", size) + body[at + 28 :]


def overlapping(entries: int = 40, size: int = 200_000) -> bytes:
    """Many entries of the directory that share one piece of compressed data."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    noise = bytes((n * 7919) % 251 for n in range(size))
    data = packer.compress(noise) + packer.flush()
    fields = (20, 0, 8, 0, 0x21, zlib.crc32(noise), len(data), len(noise))
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", *fields, 1, 0) + b"a" + data
    directory = b""
    for number in range(entries):
        name = f"xl/{number}".encode()
        directory += struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 20, *fields, len(name), 0, 0, 0, 0, 0, 0
        )
        directory += name
    end = (0, 0, entries, entries, len(directory), len(local), 0)
    return local + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", *end)
