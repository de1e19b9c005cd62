"""Run by `make bench-certificates`; ROWS=60 compares that many rows instead of all."""

import importlib
import json
import logging
import os
import tempfile
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

ROUNDS = 5
NAIVE_ROWS = 12  # different ones in each round: 60 in all
RIVAL_ROWS = 60
SIGNED_ROWS = 30
REPORT = Path("build/bench-certificates.json")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _make_site(folder)
        demo_year: Any = importlib.import_module("tests.bench_certificates.demo_year")
        papers, issued = demo_year.papers_of_year()
        _say(f"{len(papers)} papers of the demo year, {issued} of them with a certificate")
        rounds = _race(papers, Path(folder))
        equal, given_up = _compare(papers[: int(os.environ.get("ROWS", len(papers)))])
        _report(rounds, len(papers), equal, given_up)


def _make_site(folder: str) -> None:
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
    os.environ["MEDIA_ROOT"], os.environ["EMAIL_URL"] = (
        f"{folder}/media",
        f"filemail://{folder}/mail",
    )
    os.environ["CACHE_URL"] = f"filecache://{folder}/cache"
    os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.dev"
    keys = Path(folder) / "keys"
    os.environ["SIGNING_KEY_FILE"] = str(keys / "test-signing.pem")
    os.environ["RECORD_KEY_FILE"] = str(keys / "test-record.pem")
    django.setup()
    # With them the codes of the demo tell real signed records.
    importlib.import_module("certificates.signing.trial_keys").make_trial_keys(keys)
    logging.disable(logging.INFO)  # WeasyPrint would tell each step of the naive side
    call_command("migrate", verbosity=0)
    with Path(os.devnull).open("w") as silence:
        call_command("load_demo", stdout=silence)


def _race(papers: list[Any], folder: Path) -> Any:
    """All sides in turn, round after round."""
    sides: Any = importlib.import_module("tests.bench_certificates.sides")
    rounds: Any = importlib.import_module("tests.bench_certificates.rounds").Rounds()
    sign: Any = importlib.import_module("certificates.signing.pades").sign_pdf
    sides.naive(papers[:2])
    for turn in range(ROUNDS):
        sample = papers[turn * 97 : turn * 97 + NAIVE_ROWS]
        rounds.take("naive", len(sample), lambda rows=sample: sides.naive(rows))
        rounds.take("start of the child (not counted)", 1, sides.start_child)
        rounds.take("537 cold", len(papers), lambda: sides.ours(papers))
        files: list[bytes] = []
        rounds.take("537 warm", len(papers), lambda: files.extend(sides.ours(papers)))  # noqa: B023
        rounds.take("1 warm", 20, lambda: [sides.ours([paper]) for paper in papers[:20]])
        sides.start_child()
        thirty = papers[turn * 97 : turn * 97 + 30]
        rounds.take("30 cold", 30, lambda rows=thirty: sides.ours(rows))
        rounds.take("30 warm", 30, lambda rows=thirty: sides.ours(rows))
        sides.start_child()
        rounds.take("1 cold (drawn by WeasyPrint)", 1, lambda: sides.ours(papers[:1]))
        rounds.take("Typst", RIVAL_ROWS, lambda: sides.by_typst(papers[:RIVAL_ROWS]))
        rounds.take("ReportLab", RIVAL_ROWS, lambda: sides.by_reportlab(papers[:RIVAL_ROWS]))
        rounds.take("floor", len(files), lambda body=files: sides.floor(body, folder))
        few, signed = files[:SIGNED_ROWS], papers[:SIGNED_ROWS]
        rounds.take("signature alone", len(few), lambda rows=few: [sign(body) for body in rows])
        sides.ours(signed)
        rounds.take(
            "30 warm, signed",
            len(signed),
            lambda rows=signed: [sign(body) for body in sides.ours(rows)],
        )
        _say(f"round {turn + 1} of {ROUNDS}")
    return rounds


def _compare(papers: list[Any]) -> tuple[int, int]:
    """How many rows equal WeasyPrint's own files, and how many were drawn by it anyway."""
    render: Any = importlib.import_module("certificates.pdf.render")
    runs: Any = importlib.import_module("certificates.pdf.sheet_run")
    equality: Any = importlib.import_module("tests.certificates.equality")
    sheets = [paper.sheet() for paper in papers]
    run = runs.SheetRun(sheets, None, render.DEFAULT_LIMITS)
    equal = 0
    for number, (sheet, file) in enumerate(zip(sheets, run.files(), strict=True)):
        theirs = render.render_html(sheet.html())
        ours = file or theirs
        found = equality.differences(ours, theirs)
        if number % 10 == 0 and not equality.look_the_same(ours, theirs):
            found.append("pixels")
        equal += not found
        if found:
            _say(f"row {number}: {found[:3]}")
    return equal, run.given_up.total()


def _report(rounds: Any, count: int, equal: int, given_up: int) -> None:
    ratios = {
        "ratio_537_cold": rounds.ratio("naive", "537 cold"),
        "ratio_30_cold": rounds.ratio("naive", "30 cold"),
        "ratio_1_warm": rounds.ratio("naive", "1 warm"),
        "ratio_537_typst": rounds.ratio("Typst", "537 cold"),
        "ratio_537_reportlab": rounds.ratio("ReportLab", "537 cold"),
        "floor_ratio": rounds.ratio("537 warm", "floor"),
        "ratio_30_warm_signed": rounds.ratio("naive", "30 warm, signed"),
    }
    table = rounds.table("naive")
    _say(table)
    _say(
        f"naive: {NAIVE_ROWS * ROUNDS} different rows, {NAIVE_ROWS} in each round, held against"
        f" {count}.\nCold: a printing child that is up and has drawn nothing; making the sheets,"
        " compiling,\nsending and all that was drawn by WeasyPrint count; starting the child does"
        " not.\nSigned: RSA of 2048 bits with a test key, by pyHanko, in the same process.\n"
        "Rivals: a similar page of frame, heading, name, class and code, not tagged.\n"
        f"equal to WeasyPrint: {equal} rows; drawn by it as no stencil could: {given_up}"
    )
    _say(json.dumps(ratios, indent=1))
    REPORT.parent.mkdir(exist_ok=True)
    facts = {**ratios, "equal": equal, "rows": int(os.environ.get("ROWS", count)), "table": table}
    REPORT.write_text(json.dumps(facts, indent=1, ensure_ascii=False))


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201  a person reads it


if __name__ == "__main__":
    main()
