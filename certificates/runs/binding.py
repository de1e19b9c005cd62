"""The register as a book, drawn in pieces: memory stays flat however many lines it has."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from certificates import papers
from certificates.models import Certificate, Register
from certificates.pdf import bookbinding
from certificates.pdf.bookbinding import Step
from certificates.pdf.render import render_document
from certificates.sums import must_add_up

LINES_PER_PIECE: Final = 200
NUMBERS_PER_PIECE: Final = 200


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
            [piece.path for piece in pieces],
            title=f"{cover.title()} – {register.issuing_body} – {register.year}",
            cover=render_document(cover),
            numbers=_draw_numbers(register, pages),
        )


def _last_number(register: Register) -> int:
    register.refresh_from_db(fields=["last_number", "closed_at"])
    total = register.last_number
    there = register.certificates.filter(number__lte=total).count()
    must_add_up(str(register), [there], total)
    return total


def _draw_lines(
    register: Register, total: int, folder: Path, step: Step
) -> Iterator[bookbinding.Piece]:
    def draw(first: int, last: int, _page: int) -> bytes:
        lines = _lines(register).filter(number__range=(first + 1, last)).order_by("number")
        closing = total if last >= total and total else None
        return render_document(
            papers.register_pages(
                register, list(lines), expected=last - first, closing_total=closing
            )
        )

    return bookbinding.draw_pieces(draw, total, per_piece=LINES_PER_PIECE, folder=folder, step=step)


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
