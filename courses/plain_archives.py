"""Is this zip file what it says? Decided from its directory, before anything is unpacked."""

import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Final

MEBIBYTE: Final = 1024 * 1024
# Below that a ratio says nothing: a few bytes of a theme shrink well.
SMALL: Final = 64 * 1024
LOCAL_HEADER: Final = 30


class NotPlain(Exception):
    """Nothing to be opened; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _any(_entry: zipfile.ZipInfo) -> bool:
    return True


def is_markup(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.lower().endswith((".xml", ".rels", ".vml"))


@dataclass(frozen=True)
class Limits:
    """What an archive may promise; sizes count for the parts that will be read."""

    most_unpacked: int = 50 * MEBIBYTE
    most_ratio: int = 100
    most_entries: int = 200
    is_read: Callable[[zipfile.ZipInfo], bool] = _any


def open_archive(file: IO[bytes], limits: Limits) -> zipfile.ZipFile:
    """The archive, with a directory that promises nothing dangerous; raises NotPlain.

    What an entry holds beyond the promised size is never read: `zipfile` stops there, and
    complains about the checksum.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise NotPlain("damaged") from error
    entries = archive.infolist()
    if len(entries) > limits.most_entries:
        raise NotPlain("bomb")
    for entry in entries:
        _check_entry(entry)
    _check_sizes([entry for entry in entries if limits.is_read(entry)], limits)
    _check_layout(archive, entries)
    return archive


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 0x1:
        raise NotPlain("encrypted")
    parts = entry.filename.replace("\\", "/").split("/")
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in parts[0] or is_link:
        raise NotPlain("not_plain")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotPlain("not_plain")


def _check_sizes(read: list[zipfile.ZipInfo], limits: Limits) -> None:
    unpacked = sum(entry.file_size for entry in read)
    if unpacked > limits.most_unpacked:
        raise NotPlain("bomb")
    for entry in read:
        most = limits.most_ratio * max(entry.compress_size, 1)
        if entry.file_size > SMALL and entry.file_size > most:
            raise NotPlain("bomb")
    packed = sum(entry.compress_size for entry in read)
    if unpacked > SMALL + limits.most_ratio * packed:
        raise NotPlain("bomb")


def _check_layout(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Each entry lies alone: several that share their bytes unpack to more than they weigh."""
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise NotPlain("not_plain")
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            raise NotPlain("bomb")
        end = entry.header_offset + LOCAL_HEADER + len(entry.orig_filename.encode())
        end += entry.compress_size
    if end > archive.start_dir:
        raise NotPlain("bomb")


def refuse_declarations(archive: zipfile.ZipFile) -> None:
    """No part of a plain office file declares a document type, and with it entities."""
    # In UTF-16 every other byte is empty.
    if any(
        b"<!DOCTYPE" in archive.read(entry).replace(b"\0", b"")
        for entry in archive.infolist()
        if is_markup(entry)
    ):
        raise NotPlain("not_plain")
