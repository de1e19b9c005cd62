"""The site as production serves it: prepared in a folder, then gunicorn on loopback."""

import http.client
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONSTANT = "/bench-constant"
SETTINGS = "tests.bench_pages.settings"
# As the unit in docs/operator.md has it.
GUNICORN = ("--workers=4", "--timeout=90", "--no-control-socket", "--log-level=warning")
SECONDS_TO_ANSWER = 60
SECONDS_TO_STOP = 20
# What public pages do not load need not be compressed for the bench.
NOT_COLLECTED = (
    "admin",
    "wagtailadmin",
    "wagtail*",
    "django_tables2",
    "django_extensions",
    "allauth*",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder: Path, port: int) -> dict[str, str]:
    """Of all processes of the bench; what a developer has set for the own site stays outside."""
    address = f"http://127.0.0.1:{port}"
    return {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C.UTF-8",
        "BENCH_FOLDER": str(folder),
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": address,
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "CACHE_URL": f"filecache://{folder / 'cache'}",
        "MEDIA_ROOT": str(folder / "media"),
        "EMAIL_URL": f"filemail://{folder / 'mail'}",
    }


def prepare(env: dict[str, str]) -> None:
    ignored = [f"--ignore={name}" for name in NOT_COLLECTED]
    for command in (
        ["migrate", "--run-syncdb", "--verbosity=0"],
        ["load_demo"],
        ["collectstatic", "--noinput", "--verbosity=0", *ignored],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *command], env=env, check=True, stdout=subprocess.DEVNULL
        )


@contextmanager
def served(env: dict[str, str], port: int) -> Iterator[str]:
    """Yields the address of the running site."""
    command = [sys.executable, "-m", "gunicorn", "tests.bench_pages.wsgi"]
    server = subprocess.Popen([*command, f"--bind=127.0.0.1:{port}", *GUNICORN], env=env)
    try:
        _wait_for(port)
        yield env["BASE_URL"]
    finally:
        server.terminate()
        try:
            server.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The site of the bench does not answer.")
