"""Runs the storms in full on the database of DATABASE_URL.

    python -m tests.storm FOLDER [SCENARIO...]      all of them without a name

Prints what each found and keeps it in build/storm.json; exit status 1 when something did not hold.
STORM_SIZE=0.1 makes them smaller, to try them out.
"""

import json
import logging
import os
import secrets
import signal
import sys
from pathlib import Path

os.environ |= {
    "DJANGO_SETTINGS_MODULE": "tests.storm.settings",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ALLOWED_HOSTS": "127.0.0.1",
    "BASE_URL": "https://127.0.0.1",
}

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from tests.storm import faults, scenarios  # noqa: E402
from tests.storm.people import open_agencies  # noqa: E402
from tests.storm.processes import running_site  # noqa: E402

KEPT = Path("build/storm.json")
# The last one leaves a database behind that nobody could want.
ALL = {
    "opening": scenarios.opening,
    "coordinators": scenarios.coordinators,
    "impatient": scenarios.impatient,
    "roll_call": scenarios.roll_call,
    "kills": faults.kills,
    "mail": faults.mail,
    "last_seat": scenarios.last_seat,
    "unguarded": faults.unguarded,
}


def prepare() -> list:
    """A fresh installation with agencies."""
    logging.getLogger("wagtail").setLevel(logging.WARNING)
    call_command("migrate", verbosity=0)
    call_command("setup_site", verbosity=0)
    return open_agencies()


def run(folder: Path, names: list[str]) -> bool:
    vendor = connection.vendor
    agencies = prepare()
    address = os.environ["DATABASE_URL"]
    held = True
    with running_site(folder / vendor, address, secret_key=settings.SECRET_KEY) as site:
        site.start_worker(STORM_PAUSE="0.05")
        stage = scenarios.Stage(site, agencies, float(os.environ.get("STORM_SIZE", 1)))
        for name in names:
            connections.close_all()
            found = ALL[name](stage)
            held &= found["ok"]
            tell(vendor, name, found)
        for crowd in stage.crowds:
            crowd.close()
        sys.stdout.writelines(f"{line}\n" for line in site.errors())
    return held


def tell(vendor: str, name: str, found: dict) -> None:
    lines = [f"\n{vendor}: {name}: {'held' if found['ok'] else 'DID NOT HOLD'}"]
    lines += [
        f"    {figure:<20} {json.dumps(value, ensure_ascii=False)}"
        for figure, value in found.items()
        if figure != "ok"
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    KEPT.parent.mkdir(exist_ok=True)
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    kept.setdefault(vendor, {})[name] = found
    KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    # Told to stop, it takes down what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder, *names = sys.argv[1:]
    sys.exit(not run(Path(folder), names or list(ALL)))
