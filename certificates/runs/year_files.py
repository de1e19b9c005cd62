"""The papers of a year: those of a closed one are made once from its frozen figures and kept.

A paper that lies there already is kept as it is, whoever wrote it: a file of a closed year never
changes. Its hash goes into its row and into the log.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certificates.documents import YearlySummaryPaper
from certificates.models import ClosedYear, ClosedYearFile, IssueRun
from certificates.papers.year import body_of, paper_of, year_paper
from certificates.runs.lease import hold, hold_for, keep
from certificates.year_book.keeping.closing import chain_of_year, lock_year
from certificates.year_book.keeping.content import digest
from certificates.year_book.keeping.frozen import of_closing
from certificates.year_book.structure import Structure
from certificates.year_book.tables import data_files
from certificates.year_book.tables.printing import print_year
from certificates.year_book.tables.workbook import year_workbook
from courses import audit
from courses.refusals import Refusal

Make = Callable[[YearlySummaryPaper], bytes]
Found = TypeVar("Found")

TABLES: Final = "abcde"
# Beside the PDF, which is drawn with steps in between.
DATA: Final[Mapping[str, Make]] = {
    "tables.xlsx": year_workbook,
    **{f"table-{table}.csv": partial(data_files.table_csv, key=table) for table in TABLES},
    "figures.json": data_files.year_json,
}
PDF: Final = "tables.pdf"
PAPERS: Final = (PDF, *DATA)


def make_year_papers(run: IssueRun) -> None:
    """All papers of a closing, or the tables of a year as it is now."""
    if closing := run.options.get("closing"):
        _keep_papers(run, ClosedYear.objects.get(public_id=closing))
    else:
        _print_tables(run)


def _keep_papers(run: IssueRun, closed: ClosedYear) -> None:
    kept = set(closed.files.values_list("name", flat=True))
    hold(run, total=len(PAPERS), done=len(kept))
    paper = _paper_of_closing(closed)
    for name in PAPERS:
        if name not in kept:
            hold_for(run, paper.line_total)
            _keep_one(run, closed, name, _drawn(run, paper) if name == PDF else DATA[name](paper))


def _drawn(run: IssueRun, paper: YearlySummaryPaper) -> bytes:
    """Each piece moves the lease on and obeys who asked to stop."""
    return print_year(paper, step=lambda _done, total: hold_for(run, total))


def _keep_one(run: IssueRun, closed: ClosedYear, name: str, body: bytes) -> None:
    """The file first, then its row and the log; repeated after a kill, it finds the file there."""
    hold(run)
    path = f"years/{closed.year}/{closed.public_id}/{name}"
    lies = run.merged_pdf.storage.put_once(path, body)
    content_hash = digest(lies)
    with transaction.atomic():
        # In the order of all acts on a year: its log, then its runs.
        lock_year(closed.year)
        keep(run, done=F("done") + 1)
        ClosedYearFile.objects.create(
            closed_year=closed,
            name=name,
            file=path,
            content_hash=content_hash,
            size=len(lies),
            made_at=timezone.now(),
        )
        audit.record(
            "year.file_kept",
            chain=chain_of_year(closed.year),
            by=run.requested_by,
            subject=str(closed.public_id),
            data={"name": name, "hash": content_hash},
        )


def _print_tables(run: IssueRun) -> None:
    """Of a live year: one file for who asked, made anew whenever it is ordered."""
    on = run.options.get("on")
    structure = Structure(dt.date.fromisoformat(on) if on else None)
    paper = _must_hold(year_paper(run.year, structure=structure))

    def step(done: int, total: int) -> None:
        hold_for(run, total, done=done, total=total)

    step(0, paper.line_total)
    body = print_year(paper, step=step)
    run.merged_pdf.name = run.merged_pdf.storage.put(f"runs/{run.public_id}.pdf", body)
    hold(run, done=F("total"))


def _paper_of_closing(closed: ClosedYear) -> YearlySummaryPaper:
    """As it was when it was closed, signed as on that day: whenever it is drawn, the same."""
    body = _must_hold(body_of(closed.year))
    shown = replace(of_closing(closed), amendments=())
    with translation.override(body.language):
        return paper_of(shown, body, on=timezone.localdate(closed.closed_at))


def _must_hold(found: Found | None) -> Found:
    if found is None:
        raise Refusal(_("No class ended in this year."), code="no_classes")
    return found
