"""`python -m tests.bench_year_book measure SIZE FOLDER`, once for each size and database, then
`python -m tests.bench_year_book report FOLDER`; .ci/bench_year_book.sh does all of it.

The site is filled by a process of its own, whose memory is not counted.
"""

import importlib
import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import django
from django.core.management import call_command

REPORT: Final = Path("build/bench-year-book.json")
ONLY_PRINTED: Final = "t"
COLUMNS: Final = (
    *("fill_s", "page_s", "page_queries", "tables_s", "tables_queries", "list_s", "list_queries"),
    *("pdf_s", "pdf_mib", "xlsx_s"),
)


def main() -> None:
    match sys.argv[1:]:
        case ["measure", size, folder]:
            for step in ("fill", "look"):
                command = [sys.executable, "-m", "tests.bench_year_book", step, size, folder]
                subprocess.run(command, check=True)
        case ["fill" | "look" as step, size, folder]:
            _work(step, size, Path(folder))
        case ["report", folder]:
            _report(Path(folder))
        case _:
            sys.exit(__doc__)


def _work(step: str, size: str, folder: Path) -> None:
    os.environ["MEDIA_ROOT"] = str(folder / "media")
    os.environ["CACHE_URL"] = "locmemcache://"
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.dev"
    django.setup()
    logging.disable(logging.INFO)
    # As a site is run; a log of queries would fill the memory, too.
    importlib.import_module("django.conf").settings.DEBUG = False
    database: Any = importlib.import_module("django.db").connection
    if step == "fill":
        call_command("migrate", verbosity=0)
    figures = _figures(step, size)
    told = ", ".join(f"{name} {value:.3g}" for name, value in figures.items())
    print(f"{database.vendor} {size}: {told}", flush=True)  # noqa: T201  a person reads it
    path = folder / f"{database.vendor}-{size}.json"
    known = json.loads(path.read_text()) if step == "look" else {}
    path.write_text(json.dumps(known | figures))


def _figures(step: str, size: str) -> dict[str, float]:
    if step == "look" and size == ONLY_PRINTED:
        printing: Any = importlib.import_module("tests.bench_year_book.printing")
        return printing.print_paper()
    measuring: Any = importlib.import_module("tests.bench_year_book.measuring")
    return measuring.fill_site(size) if step == "fill" else measuring.look(size)


def _report(folder: Path) -> None:
    found: dict[str, dict[str, dict[str, float]]] = {}
    for path in sorted(folder.glob("*-*.json")):
        vendor, size = path.stem.split("-")
        found.setdefault(vendor, {})[size] = json.loads(path.read_text())
    for vendor, sizes in found.items():
        _print_table(vendor, sizes)
    REPORT.parent.mkdir(exist_ok=True)
    kept = {vendor: _kept(sizes) for vendor, sizes in found.items()}
    REPORT.write_text(json.dumps(kept, indent=2))


def _kept(sizes: dict[str, dict[str, float]]) -> dict[str, float]:
    """Named by size and figure; the growth of M over its last year alone beside them."""
    figures = {f"{size}_{name}": value for size, of in sizes.items() for name, value in of.items()}
    short = {
        "s_queries": figures.get("s_page_queries"),
        "m_queries": figures.get("m_page_queries"),
        "pdf_10000_rows_mib": figures.get("t_pdf_mib"),
    }
    if {"m", "m1"} <= sizes.keys():
        short["growth_by_years_stored"] = figures["m_page_s"] / figures["m1_page_s"]
    if {"s", "m"} <= sizes.keys():
        short["growth_by_size"] = figures["m_page_s"] / figures["s_page_s"]
    return figures | {name: value for name, value in short.items() if value is not None}


def _print_table(vendor: str, sizes: dict[str, dict[str, float]]) -> None:
    lines = [f"{vendor:16}" + "".join(f"{size:>12}" for size in sizes)]
    for name in COLUMNS:
        cells = [f"{of[name]:12.3f}" if name in of else f"{'':12}" for of in sizes.values()]
        lines.append(f"{name:16}" + "".join(cells))
    print("\n".join(lines), end="\n\n")  # noqa: T201  a person reads it


if __name__ == "__main__":
    main()
