"""What people were promised and what was mailed, compared with the database (I2, I8).

Run as `python -m tests.storm.evidence ACKS MAILS SECONDS`: waits so long for the last letter, then
answers in JSON. Every list must be empty, and duplicates at most one for each worker killed.
"""

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import django

django.setup()

from certificates.invariants import find_breaches  # noqa: E402
from courses.models import TrainingClass  # noqa: E402
from enrollment.models import Enrollment, Letter  # noqa: E402

Lines = list[dict]


def read(path: Path) -> Lines:
    """A line cut off by a kill was not finished, so nothing was promised by it."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


def lost_promises(acks: Lines) -> Iterator[str]:
    """I2: who saw a state has it, or has a later step that says otherwise; nobody is lost."""
    stored = defaultdict(list)
    rows = Enrollment.objects.select_related("training_class", "trainee__user")
    for one in rows.exclude(trainee__user=None):
        stored[one.trainee.user.email, one.training_class.code].append(one)
    for ack in acks:
        if ack["state"] not in Enrollment.State.values:
            continue
        found = stored[ack["to"], ack["code"]]
        if not any(one.state == ack["state"] or has_moved_on(one, ack["state"]) for one in found):
            states = ", ".join(one.state for one in found) or "nowhere"
            yield f"{ack['to']} was told {ack['state']} in {ack['code']}, is {states}"


def has_moved_on(enrollment: Enrollment, state: str) -> bool:
    return enrollment.changes.filter(from_state=state).exists()


def oversold() -> Iterator[str]:
    """I1, counted from the rows alone."""
    for one in TrainingClass.objects.all():
        seated = Enrollment.objects.for_class(one).filter(state__in=Enrollment.SEATED).count()
        if seated > one.capacity:
            yield f"{one.code}: {seated} on {one.capacity} seats"


def lost_letters(mails: Lines) -> Iterator[str]:
    """I8: each letter arrived, and is known to have been sent."""
    arrived = {message_key(mail) for mail in mails}
    for letter in Letter.objects.all():
        if str(letter.message_id) not in arrived:
            yield f"letter {letter.pk} to {letter.to} never arrived ({letter.state})"
        elif letter.state != Letter.State.SENT:
            yield f"letter {letter.pk} to {letter.to} arrived, is {letter.state}"


def unknown_mails(mails: Lines) -> Iterator[str]:
    """Nothing was mailed that no row knows; a letter sent anew would carry another id."""
    known = {str(one) for one in Letter.objects.values_list("message_id", flat=True)}
    for mail in mails:
        if message_key(mail) not in known:
            yield f"{mail['to']}: {mail['message_id']} is no letter of ours"


def message_key(mail: dict) -> str:
    return mail["message_id"].strip("<>").partition("@")[0]


def duplicates(mails: Lines) -> int:
    """How many mails were one too many; each kill may cause one, twice of the same letter too."""
    return len(mails) - len({message_key(mail) for mail in mails})


def states_by_class() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    rows = Enrollment.objects.order_by("pk").values_list("training_class__code", "state")
    for (code, state), count in Counter(rows).items():
        found[code][state] = count
    return found


def wait_for_quiet(seconds: float) -> float:
    """Until no letter is under way; returns how long that took."""
    begun = time.monotonic()
    final = (Letter.State.SENT, Letter.State.GIVEN_UP)
    while time.monotonic() - begun < seconds:
        if not Letter.objects.exclude(state__in=final).exists():
            break
        time.sleep(0.3)
    return round(time.monotonic() - begun, 1)


def gather(acks: Path, mails: Path, seconds: float) -> dict[str, object]:
    waited = wait_for_quiet(seconds)
    promised, mailed = read(acks), read(mails)
    return {
        "waited": waited,
        "promised": len(promised),
        "lost": list(lost_promises(promised)),
        "oversold": list(oversold()),
        "letters": Letter.objects.count(),
        "mails": len(mailed),
        "mails_lost": list(lost_letters(mailed)),
        "mails_unknown": list(unknown_mails(mailed)),
        "duplicates": duplicates(mailed),
        "breaches": [str(breach) for breach in find_breaches()],
        "states": states_by_class(),
    }


if __name__ == "__main__":
    answer = gather(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))
