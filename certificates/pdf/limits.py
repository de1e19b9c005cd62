"""What one document may cost, and how the child is held to it."""

import dataclasses
import math
import resource
import sys
from typing import Any

MEBIBYTE = 1024 * 1024
_MAX_FILE_BYTES = 64 * MEBIBYTE  # of its own temporary files, the fonts above all
# Audit events which a printing child has no reason to cause once it has started.
_FORBIDDEN_EVENTS = frozenset(
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


@dataclasses.dataclass(frozen=True)
class Limits:
    """Costs of one document. Whatever exceeds them is refused and its child is ended."""

    cpu_seconds: int = 8
    wall_seconds: float = 9.0
    # Address space, twice what the heaviest paper of some pages takes (330 MiB, measured).
    memory_bytes: int = 768 * MEBIBYTE
    output_bytes: int = 64 * MEBIBYTE

    def for_pages(self, pages: int) -> "Limits":
        """More for a paper of ours that is known to be long: 1.2 MiB a page were measured."""
        return dataclasses.replace(
            self,
            cpu_seconds=self.cpu_seconds + pages // 4,
            wall_seconds=self.wall_seconds + pages / 2,
            memory_bytes=self.memory_bytes + pages * 5 * MEBIBYTE // 2,
        )


def confine_process() -> None:
    """Called by the child before it reads its first document."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_FILE_BYTES, _MAX_FILE_BYTES))
    sys.addaudithook(_refuse_forbidden_events)


def hold_to(limits: Limits) -> None:
    """Before each document. Seconds count from now: earlier documents are not charged to it."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = math.ceil(usage.ru_utime + usage.ru_stime)
    _lower_to(resource.RLIMIT_CPU, used + limits.cpu_seconds)
    _lower_to(resource.RLIMIT_AS, limits.memory_bytes)


def _lower_to(kind: int, amount: int) -> None:
    """The soft limit alone, as the next document may be allowed more."""
    _, hard = resource.getrlimit(kind)
    allowed = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(kind, (allowed, hard))


def _refuse_forbidden_events(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN_EVENTS:
        raise PermissionError(event)
