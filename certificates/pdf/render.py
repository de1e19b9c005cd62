"""The one door to printed papers: a document or a template goes in, PDF or RenderRefused comes out."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from certificates.documents import Paper
from certificates.paper_fonts import missing_letters
from certificates.pdf.limits import Limits
from certificates.pdf.refusals import RenderRefused
from certificates.pdf.worker import PrintJob, shop


def render_document(paper: Paper, *, variant: str | None = None) -> bytes:
    """Print a paper in its own language, unless its sums disagree."""
    with translation.override(paper.language):
        paper.check()
        return render_pdf(
            paper.template,
            paper.context(),
            variant=variant,
            pictures=paper.pictures(),
            pages=paper.page_estimate(),
        )


def render_pdf(
    template: str,
    context: Mapping[str, Any],
    *,
    variant: str | None = None,
    pictures: Mapping[str, bytes] | None = None,
    pages: int = 1,
) -> bytes:
    """Print one of our templates. Never inside a transaction: this may take seconds."""
    html = unicodedata.normalize("NFC", render_to_string(template, dict(context)))
    return render_html(html, variant=variant, pictures=pictures, pages=pages)


def render_html(
    html: str,
    *,
    variant: str | None = None,
    pictures: Mapping[str, bytes] | None = None,
    pages: int = 1,
) -> bytes:
    """Print finished HTML in a child process within limits; nothing is fetched from anywhere."""
    if missing := missing_letters(html):
        raise RenderRefused("missing_letter", missing)
    assets = {name: (body, "image/png") for name, body in (pictures or {}).items()}
    return shop.print_document(PrintJob(html, assets, variant, Limits().for_pages(pages)))
