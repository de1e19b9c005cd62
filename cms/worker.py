"""The task worker: runs queued tasks and sweeps up what was missed or left by a killed worker."""

import datetime as dt
import functools
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any, Final

import structlog
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, connections
from django.utils import timezone

from certificates.history.drafts import forget_old_imports
from certificates.runs.tasks import take_up_stale_runs
from cms.documents.extraction import take_up_waiting
from cms.search.writing import mend
from enrollment.accounts import remove_unused_accounts
from enrollment.letters.outbox import forget_old_bodies
from enrollment.letters.reminders import write_reminders
from enrollment.letters.tasks import send_due_letters
from enrollment.nominating.rounds import close_due_rounds
from enrollment.registering.offers import expire_offers
from enrollment.registering.waiting_list import fill_forgotten_seats
from enrollment.roster.drafts import forget_old_drafts
from enrollment.running.excuses import apply_accepted, forget_old_proofs
from enrollment.score_sheets.drafts import forget_old_sheets

log = structlog.get_logger(__name__)

SWEEP_SECONDS: Final = 2
# A free seat waits at most a minute while somebody waits for it.
FILL_SECONDS: Final = 20
# A task may finish after the signal to stop; then it is broken off, and its lease takes it up.
GRACE_SECONDS: Final = 8
JOIN_SECONDS: Final = 3
RETRY_SECONDS: Final = 2
# Longer than any task may run, for workers on other machines, whose life cannot be seen.
LEASE: Final = dt.timedelta(minutes=30)
MAX_STARTS: Final = 3
KEPT: Final = dt.timedelta(days=14)
MINUTE: Final = 60
DAY: Final = 24 * 60 * MINUTE
# A nomination round ends at most so much later than its deadline says.
ROUNDS_SECONDS: Final = 20
# What was written in bulk, past the index of the search, is found at most so much later.
MEND_SECONDS: Final = 10 * MINUTE


def new_worker_id() -> str:
    """Names machine and process, so that the next worker can tell whether this one lives."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def _is_dead(worker_id: str) -> bool:
    host, _colon, rest = worker_id.partition(":")
    pid = rest.partition(":")[0]
    if host != socket.gethostname()[:40] or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return True  # the number was given again; the task of that name ran in an earlier life
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def release_lost_tasks(*, own_id: str = "", at: dt.datetime | None = None) -> int:
    """Queue again what a killed worker left marked as running; give up what kills each worker."""
    at = at or timezone.now()
    released = 0
    for task in DBTaskResult.objects.running():
        worker_id = task.worker_ids[-1] if task.worker_ids else ""
        is_late = task.started_at is None or task.started_at < at - LEASE
        if worker_id == own_id or not (is_late or _is_dead(worker_id)):
            continue
        is_poison = len(task.worker_ids) >= MAX_STARTS
        state = TaskResultStatus.FAILED if is_poison else TaskResultStatus.READY
        same = DBTaskResult.objects.running().filter(pk=task.pk, worker_ids=task.worker_ids)
        released += same.update(
            status=state, started_at=None, finished_at=at if is_poison else None
        )
        log.warning("task_released", task=str(task.pk), path=task.task_path, state=str(state))
    return released


def forget_old_tasks(at: dt.datetime | None = None) -> None:
    done_before = (at or timezone.now()) - KEPT
    DBTaskResult.objects.finished().filter(finished_at__lt=done_before).delete()


def publish_scheduled_pages() -> None:
    """Publish and withdraw the pages whose time, set by an editor, has come."""
    call_command("publish_scheduled")


def at_most_every(seconds: float, job: Callable[[], Any]) -> Callable[[], None]:
    """The job, left out while its last beginning is younger than that."""
    due = time.monotonic()

    @functools.wraps(job)
    def do_when_due() -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + seconds
            job()

    return do_when_due


class Sweeper(threading.Thread):
    """Calls its jobs again and again; none of them can stop it."""

    def __init__(
        self,
        jobs: Sequence[Callable[[], Any]],
        *,
        seconds: float = SWEEP_SECONDS,
        name: str = "sweeper",
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.jobs = jobs
        self.seconds = seconds
        self.stopping = threading.Event()

    def run(self) -> None:
        while True:
            for job in self.jobs:
                self._do(job)
            connections.close_all()
            if self.stopping.wait(self.seconds):
                return

    def _do(self, job: Callable[[], Any]) -> None:
        try:
            job()
        except Exception as error:  # noqa: BLE001 - whatever one job meets, the others must go on
            log.error("sweep_failed", job=job.__name__, error=f"{type(error).__name__}: {error}")
            connections.close_all()

    def stop(self) -> None:
        self.stopping.set()
        self.join(JOIN_SECONDS)


class PatientWorker(Worker):
    """Lives through a lost database and ends within seconds of a signal."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        if self.running and self.running_task:
            again = threading.Timer(GRACE_SECONDS, os.kill, (os.getpid(), signal.SIGTERM))
            again.daemon = True
            again.start()
        super().shutdown(signum, frame)

    def run(self) -> None:
        while self.running:
            try:
                return super().run()
            except (DatabaseError, InterfaceError) as error:
                log.error("worker_lost_database", error=f"{type(error).__name__}: {error}")
                connections.close_all()
                time.sleep(RETRY_SECONDS)
        return None


def run_worker(*, interval: float) -> None:
    """Work until a signal says stop."""
    worker_id = new_worker_id()
    worker = PatientWorker(
        queue_names=["*"],
        interval=interval,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    )

    def release() -> None:
        release_lost_tasks(own_id=worker_id)

    def send_letters() -> None:
        send_due_letters(letters.stopping.is_set)

    # On their own: a mail server that does not answer must not keep back what others wait for.
    letters = Sweeper([send_letters], name="letters")
    sweeper = Sweeper(
        [
            release,
            expire_offers,
            at_most_every(FILL_SECONDS, fill_forgotten_seats),
            take_up_stale_runs,
            take_up_waiting,
            at_most_every(ROUNDS_SECONDS, close_due_rounds),
            forget_old_tasks,
            at_most_every(MINUTE, publish_scheduled_pages),
            at_most_every(MINUTE, write_reminders),
            at_most_every(MEND_SECONDS, mend),
            at_most_every(DAY, remove_unused_accounts),
            at_most_every(DAY, forget_old_drafts),
            at_most_every(DAY, forget_old_sheets),
            at_most_every(DAY, forget_old_imports),
            at_most_every(DAY, forget_old_bodies),
            at_most_every(MINUTE, apply_accepted),
            at_most_every(DAY, forget_old_proofs),
        ]
    )
    worker.configure_signals()
    letters.start()
    sweeper.start()
    try:
        worker.run()
    finally:
        letters.stopping.set()
        sweeper.stop()
        letters.stop()
