"""What a very long yearly summary costs: python -m tests.certificates.measure_year [rows].

Prints seconds, pages, and the most memory that this process and its printing child ever had.
"""

import json
import os
import resource
import sys
import time
from typing import Final

ROWS: Final = 10_000
AGENCIES: Final = 1_000


def measure(rows: int = ROWS) -> dict[str, float]:
    """Print a made-up year; in a process of its own, or the peak is that of something else."""
    from certificates.pdf.bookbinding import page_count  # noqa: PLC0415 - after the setup
    from certificates.pdf.worker import shop  # noqa: PLC0415
    from certificates.year_book.tables.printing import print_year  # noqa: PLC0415
    from tests.certificates.made_up_years import made_up_paper  # noqa: PLC0415

    paper = made_up_paper(rows - AGENCIES, AGENCIES, people=4)
    began = time.monotonic()
    pdf = print_year(paper)
    seconds = time.monotonic() - began
    shop.close()
    own, children = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return {
        "rows": paper.line_total,
        "pages": page_count(pdf),
        "seconds": round(seconds, 1),
        "parent_mib": round(resource.getrusage(own).ru_maxrss / 1024, 1),
        "child_mib": round(resource.getrusage(children).ru_maxrss / 1024, 1),
    }


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    import django  # noqa: PLC0415

    django.setup()
    sys.stdout.write(json.dumps(measure(*map(int, sys.argv[1:2]))) + "\n")


if __name__ == "__main__":
    main()
