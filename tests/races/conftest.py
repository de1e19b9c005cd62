"""Real processes on one shared database: a file copied from the in-memory one, or the cluster."""

import json
import os
import subprocess
import sys
import time
from collections import Counter

import pytest


@pytest.fixture
def race(tmp_path, project_root):
    """`race(address, [[role, guard, ...], ...])` runs them at once and adds up the answers."""

    def run(address: str, commands: list[list[str]]) -> Counter[str]:
        start = tmp_path / "start"
        processes = [_start(address, project_root, command, start) for command in commands]
        while len(list(tmp_path.glob("start.ready-*"))) < len(processes):
            assert all(process.poll() is None for process in processes)
            time.sleep(0.02)
        start.touch()
        # First wait for all of them, then judge, so that a failed one leaves no other behind.
        outputs = [process.communicate()[0] for process in processes]
        assert [process.returncode for process in processes] == [0] * len(commands)
        return sum((Counter(json.loads(output)) for output in outputs), Counter())

    return run


@pytest.fixture
def report(project_root):
    def run(address: str, code: str, role: str = "report") -> dict:
        output, _errors = _start(address, project_root, [role, "on", code], None).communicate()
        return json.loads(output)

    return run


def _start(address, root, command, start) -> subprocess.Popen:
    role, guard, *rest = command
    if start is not None:
        rest = [str(start), *rest]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.races.worker", role, guard, *rest],
        cwd=root,
        env=os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "cms.settings.test"},
        stdout=subprocess.PIPE,
    )
