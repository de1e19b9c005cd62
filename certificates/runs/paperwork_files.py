"""The papers of a class in one file, each as the class is now."""

from io import BytesIO

import pikepdf

from certificates.models import IssueRun
from certificates.papers.paperwork import PAPERWORK
from certificates.pdf.render import render_document
from certificates.runs.lease import hold, hold_for


def make_paperwork(run: IssueRun) -> None:
    """One paper after the other; the file is stored when the last one is drawn."""
    wanted = run.options["papers"]
    chosen = [paper for paper in PAPERWORK if paper.slug in wanted]
    with pikepdf.new() as together:
        for done, paper in enumerate(chosen):
            hold_for(run, 1, done=done, total=len(chosen))
            body = render_document(paper.make(run.training_class))
            with pikepdf.open(BytesIO(body)) as drawn:
                together.pages.extend(drawn.pages)
        together.docinfo["/Title"] = run.training_class.title
        whole = BytesIO()
        together.save(whole)
    run.merged_pdf.name = run.merged_pdf.storage.put(f"runs/{run.public_id}.pdf", whole.getvalue())
    hold(run, done=len(chosen))
