"""Keeps one printing child at hand, ends it when a document fails, and starts the next."""

import atexit
import contextlib
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from certificates.pdf.assets import Assets, read_style, shipped_assets
from certificates.pdf.frames import LinkBroken, receive_frame, send_frame
from certificates.pdf.limits import Limits
from certificates.pdf.orders import FilledSheets, PrintJob, SheetJob
from certificates.pdf.refusals import RenderRefused

logger = logging.getLogger(__name__)

Job = PrintJob | SheetJob

# A child grows by a third of a megabyte with each document (measured); renew it in good time.
DOCUMENTS_PER_CHILD = 200
# Sooner than the child's own patience ends, so that no document meets it leaving.
IDLE_SECONDS = 240.0
START_SECONDS = 10.0
_PROJECT_ROOT = Path(__file__).resolve().parents[2]
_EMPTY_FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><cachedir>{folder}/cache</cachedir></fontconfig>
"""


class Child:
    """One process with its own folder, no secret in its environment and no inherited file."""

    def __init__(self, deadline: float | None = None) -> None:
        self.served = 0
        self.is_swollen = False
        self.used_at = time.monotonic()
        assets = shipped_assets()
        self._folder = tempfile.mkdtemp(prefix="taphuan-pdf-")
        self._link, other = socket.socketpair()
        with other:
            self.process = self._start(other.fileno())
        try:
            self._set_up(assets, deadline or time.monotonic() + START_SECONDS)
        except LinkBroken as error:
            self.close()
            raise RenderRefused("unavailable", repr(error)) from error
        except BaseException:
            self.close()
            raise

    def _start(self, descriptor: int) -> "subprocess.Popen[bytes]":
        fontconfig = Path(self._folder) / "fonts.conf"
        # No font of the machine can slip in: the only faces are those of our own style sheet.
        fontconfig.write_text(_EMPTY_FONTCONFIG.format(folder=self._folder), encoding="utf-8")
        command = [sys.executable, "-P", "-s", "-W", "ignore", "-m", "certificates.pdf.child"]
        return subprocess.Popen(  # noqa: S603  nothing in the command comes from outside
            [*command, str(descriptor)],
            env={
                "PYTHONPATH": str(_PROJECT_ROOT),
                "TMPDIR": self._folder,
                "HOME": self._folder,
                "FONTCONFIG_FILE": str(fontconfig),
                "LANG": "C.UTF-8",
                # Each arena of a thread takes 64 MiB of the address space, used or not.
                "MALLOC_ARENA_MAX": "2",
            },
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(descriptor,),
            start_new_session=True,
        )

    def _set_up(self, assets: Assets, deadline: float) -> None:
        setup = {
            "style": read_style(),
            "assets": [(name, media_type) for name, (_, media_type) in assets.items()],
        }
        parts = [body for body, _ in assets.values()]
        send_frame(self._link, setup, parts, deadline=deadline)
        receive_frame(self._link, max_bytes=0, deadline=deadline)

    def work(self, job: Job, deadline: float | None = None) -> tuple[dict[str, Any], list[bytes]]:
        """What the child answers, or RenderRefused, after which it must be closed."""
        deadline = deadline or time.monotonic() + job.limits.wall_seconds
        try:
            send_frame(self._link, job.header(), job.parts(), deadline=deadline)
            answer, bodies = receive_frame(
                self._link, max_bytes=job.limits.output_bytes, deadline=deadline
            )
        except (LinkBroken, TimeoutError) as error:
            raise RenderRefused("too_complex", repr(error)) from error
        if answer.get("ok") is not True:
            raise RenderRefused(str(answer.get("code")), str(answer.get("detail", "")))
        self.served += int(answer.get("drawn", 1))
        self.used_at = time.monotonic()
        # Memory is not given back; with that of a long paper the next one would have none left.
        self.is_swollen = job.limits.memory_bytes > Limits().memory_bytes
        return answer, bodies

    @property
    def is_usable(self) -> bool:
        return (
            self.process.poll() is None
            and not self.is_swollen
            and self.served < DOCUMENTS_PER_CHILD
            and time.monotonic() - self.used_at < IDLE_SECONDS
        )

    def close(self) -> None:
        """End the process and all it may have started; leave no file behind."""
        self._link.close()
        # Only while nobody has collected the process is its number surely its own.
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def forget(self) -> None:
        """After a fork: the child belongs to the other process."""
        self._link.close()


class PrintShop:
    """Idle children of this process; each serves one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[Child] = []

    def print_document(self, job: PrintJob) -> bytes:
        _answer, bodies = self._work(job)
        if len(bodies) != 1 or not bodies[0].startswith(b"%PDF-"):
            raise RenderRefused("faulty", "no PDF")
        return bodies[0]

    def fill_sheets(self, job: SheetJob) -> FilledSheets:
        return FilledSheets.read(job, *self._work(job))

    def _work(self, job: Job) -> tuple[dict[str, Any], list[bytes]]:
        child = self._take()
        try:
            answer = child.work(job)
        except RenderRefused as refusal:
            logger.warning("Paper refused: %s (%s)", refusal.code, refusal.detail)
            child.close()
            raise
        except BaseException:
            child.close()
            raise
        self._give_back(child)
        return answer

    def _take(self) -> Child:
        with self._lock:
            child = self._idle.pop() if self._idle else None
        if child is not None and child.is_usable:
            return child
        if child is not None:
            child.close()
        return Child()

    def _give_back(self, child: Child) -> None:
        with self._lock:
            if not self._idle and child.is_usable:
                self._idle.append(child)
                return
        child.close()

    def close(self) -> None:
        with self._lock:
            children, self._idle = self._idle, []
        for child in children:
            child.close()

    def forget(self) -> None:
        self._lock = threading.Lock()
        children, self._idle = self._idle, []
        for child in children:
            child.forget()


def try_in_new_child(job: Job) -> tuple[dict[str, Any], list[bytes]]:
    """What strangers typed gets a child of its own, which serves nothing else.

    The seconds of the job count from here, so the start of the child is among them.
    """
    deadline = time.monotonic() + job.limits.wall_seconds
    child = Child(deadline)
    try:
        return child.work(job, deadline)
    finally:
        child.close()


shop = PrintShop()
atexit.register(shop.close)
os.register_at_fork(after_in_child=shop.forget)
