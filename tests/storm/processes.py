"""The site as it runs in production: web server, task worker and a counting mail server.

Each process keeps running as under systemd, and can be killed: only by a process id of our own.
"""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
STARTED_AGAIN_AFTER = 0.5
SECONDS_TO_ANSWER = 60
SECONDS_TO_STOP = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


class Kept:
    """A command that is started again whenever it ends."""

    def __init__(self, name: str, command: list[str], folder: Path, env: dict[str, str]) -> None:
        self.name, self.command, self.env = name, command, env
        self.log = folder / f"{name}.log"
        self.pid_file = folder / f"{name}.pid"
        self.stopping = threading.Event()
        self.starts = 0
        self.process = self._start()
        self.keeper = threading.Thread(target=self._keep, name=f"keeper of {name}")
        self.keeper.start()

    def _start(self) -> subprocess.Popen:
        self.starts += 1
        with self.log.open("ab") as log:
            process = _open(self.command, log, self.env)
        self.pid_file.write_text(str(process.pid))
        return process

    def _keep(self) -> None:
        while not self.stopping.wait(0.05):
            if self.process.poll() is not None and not self.stopping.wait(STARTED_AGAIN_AFTER):
                self.process = self._start()

    def kill(self) -> bool:
        """kill -9; it comes back by itself."""
        return _kill(self.process.pid)

    def children(self) -> list[int]:
        pid = self.process.pid
        try:
            return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except OSError:
            return []

    def ask_to_stop(self) -> None:
        self.stopping.set()
        self.keeper.join()
        self.process.terminate()

    def stop(self) -> None:
        self.ask_to_stop()
        try:
            self.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _kill(pid: int) -> bool:
    """Whether there was anything to kill."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _open(command: list[str], log: IO[bytes], env: dict[str, str]) -> subprocess.Popen:
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


class Site:
    """All of it on one database, in a folder of its own."""

    def __init__(
        self,
        folder: Path,
        database: str,
        *,
        secret_key: str,
        application: str = "cms.wsgi",
        is_forked: bool = False,
    ) -> None:
        """Forked, the workers of the web server share what was loaded once: they start sooner."""
        application = "tests.storm.loaded" if is_forked else application
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.port, self.mail_port = free_port(), free_port()
        self.acks, self.mails = folder / "acks.jsonl", folder / "mails.jsonl"
        self.mails.touch()
        self.mail_mode = folder / "mail-mode"
        self.set_mail("ok")
        self.env = self._environment(database, secret_key)
        self.web = self._keep(
            *("web", "-m", "gunicorn", application, f"--bind={HOST}:{self.port}"),
            *("--workers=2", "--timeout=90", "--log-level=warning", "--no-control-socket"),
            *(["--preload"] if is_forked else []),
        )
        self.sink: Kept | None = None
        self.open_mail()
        self.worker: Kept | None = None

    def _environment(self, database: str, secret_key: str) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.storm.settings",
            "DATABASE_URL": database,
            "SECRET_KEY": secret_key,
            "ALLOWED_HOSTS": HOST,
            "BASE_URL": f"https://{HOST}:{self.port}",
            "MEDIA_ROOT": str(self.folder / "media"),
            "CACHE_URL": f"filecache://{self.folder / 'cache'}",
            "EMAIL_URL": f"smtp://{HOST}:{self.mail_port}",
        }

    def _keep(self, name: str, *command: str, **env: str) -> Kept:
        return Kept(name, [sys.executable, *command], self.folder, self.env | env)

    def start_worker(self, **env: str) -> None:
        """The variables are explained in `tests.storm.task_worker`."""
        self.worker = self._keep("worker", "-m", "tests.storm.task_worker", **env)

    def stop_worker(self) -> None:
        if self.worker:
            self.worker.stop()
            self.worker = None

    def set_mail(self, mode: str) -> None:
        """One of the modes of the sink; takes effect with the next letter."""
        fresh = self.mail_mode.with_suffix(".new")
        fresh.write_text(mode)
        fresh.replace(self.mail_mode)

    def open_mail(self) -> None:
        self.sink = self._keep(
            *("sink", "-m", "tests.storm.sink", str(self.mail_port)),
            *(str(self.mails), str(self.mail_mode)),
        )

    def close_mail(self) -> None:
        """Nobody listens any more."""
        if self.sink:
            self.sink.stop()
            self.sink = None

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_ANSWER
        while not self._is_answering():
            if time.monotonic() > deadline:
                raise TimeoutError(self.web.log.read_text()[-2000:])
            time.sleep(0.1)

    def _is_answering(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=10)
        try:
            connection.request("GET", "/healthz", headers={"X-Forwarded-Proto": "https"})
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def kill_web_worker(self, which: int) -> bool:
        """One of the children that answer; their parent starts another."""
        children = self.web.children()
        return bool(children) and _kill(children[which % len(children)])

    def wait_for_a_mail(self, seconds: float = SECONDS_TO_ANSWER) -> None:
        """Until the next letter has come in; the sender is not yet done with it."""
        before, deadline = self.mails.stat().st_size, time.monotonic() + seconds
        while self.mails.stat().st_size == before:
            if time.monotonic() > deadline:
                raise TimeoutError(self.worker.log.read_text()[-2000:] if self.worker else "")
            time.sleep(0.02)

    def run(self, *arguments: str) -> str:
        """What a command of ours says about the database, whatever its exit status."""
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.env, stdout=subprocess.PIPE, text=True)
        return done.stdout

    def errors(self) -> list[str]:
        """Lines in which the web server speaks of a page that failed."""
        lines = self.web.log.read_text().splitlines()
        return [line for line in lines if "level='error'" in line or "Internal Server" in line]

    def stop(self) -> None:
        running = [kept for kept in (self.worker, self.web, self.sink) if kept]
        for kept in running:
            kept.ask_to_stop()
        for kept in running:
            kept.stop()


@contextlib.contextmanager
def running_site(folder: Path, database: str, **options: Any) -> Iterator[Site]:
    """A site that answers; everything ends with the block."""
    site = Site(folder, database, **options)
    try:
        site.wait_until_it_answers()
        yield site
    finally:
        site.stop()
