"""What one document may cost; how a child is held to it: `courses.limited_process`."""

import dataclasses

from courses import limited_process
from courses.limited_process import MEBIBYTE, confine_process

__all__ = ["MEBIBYTE", "Limits", "confine_process", "hold_to"]


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


def hold_to(limits: Limits) -> None:
    """Before each document."""
    limited_process.hold_to(limits.cpu_seconds, limits.memory_bytes)
