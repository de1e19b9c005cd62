"""Runs pytest and judges its report: a run that skipped something or ran nothing has failed.

usage: run_tests.py REPORT_NAME PYTEST_ARGUMENT...
"""

import subprocess
import sys
from pathlib import Path

from defusedxml import ElementTree

REPORTS = Path("build/tests")
# Only root may mount a disk that is full; elsewhere that one case is left out.
NEEDS_ROOT = "no disk may be mounted here"


def faults_of(report: Path) -> list[str]:
    """What is wrong with the run although pytest itself may be content."""
    if not report.exists():
        return ["pytest wrote no report"]
    cases = ElementTree.parse(report).getroot().findall(".//testcase")
    if not cases:
        return ["no test was run"]
    return [
        f"not run: {case.get('classname')}::{case.get('name')}: {skipped.get('message')}"
        for case in cases
        for skipped in case.findall("skipped")
        if NEEDS_ROOT not in skipped.get("message", "")
    ]


def main(name: str, *arguments: str) -> int:
    report = REPORTS / f"{name}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", f"--junit-xml={report}", "--durations=5", *arguments]
    exit_status = subprocess.run(command).returncode
    faults = faults_of(report)
    for fault in faults:
        print(fault, file=sys.stderr)
    return exit_status or bool(faults)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
