"""Real processes on one shared database: a file copied from the in-memory one, or the cluster."""

import json
import os
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest


@pytest.fixture(scope="session")
def workers(project_root):
    """`workers(address, folder, commands)` tells one process to fork for each of the commands."""
    processes: list[subprocess.Popen] = []

    def tell(address: str, folder: str, commands: list[list[str]]) -> list[Any]:
        if not processes:
            processes.append(_start(address, project_root))
        process = processes[0]
        database = address.removeprefix("sqlite:///")
        if database == address:
            database = address.rpartition("/")[2]
        process.stdin.write(f"{json.dumps([database, folder, commands])}\n")
        process.stdin.flush()
        told = json.loads(process.stdout.readline())
        assert told["statuses"] == [0] * len(commands)
        return told["answers"]

    yield tell
    for process in processes:
        process.communicate()


def _start(address: str, root) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.races.worker"],
        cwd=root,
        env=os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "cms.settings.test"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def race(tmp_path, workers):
    """`race(address, [[role, guard, ...], ...])` runs them at once and adds up the answers."""

    def run(address: str, commands: list[list[str]]) -> Counter[str]:
        answers = workers(address, str(tmp_path), commands)
        return sum((Counter(answer) for answer in answers), Counter())

    return run


@pytest.fixture
def report(workers):
    def run(address: str, code: str, role: str = "report") -> Any:
        return workers(address, "", [[role, "on", code]])[0]

    return run
