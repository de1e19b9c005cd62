"""The short form of L8: six devices come back at once, and a web worker is killed amid it."""

import threading
import time

import pytest

from tests.storm.roll_call import meet, open_rolls, sync_all

pytestmark = [pytest.mark.database, pytest.mark.storm]

DEVICES, MARKS = 6, 600


def test_no_mark_is_lost_or_kept_twice(start_site):
    classes = open_rolls(1, people=20, sessions=4)
    devices = meet(classes, devices=DEVICES, marks=MARKS)
    site = start_site(is_forked=True)
    kill = threading.Thread(target=lambda: (time.sleep(0.3), site.kill_web_worker(0)))
    kill.start()

    found = sync_all(site, devices)
    kill.join()

    assert found["marks"] == MARKS
    assert found["unanswered"] == found["lost"] == found["double"] == found["breaches"] == 0
    assert not [status for status in found["wrong"] if isinstance(status, int)]
    assert set(found["verdicts"]) <= {"applied", "same", "older"}
