"""The one door to printed papers: a document goes in, PDF or RenderRefused comes out."""

import contextlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fontTools.ttLib import TTLibError

from django.template.loader import render_to_string
from django.utils import translation

from certificates.documents import Paper
from certificates.documents.certificate_trial import Trial
from certificates.documents.sheet import Sheet
from certificates.pdf.limits import Limits
from certificates.pdf.merging import Merger
from certificates.pdf.orders import PrintJob, TrialJob
from certificates.pdf.refusals import RenderRefused
from certificates.pdf.sheet_run import SheetRun
from certificates.pdf.worker import shop, try_in_new_child
from courses.paper_fonts import missing_letters

DEFAULT_LIMITS = Limits()
# What was typed in the installation is tried by these, in a child of its own whose start counts.
# The heaviest delivered design takes 1.4 s.
TRIAL_LIMITS = Limits(cpu_seconds=8, wall_seconds=10.0)


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


def try_design(trial: Trial, *, variant: str | None = None) -> list[tuple[str, int, str]]:
    """What is wrong with where a design puts its texts: (kind, number of the box or -1, detail)."""
    with _machine_at_fault():
        if missing := missing_letters(trial.html):
            raise RenderRefused("missing_letter", missing)
        job = TrialJob(trial.html, {}, variant, TRIAL_LIMITS, trial.pages, trial.promises)
        answer, _bodies = try_in_new_child(job)
    return [(str(kind), int(box), str(detail)) for kind, box, detail in answer.get("faults", ())]


def draw_typed(sheet: Sheet, *, variant: str | None = None) -> bytes:
    """A sheet of a design that nobody has checked yet, in a child of its own."""
    html = unicodedata.normalize("NFC", sheet.html())
    with _machine_at_fault():
        if missing := missing_letters(html):
            raise RenderRefused("missing_letter", missing)
        _answer, bodies = try_in_new_child(PrintJob(html, {}, variant, TRIAL_LIMITS))
    if len(bodies) != 1 or not bodies[0].startswith(b"%PDF-"):
        raise RenderRefused("faulty", "no PDF")
    return bodies[0]


def render_sheets(sheets: Iterable[Sheet], *, variant: str | None = None) -> Iterator[bytes]:
    """One PDF for each sheet, in order. Sheets of one skeleton are filled into a stencil.

    A sheet that no stencil can print is drawn by WeasyPrint alone, as its only one of a kind is.
    """
    kept = list(sheets)
    with _machine_at_fault():
        files = SheetRun(kept, variant, DEFAULT_LIMITS).files()
        for sheet, file in zip(kept, files, strict=True):
            yield file if file is not None else _plain(sheet, variant)


def merge_sheets(sheets: Iterable[Sheet]) -> bytes:
    """One PDF with the pages of all sheets, in order, for printing.

    What the pages share is in it once. Bookmarks lead to the sheets by their titles; tags for
    screen readers are left out, the single files have them.
    """
    kept = list(sheets)
    merger = Merger()
    with _machine_at_fault():
        answers = SheetRun(kept, None, DEFAULT_LIMITS).pages()
        for sheet, pages in zip(kept, answers, strict=True):
            if pages is None:
                merger.add_file(sheet.title, _plain(sheet, None))
            else:
                merger.add_pages(sheet.title, pages)
    return merger.finish()


def _plain(sheet: Sheet, variant: str | None) -> bytes:
    return render_html(unicodedata.normalize("NFC", sheet.html()), variant=variant)


@contextlib.contextmanager
def _machine_at_fault() -> Iterator[None]:
    """A font that cannot be read, a process that cannot be started: not the paper's doing."""
    try:
        yield
    except (OSError, TTLibError) as error:
        raise RenderRefused("unavailable", repr(error)) from error
