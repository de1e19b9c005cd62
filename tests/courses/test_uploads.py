"""Uploaded files: taken by what they hold, under names that nothing can misread."""

import io
import zipfile

import pytest

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from courses import file_kinds
from courses.uploads import check_file
from tests.certificates.pdf_files import plain_pdf
from tests.factories.documents import open_file, sheet_file, word_file, zipped

KINDS = ["pdf", "docx", "xlsx", "odt", "txt", "csv", "jpg", "png"]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def refused(body: bytes, name: str, most: int = 10**7) -> str:
    """The code of the refusal, or nothing."""
    try:
        check_file(ContentFile(body, name), KINDS, most)
    except ValidationError as error:
        return error.code
    return ""


def with_part(body: bytes, name: str, part: bytes) -> bytes:
    out = io.BytesIO(body)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (plain_pdf(), "Kế hoạch.PDF"),
        (word_file("Xin chào"), "a.docx"),
        (sheet_file([1]), "a.xlsx"),
        (open_file("<text:p>a</text:p>"), "a.odt"),
        ("Xin chào".encode("utf-16"), "a.txt"),
        ("họ và tên;tuổi".encode(), "a.csv"),
        (b"\xff\xd8\xff\xe0", "a.jpeg"),
    ],
)
def test_plain_files_of_the_accepted_kinds_are_taken(body, name):
    names = [*KINDS, "jpeg"]

    check_file(ContentFile(body, name), names, 10**7)


@pytest.mark.parametrize(
    ("body", "name", "code"),
    [
        (b"<html><script>alert(1)</script>", "a.txt", "wrong_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "wrong_kind"),
        (b"<?xml version='1.0'?><svg/>", "a.svg", "wrong_kind"),
        (b"MZ\x90\x00", "a.pdf", "wrong_kind"),
        (b"MZ\x90\x00", "a.exe", "wrong_kind"),
        (b"L\0\0\0\x01\x14\x02\0", "a.lnk", "wrong_kind"),
        (plain_pdf(), "a.pdf.exe", "wrong_kind"),
        (plain_pdf(), "a.docx", "wrong_kind"),
        (word_file("a"), "a.xlsx", "wrong_kind"),
        (word_file("a"), "a.zip", "wrong_kind"),
        (b"PK\x03\x04 nothing", "a.docx", "damaged"),
        (OLE, "a.docx", "encrypted"),
        (OLE, "a.doc", "old_format"),
        (with_part(word_file("a"), "word/vbaProject.bin", b"x"), "a.docx", "macro"),
        (with_part(word_file("a"), "../../etc/passwd", b"x"), "a.docx", "not_plain"),
        (with_part(word_file("a"), "word/more.xml", bytes(20_000_000)), "a.docx", "bomb"),
        (b"", "a.txt", "empty"),
        (b"a\0b", "a.txt", "wrong_kind"),
        (b"\x89PNG\r\n\x1a\n", "a", "wrong_kind"),
    ],
)
def test_others_are_refused_whatever_their_name_says(body, name, code):
    assert refused(body, name) == code


def test_a_file_that_is_too_large_is_not_even_looked_at():
    assert refused(b"<html>" * 100, "a.html", most=100) == "too_large"


def test_a_protected_document_of_openoffice_is_told_as_such():
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": "\x00\x01",
        "META-INF/manifest.xml": "<manifest:encryption-data/>",
    }

    assert refused(zipped(parts), "a.odt") == "encrypted"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Quyết định số 12-QĐ/TU.pdf", "tu.pdf"),
        ("Đề án (bản cuối).DOCX", "de-an-ban-cuoi.docx"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a.pdf.exe", "apdf.exe"),
        ("CON.txt", "con-file.txt"),
        ('"; filename=x.html', "filenamex.html"),
        ("a\r\nSet-Cookie: b.txt", "a-set-cookie-b.txt"),
        ("Ke\u0302\u0301 hoa\u0323ch.odt", "ke-hoach.odt"),
        ("文件.pdf", "file.pdf"),
        (".htaccess", "htaccess"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
        ("", "file"),
    ],
)
def test_names_become_plain_letters(name, safe):
    assert file_kinds.safe_name(name) == safe
