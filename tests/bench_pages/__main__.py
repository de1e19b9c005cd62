"""Times the public pages, kept and made anew, and writes build/bench-pages.json."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench_pages.first_visit import first_visit
from tests.bench_pages.served import CONSTANT, environment, free_port, prepare, served

REPORT = Path("build/bench-pages.json")
SCRIPT = Path(__file__).with_name("report.lua")
SECONDS = 1
ROUNDS = 4
# Enough that the server never waits; and one visitor alone.
MANY, ALONE = 16, 1


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def ask(address: str, *, at_once: int) -> dict[str, Any]:
    command = [
        "wrk",
        "-t1",
        f"-c{at_once}",
        f"-d{SECONDS}s",
        "--timeout=20s",
        "-s",
        str(SCRIPT),
        address,
    ]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(printed.splitlines()[-1])
    if found["failed"]:
        raise SystemExit(f"{address}: {found['failed']} of {found['requests']} requests failed")
    return found | {"per_second": found["requests"] / found["seconds"]}


def warm_up(site: str, pages: dict[str, dict[str, Any]]) -> None:
    """A worker reads the code of the site when it first makes a page, which is not to be timed."""
    for page in pages.values():
        ask(site + page["anew"], at_once=MANY)


def timed(site: str, page: dict[str, Any]) -> dict[str, Any]:
    """The limit is measured before and after each time: the machine may be busy otherwise, too."""
    ask(site + page["address"], at_once=MANY)
    limits = [ask(site + CONSTANT, at_once=MANY)["per_second"]]
    kept, ratios = [], []
    for _round in range(ROUNDS):
        kept.append(ask(site + page["address"], at_once=MANY))
        limits.append(ask(site + CONSTANT, at_once=MANY)["per_second"])
        ratios.append(kept[-1]["per_second"] * 2 / (limits[-2] + limits[-1]))
    anew = [ask(site + page["anew"], at_once=ALONE) for _round in range(ROUNDS)]
    return page | {
        "constant_per_second": statistics.median(limits),
        "ratio": statistics.median(ratios),
        **_middle("kept", kept),
        **_middle("anew", anew),
    }


def _middle(name: str, found: list[dict[str, Any]]) -> dict[str, float]:
    return {
        f"{name}_{what}": statistics.median(one[what] for one in found)
        for what in ("per_second", "p50_ms", "p95_ms")
    }


def measure(folder: Path) -> dict[str, Any]:
    port = free_port()
    env = environment(folder, port)
    say("Loading the demo")
    prepare(env)
    listing = [sys.executable, "-m", "tests.bench_pages.pages", f"127.0.0.1:{port}"]
    pages = json.loads(subprocess.run(listing, env=env, check=True, capture_output=True).stdout)
    with served(env, port) as site:
        warm_up(site, pages)
        visit = first_visit(f"{site}/")
        rows = {name: timed(site, page) for name, page in pages.items()}
    return summed(rows) | {
        "home_first_visit_bytes": visit.bytes,
        "home_first_visit_requests": visit.requests,
        "home_first_visit": dict(visit.parts),
        "pages": rows,
    }


def summed(rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "cached_ratio": round(min(row["ratio"] for row in rows.values()), 3),
        "constant_per_second": round(
            statistics.median(row["constant_per_second"] for row in rows.values())
        ),
        "uncached_median_ms": round(max(row["anew_p50_ms"] for row in rows.values()), 1),
        "uncached_queries_max": max(row["queries"] for row in rows.values()),
        "cores": os.cpu_count(),
    }


def show(found: dict[str, Any]) -> None:
    head = ("kept/s", "ratio", "p50 ms", "p95 ms", "anew/s", "p50 ms", "p95 ms", "queries", "bytes")
    say(" " * 14 + "".join(f"{word:>9}" for word in head))
    for name, row in found["pages"].items():
        say(
            f"{name:14}{row['kept_per_second']:9.0f}{row['ratio']:9.2f}{row['kept_p50_ms']:9.1f}"
            f"{row['kept_p95_ms']:9.1f}{row['anew_per_second']:9.1f}{row['anew_p50_ms']:9.1f}"
            f"{row['anew_p95_ms']:9.1f}{row['queries']:9}{row['bytes']:9}"
        )
    say(f"constant answer of the same server: {found['constant_per_second']} per second")
    for address, size in found["home_first_visit"].items():
        say(f"{size:8}  {address}")
    count = found["home_first_visit_requests"]
    say(f"{found['home_first_visit_bytes']:8}  first visit of home, {count} requests")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="taphuan-bench-") as folder:
        found = measure(Path(folder))
    show(found)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    say(f"Written: {REPORT}")


if __name__ == "__main__":
    main()
