"""What a process does in the race of two coordinators, or two tabs, with rosters."""

from collections import Counter

from django.db import DatabaseError

from enrollment.models import Enrollment, NominationBatch, RosterDraft, Trainee
from enrollment.roster.drafts import commit_draft


def commit(draft: str) -> dict[str, int]:
    """Commit the draft; returns how many rows were named, or stood on the list already."""
    found = RosterDraft.objects.select_related("by", "training_class", "agency").get(pk=draft)
    answers: Counter[str] = Counter()
    try:
        done = commit_draft(found, by=found.by)
    except DatabaseError as error:
        answers[f"error: {error}"] += 1
    else:
        answers["batch" if done.batch else "nothing"] += 1
        answers.update(row.verdict for row in done.judgment.rows)
    return answers


def report(_code: str) -> dict[str, int]:
    return {
        "people": Trainee.objects.count(),
        "enrollments": Enrollment.objects.active().count(),
        "batches": NominationBatch.objects.count(),
    }
