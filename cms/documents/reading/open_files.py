"""Reads ODT and ODS: their text in the order of the file, without remarks and what was deleted."""

import zipfile
from typing import Any, Final

from defusedxml import ElementTree

from cms.documents.reading.gathering import Gathered, Unreadable

TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
META: Final = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
LEFT_OUT: Final = {f"{OFFICE}annotation", f"{TEXT}tracked-changes"}
BEFORE: Final = {
    f"{TEXT}s": " ",
    f"{TEXT}tab": "\t",
    f"{TEXT}line-break": "\n",
}
BLOCKS: Final = {f"{TEXT}p", f"{TEXT}h"}


def read_open(archive: zipfile.ZipFile, found: Gathered) -> None:
    try:
        root = ElementTree.fromstring(archive.read("content.xml"))
    except (KeyError, ElementTree.ParseError) as error:
        raise Unreadable("damaged") from error
    found.pages = _pages(archive)
    body = root.find(f"{OFFICE}body")
    if body is not None:
        _read_tree(body, found)


def _read_tree(body: Any, found: Gathered) -> None:
    """Without recursion: a file may nest as deep as it likes."""
    waiting: list[Any] = [body]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            found.add(one)
            continue
        found.add(BEFORE.get(one.tag, ""))
        if one.tag not in LEFT_OUT:
            after = [f"{one.text or ''}", *_with_tails(one)]
            if one.tag in BLOCKS:
                after.append("\n")
            waiting.extend(reversed([piece for piece in after if piece != ""]))
        if one.tag in BLOCKS and found.is_full():
            return


def _with_tails(element: Any) -> list[Any]:
    return [piece for child in element for piece in (child, child.tail or "")]


def _pages(archive: zipfile.ZipFile) -> int | None:
    try:
        root = ElementTree.fromstring(archive.read("meta.xml"))
    except (KeyError, ElementTree.ParseError):
        return None
    statistic = root.find(f".//{META}document-statistic")
    told = statistic.get(f"{META}page-count", "") if statistic is not None else ""
    return int(told) if told.isdecimal() and 0 < int(told) < 1_000_000 else None
