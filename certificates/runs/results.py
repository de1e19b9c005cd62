"""What a class gets in the end: one file to print, a ZIP, a list to sign."""

import zipfile
from collections.abc import Sequence
from io import BytesIO

from certificates import file_names, papers
from certificates.models import Certificate, IssueRun
from certificates.pdf.render import render_document
from certificates.runs import drawing
from certificates.runs.lease import hold, hold_for


def make_results(run: IssueRun, certificates: Sequence[Certificate]) -> None:
    """In hand-over order: by agency as the tree has them, then by name."""
    storage, name = run.merged_pdf.storage, f"runs/{run.public_id}"
    hold_for(run, len(certificates))
    run.merged_pdf.name = storage.put(f"{name}.pdf", drawing.drawn_together(certificates))
    hold(run)
    run.archive.name = storage.put(f"{name}.zip", zipped(certificates))
    hold_for(run, len(certificates))
    paper = papers.hand_over_list(run.training_class)
    run.handover_list.name = storage.put(f"{name}-list.pdf", render_document(paper))


def zipped(certificates: Sequence[Certificate]) -> bytes:
    """The stored files as they are: they are compressed already."""
    body = BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for certificate in certificates:
            with certificate.pdf.open() as pdf:
                archive.writestr(file_names.of_certificate(certificate), pdf.read())
    return body.getvalue()
