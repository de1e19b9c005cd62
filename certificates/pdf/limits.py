"""What one document may cost; how a child is held to it: `courses.limited_process`."""

import dataclasses
from typing import Final

from courses import limited_process
from courses.limited_process import MEBIBYTE, confine_process

__all__ = ["MEBIBYTE", "Limits", "confine_process", "hold_to"]

# A paper of ours beyond this may take longer and more than is promised of any other. So many
# pages of the heaviest kind were measured: 370 MiB, of which 300 are libraries; 5 s.
USUAL_PAGES: Final = 60
MOST_SECONDS: Final = 20.0


@dataclasses.dataclass(frozen=True)
class Limits:
    """Costs of one document. Whatever exceeds them is refused and its child is ended."""

    cpu_seconds: int = 8
    wall_seconds: float = 9.0
    memory_bytes: int = 512 * MEBIBYTE  # of address space
    output_bytes: int = 64 * MEBIBYTE

    def for_pages(self, pages: int) -> "Limits":
        """More time for a paper of ours that is known to be long, more memory for a very long one.

        What a page takes was measured: up to 2.5 MiB, and a fifth of a second.
        """
        beyond = max(pages - USUAL_PAGES, 0)
        return dataclasses.replace(
            self,
            cpu_seconds=self.cpu_seconds + pages // 4,
            wall_seconds=min(self.wall_seconds + pages / 2, MOST_SECONDS) + beyond / 2,
            memory_bytes=self.memory_bytes + beyond * 3 * MEBIBYTE,
        )


def hold_to(limits: Limits) -> None:
    """Before each document."""
    limited_process.hold_to(limits.cpu_seconds, limits.memory_bytes)
