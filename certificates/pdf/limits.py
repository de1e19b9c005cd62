"""What one document may cost, and how the child is held to it."""

import dataclasses
import math
import resource
import sys
from typing import Any

MEBIBYTE = 1024 * 1024
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
    wall_seconds: float = 9.5
    # Twice the address space of the heaviest honest paper; docs/pdf.md says how it was measured.
    memory_bytes: int = 1536 * MEBIBYTE
    output_bytes: int = 64 * MEBIBYTE

    def for_pages(self, pages: int) -> "Limits":
        """The same limits for a paper that is known to have many pages."""
        extra = pages // 4
        return dataclasses.replace(
            self,
            cpu_seconds=self.cpu_seconds + extra,
            wall_seconds=self.wall_seconds + 2 * extra,
        )


def confine_process(limits: Limits) -> None:
    """Called by the child before it reads its first document."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.output_bytes, limits.output_bytes))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    sys.addaudithook(_refuse_forbidden_events)


def allow_cpu_seconds(seconds: int) -> None:
    """Count from now: a child that has served many documents is not punished for them."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = math.ceil(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, hard))


def _refuse_forbidden_events(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN_EVENTS:
        raise PermissionError(event)
