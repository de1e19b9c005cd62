"""Scores come in while two organizers recognize the results."""

import time
from collections import Counter
from decimal import Decimal

from django.db import DatabaseError

from certificates.invariants.results import results_agree
from courses.models import AuditEntry, TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.models import Enrollment, Recognition
from enrollment.running.recognition import finalize_class
from enrollment.running.scores import record_scores
from enrollment.seating import seats

ROUNDS = 40
PAUSE = 0.01


def take_the_guard_away() -> None:
    """Nobody waits, and everybody trusts what was read before."""
    seats.lock_class = lambda _class: None


def act(what: str, code: str) -> dict[str, int]:
    """Enter scores again and again, or recognize once some of them are there."""
    rules = ("attendance_rule", "ranking_scheme", "issuing_body")
    training_class = TrainingClass.objects.select_related(*rules).get(code=code)
    if what == "recognize":
        _wait_for_scores(training_class)
        return Counter([_answer_of(lambda: _recognize(training_class))])
    people = list(Enrollment.objects.for_class(training_class).values_list("pk", flat=True))
    answers: Counter[str] = Counter()
    for number in range(ROUNDS):
        scores = dict.fromkeys(people, Decimal(5 + number % 5))
        answers[_answer_of(lambda new=scores: _score(training_class, new))] += 1
        time.sleep(PAUSE)
    return answers


def _wait_for_scores(training_class: TrainingClass) -> None:
    without = Enrollment.objects.for_class(training_class).filter(score=None)
    for _round in range(10 * ROUNDS):
        if not without.exists():
            return
        time.sleep(PAUSE)


def _recognize(training_class: TrainingClass) -> str:
    finalize_class(training_class, by=None)
    return "recognized"


def _score(training_class: TrainingClass, scores: dict[int, Decimal | None]) -> str:
    record_scores(training_class, scores, by=None)
    return "scored"


def _answer_of(verb) -> str:
    try:
        return verb()
    except Refusal as refusal:
        return refusal.code
    except DatabaseError as error:
        return f"error: {error}"


def report(code: str) -> dict[str, object]:
    training_class = TrainingClass.objects.get(code=code)
    log = AuditEntry.objects.filter(chain__key=chain_of(training_class)).order_by("number")
    acts = list(log.values_list("action", flat=True))
    after = acts[acts.index("class.finalized") :] if "class.finalized" in acts else []
    return {
        "recognitions": Recognition.objects.count(),
        "scored_after": after.count("class.scores"),
        "breaches": [text for _subject, text in results_agree()],
    }
