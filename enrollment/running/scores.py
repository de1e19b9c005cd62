"""Scores of a class by attempt: stored here alone, and with them the one that counts."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import audit
from courses.models import RankingScheme, TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.models import Enrollment, Score
from enrollment.seating import seats

# By enrollment id and number of the attempt; None takes a score back.
Attempts = Mapping[tuple[int, int], Decimal | None]


class ScoresRefused(Refusal):
    """A score that cannot be stored: off the scale, one attempt too many, or too late."""


def record_scores(
    training_class: TrainingClass,
    scores: Mapping[int, Decimal | None],
    *,
    by: Any,
    attempt: int = 1,
    at: dt.datetime | None = None,
) -> int:
    """Store scores of one attempt by enrollment id; returns how many changed."""
    attempts = {(pk, attempt): score for pk, score in scores.items()}
    return record_attempts(training_class, attempts, by=by, at=at)


def record_attempts(
    training_class: TrainingClass, typed: Attempts, *, by: Any, at: dt.datetime | None = None
) -> int:
    """Store scores, all or none; returns how many changed. Refused after recognition."""
    scheme = training_class.ranking_scheme
    with transaction.atomic():
        seats.lock_class(training_class)
        check_open(training_class)
        confirmed = Enrollment.objects.for_class(training_class).confirmed()
        people = {one.pk: one for one in confirmed.filter(pk__in={pk for pk, _n in typed})}
        before = attempts_of(people.values())
        changes = {
            key: score
            for key, score in typed.items()
            if key[0] in people and before[key[0]].get(key[1]) != score
        }
        if not changes:
            return 0
        after = {pk: dict(known) for pk, known in before.items()}
        for (pk, attempt), score in changes.items():
            check_score(score, scheme)
            _set(after[pk], attempt, score)
        for pk in {pk for pk, _n in changes}:
            check_attempts(after[pk], scheme)
        _store(changes, people, after, scheme, by=by, at=at or timezone.now())
        told = [
            [pk, attempt, _plain(before[pk].get(attempt)), _plain(score)]
            for (pk, attempt), score in changes.items()
        ]
        audit.record(
            "class.scores",
            chain=chain_of(training_class),
            by=by,
            data={"changed": len(changes), "scores": told},
        )
    return len(changes)


def check_open(training_class: TrainingClass) -> None:
    """Whether scores may still be entered; the same answer for the boxes and for a sheet."""
    if training_class.finalized_at:
        raise ScoresRefused(_("The results are already recognized."), code="finalized")
    if training_class.is_canceled:
        raise ScoresRefused(_("This class was not held."), code="not_held")


def check_score(score: Decimal | None, scheme: RankingScheme) -> None:
    """A score lies on the scale; a scheme without one takes none."""
    if score is None:
        return
    if scheme.scale_max is None or not 0 <= score <= scheme.scale_max:
        raise ScoresRefused(_("This score is outside the scale."), code="off_scale")


def check_attempts(known: Mapping[int, Decimal], scheme: RankingScheme) -> None:
    """No more attempts than the scheme allows, and none without the one before."""
    if any(attempt > scheme.attempts for attempt in known):
        raise ScoresRefused(
            _("The ranking scheme allows %(count)s attempts."),
            code="attempt_not_allowed",
            params={"count": scheme.attempts},
        )
    if sorted(known) != list(range(1, len(known) + 1)):
        raise ScoresRefused(
            _("A later attempt has a score, the one before it has none."), code="attempt_skipped"
        )


def counting_score(scheme: RankingScheme, known: Mapping[int, Decimal]) -> Decimal | None:
    """Of all attempts the one that counts: the last, or the best."""
    if not known:
        return None
    if scheme.counts == RankingScheme.Counts.BEST:
        return max(known.values())
    return known[max(known)]


def attempts_of(people: Any) -> dict[int, dict[int, Decimal]]:
    """Scores of these enrollments by id and attempt."""
    # A score without a row of its own was taken before attempts were told apart.
    people = list(people)
    found: dict[int, dict[int, Decimal]] = {one.pk: {} for one in people}
    rows = Score.objects.filter(enrollment__in=found).order_by("attempt")
    for pk, attempt, value in rows.values_list("enrollment", "attempt", "value"):
        found[pk][attempt] = value
    for one in people:
        if one.score is not None and not found[one.pk]:
            found[one.pk] = {1: one.score}
    return found


def _set(known: dict[int, Decimal], attempt: int, score: Decimal | None) -> None:
    if score is None:
        known.pop(attempt, None)
    else:
        known[attempt] = score


def _store(
    changes: Attempts,
    people: Mapping[int, Enrollment],
    after: Mapping[int, Mapping[int, Decimal]],
    scheme: RankingScheme,
    *,
    by: Any,
    at: dt.datetime,
) -> None:
    changed = {pk for pk, _n in changes}
    rows = {
        (pk, attempt): Score(
            enrollment_id=pk, attempt=attempt, value=value, recorded_at=at, recorded_by=by
        )
        for pk in changed
        for attempt, value in after[pk].items()
    }
    # The attempts before stay as they are; one without a row of its own gets it now.
    Score.objects.bulk_create(
        [row for key, row in rows.items() if key not in changes], ignore_conflicts=True
    )
    Score.objects.bulk_create(
        [row for key, row in rows.items() if key in changes],
        update_conflicts=True,
        unique_fields=["enrollment", "attempt"],
        update_fields=["value", "recorded_at", "recorded_by"],
    )
    for (pk, attempt), score in changes.items():
        if score is None:
            Score.objects.filter(enrollment=pk, attempt=attempt).delete()
    touched = [people[pk] for pk in changed]
    for one in touched:
        one.score = counting_score(scheme, after[one.pk])
    Enrollment.objects.bulk_update(touched, ["score"])


def _plain(score: Decimal | None) -> str:
    return "" if score is None else str(score)
