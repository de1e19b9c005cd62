"""`python -m tests.bench_search measure FOLDER`, once for each database, then
`python -m tests.bench_search report FOLDER`; .ci/bench_search.sh does all of it.
"""

import importlib
import json
import logging
import os
import statistics
import sys
from pathlib import Path
from typing import Any, Final

import django
from django.core.management import call_command

REPORT: Final = Path("build/bench-search.json")


def main() -> None:
    match sys.argv[1:]:
        case ["measure", folder]:
            _measure(Path(folder))
        case ["report", folder]:
            _report(Path(folder))
        case _:
            sys.exit(__doc__)


def _measure(folder: Path) -> None:
    os.environ["CACHE_URL"] = "locmemcache://"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    django.setup()
    logging.disable(logging.INFO)
    importlib.import_module("django.conf").settings.DEBUG = False
    vendor = importlib.import_module("django.db").connection.vendor
    call_command("migrate", verbosity=0, run_syncdb=True)
    filling: Any = importlib.import_module("tests.bench_search.filling")
    asking: Any = importlib.import_module("tests.bench_search.asking")
    figures = filling.fill(float(os.environ.get("SHARE", "1")))
    _say(vendor, {name: round(value, 1) for name, value in figures.items()})
    classes = asking.measure()
    totals = {}
    for how in ("marks", "plain"):
        times = [one for each in classes.values() for one in each[how].pop("times")]
        totals[f"{how}_p50_ms"] = statistics.median(times)
        totals[f"{how}_p95_ms"] = statistics.quantiles(times, n=20, method="inclusive")[-1]
    figures |= totals | asking.measure_page()
    for name, each in classes.items():
        told = "  ".join(
            f"{how} p50 {one['p50_ms']:6.1f} p95 {one['p95_ms']:6.1f}" for how, one in each.items()
        )
        _say(vendor, f"{name:22} {told}")
    _say(vendor, {name: round(value, 1) for name, value in figures.items()})
    (folder / f"{vendor}.json").write_text(json.dumps(figures | {"classes": classes}))


def _say(vendor: str, what: Any) -> None:
    print(f"{vendor}: {what}", flush=True)  # noqa: T201  a person reads it


def _report(folder: Path) -> None:
    """The p95 of a database is that of all questions, with marks or without: the longer one."""
    found = {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}
    summary: dict[str, Any] = {"documents": min(one["documents"] for one in found.values())}
    for vendor, one in found.items():
        summary[f"{vendor}_p95_ms"] = round(max(one["marks_p95_ms"], one["plain_p95_ms"]), 1)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(summary | found, indent=2, ensure_ascii=False) + "\n")
    _say("report", summary)


if __name__ == "__main__":
    main()
