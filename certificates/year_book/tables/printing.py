"""The yearly summary as PDF: a usual year in one go and tagged, a long one in pieces."""

import tempfile
from pathlib import Path
from typing import Final

from django.utils import translation

from certificates.documents import YearlySummaryPaper
from certificates.documents.summary import piece_of
from certificates.pdf import bookbinding
from certificates.pdf.bookbinding import Step
from certificates.pdf.render import render_document

# With more lines, six seconds of work, it is printed in pieces, and not while somebody waits.
MOST_LINES_AT_ONCE: Final = 250
LINES_PER_PIECE: Final = 80  # about two seconds of work


def print_year(paper: YearlySummaryPaper, *, step: Step = lambda _done, _total: None) -> bytes:
    """Refused with TotalsDisagree when a sum does not match."""
    if paper.line_total <= MOST_LINES_AT_ONCE:
        step(0, paper.line_total)
        body = render_document(paper)
        step(paper.line_total, paper.line_total)
        return body
    with translation.override(paper.language):
        paper.check()
        return _bound(paper, step)


def _bound(paper: YearlySummaryPaper, step: Step) -> bytes:
    layouts = paper.layouts()

    def draw(first: int, last: int, page: int) -> bytes:
        return render_document(piece_of(paper, layouts, first, last, page))

    with tempfile.TemporaryDirectory(prefix="year-") as folder:
        pieces = bookbinding.draw_pieces(
            draw, paper.line_total, per_piece=LINES_PER_PIECE, folder=Path(folder), step=step
        )
        return bookbinding.bind([piece.path for piece in pieces], title=paper.title())
