"""The task worker of a storm: the site's own, easier to hit and sooner to forgive.

With STORM_PAUSE it waits so many seconds between the yes of the mail server and the note that the
letter went out, so that a kill falls there. Letters of a killed one are free after STORM_LEASE.
"""

import datetime as dt
import os
import sys
import time
from typing import Any

import django
from django.core.management import execute_from_command_line

django.setup()

from enrollment.letters import outbox  # noqa: E402

note_as_sent = outbox.settle_sent


def pause_and_note(*args: Any, **options: Any) -> None:
    time.sleep(float(os.environ["STORM_PAUSE"]))
    note_as_sent(*args, **options)


if "STORM_PAUSE" in os.environ:
    outbox.settle_sent = pause_and_note
if "STORM_LEASE" in os.environ:
    outbox.LEASE = dt.timedelta(seconds=float(os.environ["STORM_LEASE"]))
execute_from_command_line([sys.argv[0], "run_worker"])
