"""Pieces of one long table become a book: cut at page ends, merged, numbered through."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pikepdf

LINE = "line-"  # ids of rows in the pieces: line-0, line-1 …


def page_count(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as piece:
        return len(piece.pages)


def first_line_of_last_page(pdf: bytes) -> int:
    """Place in its piece of the row with which the last page begins."""
    with pikepdf.open(io.BytesIO(pdf)) as piece:
        last = piece.pages[-1].objgen
        targets = pikepdf.NameTree(piece.Root.Names.Dests)
        lines = (
            int(name.removeprefix(LINE))
            for name, target in targets.items()
            if name.startswith(LINE) and target[0].objgen == last
        )
        return min(lines)


def without_last_page(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as piece:
        del piece.pages[-1]
        return _saved(piece)


def bind(cover: bytes, pieces: Sequence[Path], numbers: Iterator[bytes], *, title: str) -> bytes:
    """One file: the cover, then the pages of the pieces, each but the first under its number.

    The pieces lie in files, and one is open at a time, so that a book of any length fits.
    """
    book = pikepdf.new()
    _append(book, cover, title)
    sheets = _sheets(numbers)
    for path in pieces:
        body = path.read_bytes()
        start = len(book.pages)
        _append(book, body, title)
        for page in book.pages[start:]:
            with_number = next(sheets)
            page.add_overlay(with_number, pikepdf.Rectangle(page.mediabox))
    return _saved(book)


def _append(book: pikepdf.Pdf, body: bytes, title: str) -> None:
    with pikepdf.open(io.BytesIO(body)) as piece:
        if "/Lang" not in book.Root and "/Lang" in piece.Root:
            book.Root.Lang = pikepdf.String(str(piece.Root.Lang))
            book.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
            book.docinfo["/Title"] = title
        # The tree of tags belongs to one file and is lost by merging: no page may point into it.
        for page in piece.pages:
            for name in ("/StructParents", "/Tabs"):
                if name in page.obj:
                    del page.obj[name]
        book.pages.extend(piece.pages)


def _sheets(numbers: Iterator[bytes]) -> Iterator[pikepdf.Page]:
    for body in numbers:
        with pikepdf.open(io.BytesIO(body)) as sheets:
            yield from sheets.pages


def _saved(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.remove_unreferenced_resources()
    pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return target.getvalue()
