"""A child process with limits for work on files of strangers; ends with its first mistake."""

import dataclasses
import json
import math
import os
import resource
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

MEBIBYTE: Final = 1024 * 1024
MAX_FILE_BYTES: Final = 64 * MEBIBYTE
# Audit events which such a child has no reason to cause once it has started.
FORBIDDEN_EVENTS: Final = frozenset(
    {
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.sendto",
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.system",
        "subprocess.Popen",
    }
)
PROJECT_ROOT: Final = Path(__file__).resolve().parents[1]


@dataclasses.dataclass(frozen=True)
class Cost:
    """What one piece of work may cost; with its ending less than the 20 seconds promised."""

    cpu_seconds: int = 15
    wall_seconds: float = 18.0
    memory_bytes: int = 512 * MEBIBYTE


class ChildEnded(Exception):
    """The child took too long, wanted too much, or fell over."""


def run_limited(module: str, body: bytes, options: dict[str, Any], cost: Cost) -> Any:
    """What `python -m module` makes of the body, as JSON; raises ChildEnded.

    The module calls `confine_to` before it looks at the body. Its folder is gone afterwards.
    """
    with (
        tempfile.TemporaryDirectory(prefix="taphuan-child-") as folder,
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as answer,
    ):
        given.write(body)
        given.seek(0)
        arguments = json.dumps({**options, "cost": dataclasses.asdict(cost)})
        process = subprocess.Popen(  # noqa: S603  nothing in the command comes from outside
            [sys.executable, "-P", "-s", "-W", "ignore", "-m", module, arguments],
            env={"PYTHONPATH": str(PROJECT_ROOT), "TMPDIR": folder, "HOME": folder}
            | {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
            cwd=folder,
            stdin=given,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        _await(process, cost.wall_seconds)
        answer.seek(0)
        try:
            return json.load(answer)
        except ValueError as error:
            raise ChildEnded("no answer") from error


def _await(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    try:
        code = process.wait(seconds)
    except BaseException as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if isinstance(error, subprocess.TimeoutExpired):
            raise ChildEnded("took too long") from error
        raise
    if code != 0:
        raise ChildEnded(f"ended with {code}")


def confine_to(cost: Cost) -> None:
    """Called by a child for one piece of work, before it touches what it was given."""
    confine_process()
    hold_to(cost.cpu_seconds, cost.memory_bytes)


def confine_process() -> None:
    """Called by a child once: no core file, no network, no other process."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_BYTES, MAX_FILE_BYTES))
    sys.addaudithook(_refuse_forbidden_events)


def hold_to(cpu_seconds: int, memory_bytes: int) -> None:
    """Before each piece of work. Seconds count from now: earlier ones are not charged to it."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = math.ceil(usage.ru_utime + usage.ru_stime)
    _lower_to(resource.RLIMIT_CPU, used + cpu_seconds)
    _lower_to(resource.RLIMIT_AS, memory_bytes)


def _lower_to(kind: int, amount: int) -> None:
    """The soft limit alone, as the next piece of work may be allowed more."""
    _, hard = resource.getrlimit(kind)
    allowed = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(kind, (allowed, hard))


def _refuse_forbidden_events(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in FORBIDDEN_EVENTS:
        raise PermissionError(event)
