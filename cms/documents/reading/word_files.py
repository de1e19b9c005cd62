"""Reads DOCX: paragraphs, tables, boxes, notes, head and foot; not what was deleted or remarked."""

import io
import zipfile
from typing import Any, Final

import docx
from defusedxml import ElementTree
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from cms.documents.reading.gathering import Gathered, Unreadable

WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
PAGES: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}Pages"
PIECES: Final = {
    f"{WORD}p": "\n",
    f"{WORD}tab": "\t",
    f"{WORD}br": "\n",
    f"{WORD}cr": "\n",
    f"{WORD}noBreakHyphen": "-",
    f"{WORD}tc": "\t",
}
# In this order after the text itself; remarks of colleagues are nobody else's.
FURTHER: Final = ("/header", "/footnotes", "/endnotes", "/footer")
MOST_PAGES: Final = 1_000_000


def read_word(body: bytes, archive: zipfile.ZipFile, found: Gathered) -> None:
    try:
        main = docx.Document(io.BytesIO(body)).part
    except (PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise Unreadable("damaged") from error
    found.pages = _pages(archive)
    _read_tree(main.element, found)
    for ending in FURTHER:
        for relation in main.rels.values():
            if not relation.is_external and relation.reltype.endswith(ending):
                _read_tree(_tree(relation.target_part), found)


def _tree(part: Any) -> Any:
    if hasattr(part, "element"):
        return part.element
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(part.blob, parser)


def _read_tree(tree: Any, found: Gathered) -> None:
    walk = etree.iterwalk(tree, events=("start",))
    for _event, element in walk:
        if element.tag == FALLBACK:
            # The same once more, for programs which do not know text boxes.
            walk.skip_subtree()
        elif element.tag == f"{WORD}t":
            found.add(element.text or "")
        elif element.tag in PIECES:
            found.add(PIECES[element.tag])
            if found.is_full():
                return
    found.end_line()


def _pages(archive: zipfile.ZipFile) -> int | None:
    """As counted by the program that saved it last."""
    try:
        told = ElementTree.fromstring(archive.read("docProps/app.xml")).findtext(PAGES)
    except (KeyError, ElementTree.ParseError):
        return None
    return int(told) if told and told.isdecimal() and 0 < int(told) < MOST_PAGES else None
