"""The book of a register as one file, as its lines stand now."""

from certificates.models import IssueRun
from certificates.runs.binding import LINES_PER_PIECE, bind_register
from certificates.runs.lease import hold, hold_for


def make_register_book(run: IssueRun) -> None:
    """Drawn in pieces, each of which moves the lease on and obeys who asked to stop."""

    def step(done: int, total: int) -> None:
        # The last step is followed by the numbers and the binding of all pages.
        hold_for(run, LINES_PER_PIECE + total // 8, done=done, total=total)

    step(0, run.register.last_number)
    body = bind_register(run.register, step=step)
    run.merged_pdf.name = run.merged_pdf.storage.put(f"runs/{run.public_id}.pdf", body)
    hold(run)
