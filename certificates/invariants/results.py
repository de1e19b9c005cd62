"""Results (I15): what was recognized is what the enrollments say; a score is that of an attempt."""

from django.db.models import Count, Q

from certificates.invariants.findings import Findings
from courses.models import TrainingClass
from enrollment.models import Enrollment, Recognition
from enrollment.running.scores import attempts_of, counting_score

Outcome = Enrollment.Outcome


def results_agree() -> Findings:
    """I15: an outcome has a recognition, a decision what it froze, a score its attempt."""
    yield from _outcomes_without_recognition()
    yield from _recognitions()
    yield from _scores()


def _outcomes_without_recognition() -> Findings:
    decided = Enrollment.objects.exclude(outcome=Outcome.OPEN)
    for one in decided.filter(training_class__finalized_at=None):
        yield f"enrollment:{one.pk}", f"{one.outcome}, but the class is not recognized"


def _recognitions() -> Findings:
    completed = Count(
        "training_class__enrollments",
        filter=Q(training_class__enrollments__outcome=Outcome.COMPLETED),
    )
    decided = Count(
        "training_class__enrollments", filter=~Q(training_class__enrollments__outcome=Outcome.OPEN)
    )
    rows = Recognition.objects.select_related("training_class")
    for one in rows.annotate(now_completed=completed, now_decided=decided):
        told, found = (one.completed, one.people), (one.now_completed, one.now_decided)
        if one.training_class.finalized_at is None:
            yield one.training_class.code, "has a decision, but is not recognized"
        elif told != found:
            yield one.training_class.code, f"recognized {told}, the enrollments say {found}"


def _scores() -> Findings:
    scored = TrainingClass.objects.filter(enrollments__scores__isnull=False).distinct()
    for training_class in scored.select_related("ranking_scheme"):
        people = list(Enrollment.objects.for_class(training_class))
        known = attempts_of(people)
        for one in people:
            due = counting_score(training_class.ranking_scheme, known[one.pk])
            if due != one.score:
                yield f"enrollment:{one.pk}", f"score {one.score}, its attempts say {due}"
