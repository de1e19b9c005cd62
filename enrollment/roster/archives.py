"""Is this zip file a plain workbook? What its directory and its manifest say of it."""

import io
import zipfile
from typing import Final

from courses import plain_archives
from courses.plain_archives import Limits, NotPlain
from enrollment.roster.formats import Unreadable

LIMITS: Final = Limits()


def open_workbook_archive(body: bytes) -> zipfile.ZipFile:
    """The archive, with a directory that promises nothing dangerous."""
    try:
        return plain_archives.open_archive(io.BytesIO(body), LIMITS)
    except NotPlain as error:
        raise Unreadable(error.code) from error


def refuse_declarations(archive: zipfile.ZipFile) -> None:
    """No part of a plain workbook declares a document type, and with it entities."""
    try:
        plain_archives.refuse_declarations(archive)
    except NotPlain as error:
        raise Unreadable(error.code) from error


def kind_of(archive: zipfile.ZipFile) -> str:
    """`xlsx` or `ods`; refuses by name what else comes as a zip file."""
    names = set(archive.namelist())
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable("macro")
    if any(name.endswith(".iwa") or name == "Index.zip" for name in names):
        raise Unreadable("numbers")
    if "xl/workbook.bin" in names:
        raise Unreadable("binary_workbook")
    if "EncryptedPackage" in names:
        raise Unreadable("encrypted")
    if "content.xml" in names:
        return _open_document(archive, names)
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    raise Unreadable("not_a_sheet")


def _open_document(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "META-INF/manifest.xml" in names:
        manifest = archive.read("META-INF/manifest.xml")
        if b"encryption-data" in manifest:
            raise Unreadable("encrypted")
    if "mimetype" in names and b"spreadsheet" not in archive.read("mimetype"):
        raise Unreadable("not_a_sheet")
    return "ods"
