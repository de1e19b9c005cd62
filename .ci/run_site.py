"""Runs the demo site: prepares the database, then web and task worker, which end together.

As under systemd, what ends by itself is started again.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

HOST = "127.0.0.1"
PORT = int(os.environ.get("PORT") or 8000)
ADDRESS = os.environ.get("BASE_URL") or f"http://{HOST}:{PORT}"
MANAGE = (sys.executable, "manage.py")
WEB = (
    *(sys.executable, "-m", "gunicorn", "cms.wsgi", f"--bind={HOST}:{PORT}", "--workers=2"),
    *("--log-level=warning", "--no-control-socket"),
)
WORKER = (*MANAGE, "run_worker")
SECONDS_TO_ANSWER = 60
SECONDS_TO_STOP = 20
# What ends this often within so many seconds will not run, however often it is started.
MOST_STARTS, WITHIN_SECONDS = 5, 60
WHAT_TO_TRY = """
The site is at {address}/ (English: {address}/en/). Ctrl-C stops it.

What to try
  {address}/lich-mo-lop/        the schedule; register for the class OPEN-1
  {address}/accounts/login/     sign in; letters with sign-in codes are files in var/mail/
  {address}/manage/             the organizers' desk: registrations, roll call, certificates
  {address}/manage/years/2010/  the year 2010 with its summary
  {address}/verify/             check a certificate by its code
"""

stopping = threading.Event()


class Refused(Exception):
    """Tells why the site was not started or did not go on."""


def start(command: tuple[str, ...], **options) -> subprocess.Popen:
    """In a session of its own: Ctrl-C shall reach this process only, which then stops all."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, **options)


def stop(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for process in processes:
        try:
            process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def prepare(saying: str, *command: str) -> str:
    """Run a management command to its end and return what it printed."""
    if stopping.is_set():
        return ""
    print(saying, flush=True)
    with tempfile.TemporaryFile("w+") as output:
        process = start((*MANAGE, *command), stdout=output)
        while process.poll() is None and not stopping.wait(0.05):
            pass
        stop([process])
        output.seek(0)
        printed = output.read()
    if process.returncode and not stopping.is_set():
        raise Refused(f"{printed}manage.py {command[0]} failed")
    return printed


def refuse_taken_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError as error:
            raise Refused(f"Port {PORT} is taken. Choose another: make run PORT=8001") from error


def is_answering() -> bool:
    connection = http.client.HTTPConnection(HOST, PORT, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


class Kept:
    """A process that is started again when it ends by itself, unless it does so all the time."""

    def __init__(self, name: str, command: tuple[str, ...]) -> None:
        self.name, self.command = name, command
        self.started: list[float] = []
        self.process = self.begin()

    def begin(self) -> subprocess.Popen:
        self.started.append(time.monotonic())
        return start(self.command)

    def look_after(self) -> None:
        status = self.process.poll()
        if status is None:
            return
        recent = [begun for begun in self.started if time.monotonic() - begun < WITHIN_SECONDS]
        if len(recent) >= MOST_STARTS:
            raise Refused(f"The {self.name} ends by itself again and again (status {status})")
        print(
            f"The {self.name} has ended by itself (status {status}); starting it again", flush=True
        )
        self.process = self.begin()


def watch(kept: list[Kept], welcome: str) -> None:
    """Return when a person ends it; complain when the site never answers or does not stay."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    welcomed = False
    while not stopping.wait(0.3):
        for one in kept:
            one.look_after()
        if not welcomed and is_answering():
            print(welcome, flush=True)
            welcomed = True
        if not welcomed and time.monotonic() > deadline:
            raise Refused(f"The site does not answer after {SECONDS_TO_ANSWER} s")


def run() -> None:
    refuse_taken_port()
    prepare("Preparing the database", "migrate", "--verbosity=0")
    prepare("Making keys to try signing with", "make_test_keys")
    sign_ins = prepare("Loading the demo (about a minute at the first start)", "load_demo")
    if stopping.is_set():
        return
    kept = [Kept("web server", WEB), Kept("task worker", WORKER)]
    try:
        watch(kept, sign_ins + WHAT_TO_TRY.format(address=ADDRESS))
    finally:
        print("Stopping", flush=True)
        stop([one.process for one in kept])


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    os.umask(0o077)  # what the site keeps concerns persons
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), lambda *_: stopping.set())
    try:
        run()
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
