"""Call letters to all agencies of a class in one file, as the class and their text are now."""

from certificates import papers
from certificates.calling import agencies_called, letter_of
from certificates.models import IssueRun
from certificates.pdf.render import render_document
from certificates.runs.lease import hold, hold_for


def make_letters(run: IssueRun) -> None:
    called = agencies_called(run.training_class)
    hold_for(run, len(called), total=len(called))
    body = render_document(papers.call_letters(letter_of(run.training_class), called))
    run.merged_pdf.name = run.merged_pdf.storage.put(f"runs/{run.public_id}.pdf", body)
    hold(run, done=len(called))
