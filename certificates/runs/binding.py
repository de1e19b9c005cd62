"""The register as a book, drawn in pieces: memory stays flat however many lines it has."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from certificates import papers
from certificates.models import Certificate, Register
from certificates.pdf import bookbinding
from certificates.pdf.render import render_document
from certificates.sums import must_add_up

LINES_PER_PIECE: Final = 200
NUMBERS_PER_PIECE: Final = 200
# Told after each piece: how many lines are drawn of how many. May raise, which ends the work.
Step = Callable[[int, int], Any]


@dataclass(frozen=True)
class _Piece:
    path: Path
    pages: int


def bind_register(register: Register, *, step: Step = lambda _done, _total: None) -> bytes:
    """Cover, all lines, pages numbered through; the lines that are there when it begins.

    Refused with TotalsDisagree when a line of the register is missing.
    """
    total = _last_number(register)
    with tempfile.TemporaryDirectory(prefix="register-") as folder:
        pieces = list(_draw_lines(register, total, Path(folder), step))
        pages = 1 + sum(piece.pages for piece in pieces)
        is_sample = register.certificates.filter(content__is_sample=True).exists()
        cover = papers.register_cover(register, pages=pages, total=total, is_sample=is_sample)
        return bookbinding.bind(
            render_document(cover),
            [piece.path for piece in pieces],
            _draw_numbers(register, pages),
            title=f"{cover.title()} – {register.issuing_body} – {register.year}",
        )


def _last_number(register: Register) -> int:
    register.refresh_from_db(fields=["last_number", "closed_at"])
    total = register.last_number
    there = register.certificates.filter(number__lte=total).count()
    must_add_up(str(register), [there], total)
    return total


def _draw_lines(register: Register, total: int, folder: Path, step: Step) -> Iterator[_Piece]:
    """Each piece ends with a full page: what stood on its last one begins the next."""
    first = 1
    while True:
        body, drawn = _draw_piece(register, first, total)
        path = folder / f"{first:07}.pdf"
        path.write_bytes(body)
        yield _Piece(path, bookbinding.page_count(body))
        first += drawn
        step(first - 1, total)
        if first > total:
            return


def _draw_piece(register: Register, first: int, total: int) -> tuple[bytes, int]:
    """The PDF, and how many lines stand on it."""
    last = min(first + LINES_PER_PIECE - 1, total)
    lines = list(_lines(register).filter(number__range=(first, last)).order_by("number"))
    is_end = last >= total
    closing = total if is_end and total else None
    body = render_document(
        papers.register_pages(
            register, lines, expected=max(last - first + 1, 0), closing_total=closing
        )
    )
    if is_end or bookbinding.page_count(body) == 1:
        return body, len(lines)
    drawn = bookbinding.first_line_of_last_page(body)
    return bookbinding.without_last_page(body), drawn


def _draw_numbers(register: Register, pages: int) -> Iterator[bytes]:
    """From the second page on; the cover bears none."""
    for first in range(2, pages + 1, NUMBERS_PER_PIECE):
        last = min(first + NUMBERS_PER_PIECE - 1, pages)
        yield render_document(
            papers.register_numbers(register, first=first, last=last, pages=pages)
        )


def _lines(register: Register) -> Any:
    return (
        Certificate.objects.filter(register=register)
        .select_related("replaced_by")
        .prefetch_related("copies")
    )


def name_of(register: Register) -> str:
    """Name of the file, with the day it was made."""
    day = timezone.localdate()
    return f"register-{register.issuing_body.serial_prefix}-{register.year}_{day:%Y%m%d}.pdf"
