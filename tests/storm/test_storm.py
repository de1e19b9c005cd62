"""The short form of the storms: a class that fills up, two kills, one form sent many times."""

import json
import threading
import time

import pytest

from tests.storm.client import at_these_times
from tests.storm.people import open_agencies, open_class, open_classes, sign_in

pytestmark = [pytest.mark.database, pytest.mark.storm]

PEOPLE, SEATS = 40, 5


@pytest.fixture
def people(prepared):
    return sign_in(PEOPLE + 2, open_agencies())


def evidence(site, *, wait: float) -> dict:
    module = ("-m", "tests.storm.evidence")
    return json.loads(site.run(*module, str(site.acks), str(site.mails), str(wait)))


def test_storm_with_a_web_and_a_task_worker_killed(people, start_site, crowd_at):
    code = open_class("STORM", capacity=SEATS).code
    beside = open_class("BESIDE", capacity=SEATS).code
    site = start_site()
    site.start_worker(STORM_PAUSE="0.1", STORM_LEASE="4")
    crowd = crowd_at(site)

    others = threading.Thread(target=kill_both, args=[site])
    others.start()
    hasty, in_tabs = send_many_times(crowd, people[PEOPLE:], beside)
    told = crowd.storm(people[:PEOPLE], code, seconds=6)
    others.join()
    found = evidence(site, wait=60)

    assert told == {"confirmed": SEATS, "waiting": PEOPLE - SEATS}
    assert hasty == in_tabs == ["confirmed"] * 3
    assert found["states"] == {code: told, beside: {"confirmed": 2}}
    assert found["letters"] == PEOPLE + 2
    assert found["lost"] == found["oversold"] == found["breaches"] == []
    assert found["mails_lost"] == found["mails_unknown"] == []
    assert found["duplicates"] <= 1
    assert (site.web.starts, site.worker.starts) == (1, 2)
    assert crowd.tally.failed == {}


def kill_both(site) -> None:
    """A web worker at its work; the task worker between the mail server's yes and "sent"."""
    time.sleep(2)
    site.kill_web_worker(0)
    site.wait_for_a_mail()
    site.worker.kill()


def send_many_times(crowd, people, code: str) -> tuple[list[str], list[str]]:
    """One presses the button twice and then goes back; the other has three tabs."""
    hasty, person = map(crowd.enter, people)
    form = hasty.open_form(code)
    tabs = [person.open_form(code) for _ in range(3)]
    answers = at_these_times([0, 0.01], [lambda: crowd.register(hasty, code, form)] * 2)
    answers.append(crowd.register(hasty, code, form))
    return answers, [crowd.register(person, code, tab) for tab in tabs]


def test_without_the_guard_the_last_seat_is_given_twice_or_people_are_lost(
    people, start_site, crowd_at
):
    codes = open_classes(6, capacity=1, prefix="LAST")
    site = start_site(application="tests.storm.unguarded")
    crowd = crowd_at(site)

    def goes_wrong(code: str) -> bool:
        crowd.storm(people[:8], code, seconds=0.1)
        return bool(evidence(site, wait=0)["oversold"] or crowd.tally.failed)

    # The first class is enough nearly always; chance alone must not keep all six from it.
    assert any(map(goes_wrong, codes))
