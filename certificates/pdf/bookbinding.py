"""Long tables are drawn in pieces and become a book: cut at page ends, merged, numbered through."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from certificates.pdf.refusals import RenderRefused

FEWEST_LINES = 20
MOST_ATTEMPTS = 4
LINE = "line-"  # ids of rows in the pieces: line-0, line-1 …

# Draws the lines from the first to before the last, on pages that begin with this number.
Draw = Callable[[int, int, int], bytes]
# Told after each piece: how many lines are drawn of how many. May raise, which ends the work.
Step = Callable[[int, int], Any]


@dataclass(frozen=True)
class Piece:
    path: Path
    pages: int


def draw_pieces(
    draw: Draw, total: int, *, per_piece: int, folder: Path, step: Step
) -> Iterator[Piece]:
    """Each but the last ends with a full page: what stood on its last one begins the next."""
    first, page = 0, 1
    while True:
        body, last = _draw_patiently(draw, first, min(first + per_piece, total), page)
        drawn = last - first
        if last < total and page_count(body) > 1:
            drawn = first_line_of_last_page(body)
            body = without_last_page(body)
        piece = Piece(folder / f"{first:07}.pdf", page_count(body))
        piece.path.write_bytes(body)
        yield piece
        first, page = first + drawn, page + piece.pages
        step(first, total)
        if first >= total:
            return


def _draw_patiently(draw: Draw, first: int, last: int, page: int) -> tuple[bytes, int]:
    """The piece, and where it ends: earlier each time it took too much on a busy machine."""
    for _attempt in range(MOST_ATTEMPTS - 1):
        try:
            return draw(first, last, page), last
        except RenderRefused as refusal:
            if refusal.code != "too_complex":
                raise
            last = min(first + max((last - first) // 2, FEWEST_LINES), last)
    return draw(first, last, page), last


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


def bind(
    pieces: Sequence[Path],
    *,
    title: str,
    cover: bytes = b"",
    numbers: Iterator[bytes] | None = None,
) -> bytes:
    """One file: the cover, then the pages of the pieces, under their numbers if they bear none.

    The pieces lie in files, and one is open at a time, so that a book of any length fits.
    """
    book = pikepdf.new()
    if cover:
        _append(book, cover, title)
    sheets = _sheets(numbers or iter(()))
    for path in pieces:
        start = len(book.pages)
        _append(book, path.read_bytes(), title)
        if numbers is not None:
            for page in book.pages[start:]:
                page.add_overlay(next(sheets), pikepdf.Rectangle(page.mediabox))
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
