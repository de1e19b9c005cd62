"""What a file is, by what it holds and never by its name; and a name that is safe to give it."""

import re
import zipfile
from collections.abc import Collection
from pathlib import PurePath
from typing import IO, Final

from courses import plain_archives, vietnamese
from courses.plain_archives import Limits, NotPlain

# Of a document only the markup is ever read; pictures in it shrink to nothing or not at all.
OFFICE: Final = Limits(
    most_unpacked=100 * plain_archives.MEBIBYTE,
    most_ratio=250,
    most_entries=5_000,
    is_read=plain_archives.is_markup,
)
LOOKED_AT: Final = 4096
STARTS: Final = (
    (b"%PDF-", ".pdf"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"GIF8", "picture"),
    (b"RIFF", "media"),
    (b"{\\rtf", "rtf"),
    (b"L\0\0\0\x01\x14\x02\0", "program"),
)
TAGS: Final = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<script", b"<!--", b"<svg")
MARKUP: Final = (*TAGS, b"mime-version:", b"#!")
OOXML: Final = {
    "word/document.xml": ".docx",
    "xl/workbook.xml": ".xlsx",
    "ppt/presentation.xml": ".pptx",
}
ODF: Final = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/vnd.oasis.opendocument.presentation": ".odp",
}
TEXT: Final = ".txt"
# Two names of one thing.
SAME: Final = {".jpeg": ".jpg", ".csv": TEXT}
BOMS: Final = (b"\xff\xfe", b"\xfe\xff")
LONGEST_STEM: Final = 80
# Names that one system or another keeps for itself.
RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$")


def kind_of(file: IO[bytes]) -> str:
    """The suffix that tells the truth, or a word in which nothing is accepted; raises NotPlain."""
    file.seek(0)
    start = file.read(LOOKED_AT)
    try:
        return _kind_of(file, start)
    finally:
        file.seek(0)


def _kind_of(file: IO[bytes], start: bytes) -> str:
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_archive(file)
    for beginning, kind in STARTS:
        if start.startswith(beginning):
            return kind
    # In UTF-16 every other byte is empty.
    plain = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").replace(b"\0", b"")
    if plain.lower().startswith(MARKUP):
        return "markup"
    if not plain:
        raise NotPlain("empty")
    return "binary" if b"\0" in start and not _is_utf_16(start) else TEXT


def _is_utf_16(start: bytes) -> bool:
    """It says so, or every other byte of plain letters is empty and none between."""
    odd, even = start[1::2].count(0), start[0::2].count(0)
    few, many = sorted((odd, even))
    is_even = len(start) % 2 == 0
    return start.startswith(BOMS) or (is_even and few == 0 and many > len(start) / 6)


def _kind_of_archive(file: IO[bytes]) -> str:
    archive = plain_archives.open_archive(file, OFFICE)
    names = set(archive.namelist())
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise NotPlain("macro")
    if "mimetype" in names and "content.xml" in names:
        if _is_encrypted_odf(archive, names):
            raise NotPlain("encrypted")
        return ODF.get(_small_part(archive, "mimetype").strip(), "archive")
    if "[Content_Types].xml" in names:
        return next((kind for name, kind in OOXML.items() if name in names), "archive")
    return "archive"


def _is_encrypted_odf(archive: zipfile.ZipFile, names: set[str]) -> bool:
    manifest = "META-INF/manifest.xml"
    return manifest in names and b"encryption-data" in _small_part(archive, manifest)


def _small_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The directory has promised its size; a part that breaks the promise is damaged."""
    try:
        with archive.open(name) as part:
            return part.read(plain_archives.MEBIBYTE)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
        raise NotPlain("damaged") from error


def is_named(name: str, kind: str) -> bool:
    """Whether the name says what the file is."""
    suffix = PurePath(name).suffix.lower()
    return SAME.get(suffix, suffix) == kind


def is_accepted(file: IO[bytes], name: str, suffixes: Collection[str]) -> bool:
    """Whether it is of one of these kinds, and named so; raises NotPlain with the reason."""
    kind = kind_of(file)
    if kind == "ole":
        # Word and Excel wrap what a password protects in a file of the old kind.
        raise NotPlain("encrypted" if PurePath(name).suffix.lower() in suffixes else "old_format")
    return PurePath(name).suffix.lower() in suffixes and is_named(name, kind)


def safe_name(name: str) -> str:
    """A name of plain letters, which no system, header or address can misread."""
    path = PurePath(name.replace("\\", "/"))
    suffix = re.sub(r"[^a-z0-9]", "", path.suffix.lower())[:8]
    stem = vietnamese.slug(path.stem)[:LONGEST_STEM].strip("-") or "file"
    if RESERVED.match(stem):
        stem = f"{stem}-file"
    return f"{stem}.{suffix}" if suffix else stem
