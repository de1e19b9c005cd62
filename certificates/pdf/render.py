"""The one door to printed papers: a document goes in, PDF or RenderRefused comes out."""

import contextlib
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from fontTools.ttLib import TTLibError

from django.template.loader import render_to_string
from django.utils import translation

from certificates.documents import Paper
from certificates.pdf.limits import Limits
from certificates.pdf.refusals import RenderRefused
from certificates.pdf.worker import PrintJob, shop
from courses.paper_fonts import missing_letters

DEFAULT_LIMITS = Limits()


def render_document(paper: Paper, *, variant: str | None = None) -> bytes:
    """Print a paper in its own language, unless its sums disagree."""
    with translation.override(paper.language), _machine_at_fault():
        paper.check()
        return render_pdf(
            paper.template,
            paper.context(),
            variant=variant,
            pictures=paper.pictures(),
            limits=DEFAULT_LIMITS.for_pages(paper.page_estimate()),
        )


def render_pdf(
    template: str,
    context: Mapping[str, Any],
    *,
    variant: str | None = None,
    pictures: Mapping[str, bytes] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> bytes:
    """Print one of our templates. Never inside a transaction: this may take seconds."""
    html = unicodedata.normalize("NFC", render_to_string(template, dict(context)))
    return render_html(html, variant=variant, pictures=pictures, limits=limits)


def render_html(
    html: str,
    *,
    variant: str | None = None,
    pictures: Mapping[str, bytes] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> bytes:
    """Print finished HTML in a child process within limits; nothing is fetched from anywhere."""
    assets = {name: (body, "image/png") for name, body in (pictures or {}).items()}
    with _machine_at_fault():
        if missing := missing_letters(html):
            raise RenderRefused("missing_letter", missing)
        return shop.print_document(PrintJob(html, assets, variant, limits))


@contextlib.contextmanager
def _machine_at_fault() -> Iterator[None]:
    """A font that cannot be read, a process that cannot be started: not the paper's doing."""
    try:
        yield
    except (OSError, TTLibError) as error:
        raise RenderRefused("unavailable", repr(error)) from error
