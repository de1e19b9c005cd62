"""Storms in which something breaks: processes killed, a mail server that fails, no guards."""

import threading
import time
from collections import Counter

from tests.storm.people import open_class, open_classes
from tests.storm.processes import running_site
from tests.storm.scenarios import Figures, Stage, states_in, times

KILLS_EACH = 10
SECONDS_BETWEEN_KILLS = 6
# A letter that failed twice waits five minutes for its third attempt.
SECONDS_TO_HEAL = 420
MAIL_MODES = ("down", "slow", "later", "half", "linger", "never")


def kills(stage: Stage) -> Figures:
    """F1, F4: kill -9 of web and task worker in turn, while people go on registering."""
    each = stage.many(KILLS_EACH)
    lasts = SECONDS_BETWEEN_KILLS * (2 * each + 1)
    people = stage.sign_in(4 * lasts, "kills")
    code = open_class("KILLS", capacity=30).code
    crowd = stage.crowd()
    killed: Counter = Counter()
    killer = threading.Thread(target=kill_in_turn, args=[stage, each, killed])
    killer.start()
    told = crowd.storm(people, code, seconds=lasts)
    killer.join()
    found = stage.evidence(180)
    expected = {"confirmed": 30, "waiting": len(people) - 30}
    return {
        "people": len(people),
        "killed": dict(killed),
        "told": dict(told),
        **times(crowd.tally),
        **{name: found[name] for name in ("letters", "mails", "duplicates", "waited")},
        "ok": told == expected == states_in(code)
        and not any(found[name] for name in MUST_BE_EMPTY)
        and found["duplicates"] <= killed["task worker"] == killed["web worker"] == each,
    }


MUST_BE_EMPTY = ("lost", "oversold", "breaches", "mails_lost", "mails_unknown")


def kill_in_turn(stage: Stage, each: int, killed: Counter) -> None:
    site = stage.site
    time.sleep(SECONDS_BETWEEN_KILLS / 2)
    for n in range(each):
        killed["web worker"] += site.kill_web_worker(n)
        time.sleep(SECONDS_BETWEEN_KILLS)
        # Between the mail server's yes and our note of it, where it hurts.
        site.wait_for_a_mail()
        killed["task worker"] += site.worker.kill()
        time.sleep(SECONDS_BETWEEN_KILLS)


def mail(stage: Stage) -> Figures:
    """F11: whatever the mail server does, registering is as fast as ever and no letter is lost."""
    usual = storm_with_mail(stage, "ok")
    found = {mode: storm_with_mail(stage, mode) for mode in MAIL_MODES}
    slowest = max(one["p95"] for one in found.values())
    stage.site.set_mail("ok")
    after = stage.evidence(SECONDS_TO_HEAL)
    # Refused for good: given up at once, which the desk sees and can undo.
    given_up = [line for line in after["mails_lost"] if "given_up" in line]
    return {
        "usual": usual,
        **found,
        "waited": after["waited"],
        "given_up": len(given_up),
        "ok": len(after["mails_lost"]) == len(given_up) > 0
        and not any(one["server_errors"] for one in found.values())
        and slowest < usual["p95"] + 0.1,
    }


def storm_with_mail(stage: Stage, mode: str) -> Figures:
    """A short storm with the mail server in this mode, which ends with it."""
    people = stage.sign_in(stage.many(60), f"mail-{mode}")
    code = open_class(f"MAIL-{mode}", capacity=30).code
    crowd = stage.crowd()
    if mode == "down":
        stage.site.close_mail()
    else:
        stage.site.set_mail(mode)
    told = crowd.storm(people, code, seconds=max(3, 15 * stage.size))
    if mode == "down":
        stage.site.open_mail()
    return {
        **crowd.tally.percentiles("POST"),
        "told": dict(told),
        "server_errors": sum(crowd.tally.failed.values()),
    }


def unguarded(stage: Stage) -> Figures:
    """The twin: the same race without the guard must go wrong, else it proves nothing."""
    people = stage.sign_in(40, "twin")
    codes = open_classes(10, capacity=1, prefix="TWIN")
    crowd = stage.crowd()
    stage.site.stop()
    options = {"secret_key": stage.site.env["SECRET_KEY"], "application": "tests.storm.unguarded"}
    folder = stage.site.folder / "unguarded"
    with running_site(folder, stage.site.env["DATABASE_URL"], **options) as site:
        crowd.port = site.port
        for code in codes:
            crowd.storm(people, code, seconds=0.1)
    seated = [states_in(code).get("confirmed", 0) for code in codes]
    return {
        "classes": len(codes),
        "oversold": sum(one > 1 for one in seated),
        "confirmed": sum(seated),
        "server_errors": sum(crowd.tally.failed.values()),
        "ok": any(one > 1 for one in seated) or bool(crowd.tally.failed),
    }
