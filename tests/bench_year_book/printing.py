"""The PDF of a year, its seconds and the memory it takes.

Nothing of the tests is imported: what they need to make a site up, no site has in its memory.
"""

import resource
import time
from collections.abc import Callable
from typing import Any, Final

from certificates.papers import year_paper
from certificates.year_book.tables.printing import print_year

YEAR: Final = 2025
KIBIBYTES: Final = 1024


def paper_of_year() -> Any:
    paper = year_paper(YEAR)
    if paper is None:
        raise RuntimeError("the year is empty")
    return paper


def print_paper() -> dict[str, float]:
    """The peak is that of this process or of its greatest child."""
    pages: list[bytes] = []
    figures = {"pdf_s": seconds(lambda: pages.append(print_year(paper_of_year())))}
    own, child = (
        resource.getrusage(who).ru_maxrss / KIBIBYTES
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return figures | {"pdf_mib": max(own, child), "pdf_kib": len(pages[0]) / KIBIBYTES}


def seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
