"""Is this zip file a plain workbook? Decided from its directory, before anything is unpacked."""

import io
import stat
import zipfile
from typing import Final

from enrollment.roster.formats import Unreadable

MOST_UNPACKED: Final = 50 * 1024 * 1024
MOST_RATIO: Final = 100
MOST_ENTRIES: Final = 200
# Below that a ratio says nothing: a few bytes of a theme shrink well.
SMALL: Final = 64 * 1024
LOCAL_HEADER: Final = 30


def open_workbook_archive(body: bytes) -> zipfile.ZipFile:
    """The archive, with a directory that promises nothing dangerous.

    What an entry holds beyond the promised size is never read: `zipfile` stops there, and
    complains about the checksum.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable("damaged") from error
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise Unreadable("bomb")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unreadable("bomb")
    for entry in entries:
        _check_entry(entry)
    _check_layout(archive, entries, len(body))
    return archive


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 0x1:
        raise Unreadable("encrypted")
    if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
        raise Unreadable("bomb")
    parts = entry.filename.replace("\\", "/").split("/")
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in parts[0] or is_link:
        raise Unreadable("not_plain")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable("not_plain")


def _check_layout(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], total_bytes: int
) -> None:
    """Each entry lies alone: several that share their bytes unpack to more than they weigh."""
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise Unreadable("not_plain")
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        start = entry.header_offset
        if start < end:
            raise Unreadable("bomb")
        end = start + LOCAL_HEADER + len(entry.orig_filename.encode()) + entry.compress_size
    if end > getattr(archive, "start_dir", total_bytes):
        raise Unreadable("bomb")
    total = sum(entry.compress_size for entry in entries)
    if sum(entry.file_size for entry in entries) > SMALL + MOST_RATIO * total:
        raise Unreadable("bomb")


def refuse_declarations(archive: zipfile.ZipFile) -> None:
    """No part of a plain workbook declares a document type, and with it entities."""
    parts = (n for n in archive.namelist() if n.lower().endswith((".xml", ".rels", ".vml")))
    # In UTF-16 every other byte is empty.
    if any(b"<!DOCTYPE" in archive.read(name).replace(b"\0", b"") for name in parts):
        raise Unreadable("not_plain")


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
