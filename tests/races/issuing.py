"""Workers on the files of a class: killed at a named point, two at once, without room."""

import datetime as dt
import os
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from certificates.invariants import find_breaches
from certificates.models import Certificate, IssueRun
from certificates.runs import certificate_files, drawing, lease, results, tasks
from enrollment.models import Letter

# Of one printed paper: a few of them fill the small disk of the test.
SIZE = 40_000
ONE_BY_ONE = 1


def print_quickly(folder: str) -> None:
    """Instead of drawing, which is slow: notes each paper, whichever process prints it."""
    settings.PRIVATE_MEDIA_ROOT = Path(folder) / "private"
    log = Path(folder) / "printed"

    def printed(title: str) -> bytes:
        with log.open("a") as file:
            file.write(f"{title}\n")
        return f"%PDF {title} ".encode().ljust(SIZE, b".")

    drawing.render_sheets = lambda sheets, **_: (printed(sheet.title) for sheet in sheets)
    drawing.merge_sheets = lambda sheets: printed(f"{len(list(sheets))} together")
    results.render_document = lambda paper: printed(paper.title())
    certificate_files.MOST_IN_A_STEP = ONE_BY_ONE


def die_at(point: str, after: int) -> None:
    """kill -9 of this very process: at the named point, when so many papers have passed it."""
    passed = Counter[str]()

    def die(*_args: Any, **_options: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def once_more(*args: Any, **options: Any) -> Any:
        passed[point] += 1
        return die() if passed[point] > after else whole(*args, **options)

    module, name = POINTS[point]
    whole = getattr(module, name)
    setattr(module, name, once_more)


POINTS = {
    "number stored": (certificate_files, "name_of"),
    "file written": (certificate_files, "_note"),
    "before the state": (lease, "finish"),
}


def without_claim(public_id: str, *, at: dt.datetime) -> IssueRun:
    """What a worker does that trusts its task to be delivered once."""
    mine = IssueRun.objects.filter(public_id=public_id)
    mine.update(state="running", lease_until=at + lease.LEASE, attempts=F("attempts") + 1)
    return IssueRun.objects.select_related("training_class__issuing_body").get(public_id=public_id)


def looked_and_waited(look: Any) -> Any:
    """Long enough for another to look as well."""

    def wait(*args: Any) -> Any:
        seen = look(*args)
        time.sleep(0.3)
        return seen

    return wait


def no_lease(*_args: Any, **_changes: Any) -> None:
    """And which never asks whether it is still alone."""


def take_the_guard_away() -> None:
    lease.claim = without_claim
    certificate_files._parted = looked_and_waited(certificate_files._parted)
    certificate_files.hold = certificate_files.keep = results.hold = results.hold_for = no_lease


def work(code: str) -> dict[str, int]:
    """One delivery of the task of the class."""
    run = IssueRun.objects.get(training_class__code=code)
    tasks.render_run.func(str(run.public_id))
    return {"worked": 1}


def work_and_die(folder: str, code: str, point: str, after: str) -> dict[str, int]:
    """In a process of its own, which does not live to tell."""
    pid = os.fork()
    if not pid:
        print_quickly(folder)
        die_at(point, int(after))
        work(code)
        os._exit(0)
    return {"status": os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}


def recover(folder: str, code: str) -> dict[str, Any]:
    """The sweep of the next worker finds the run when its lease is over; then all is told."""
    print_quickly(folder)
    taken = tasks.take_up_stale_runs(timezone.now() + dt.timedelta(minutes=5))
    return {"taken": taken, **report(folder, code)}


def work_and_report(folder: str, code: str) -> dict[str, Any]:
    print_quickly(folder)
    work(code)
    return report(folder, code)


def report(folder: str, code: str) -> dict[str, Any]:
    settings.PRIVATE_MEDIA_ROOT = root = Path(folder) / "private"
    run = IssueRun.objects.get(training_class__code=code)
    files = [path for path in root.rglob("*") if path.is_file()]
    return {
        "state": run.state,
        "done": run.done,
        "waits_for": run.waits_for,
        "numbers": sorted(Certificate.objects.values_list("number", flat=True)),
        "pending": Certificate.objects.filter(pdf="").count(),
        "certificates": sum(path.parent.parent.name == "certificates" for path in files),
        "results": sum(path.parent.name == "runs" for path in files),
        "empty": sum(path.stat().st_size == 0 for path in files),
        "parts": sum(path.name.endswith(".part") for path in files),
        "letters": Letter.objects.filter(kind=Letter.Kind.CERTIFICATE_READY).count(),
        "breaches": [f"{one.invariant} {one.subject}: {one.text}" for one in find_breaches()],
    }
