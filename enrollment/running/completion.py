"""Who has completed a class: whole periods decide, never a rounded ratio."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from courses import audit
from courses.models import RankingScheme, TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.models import Attendance, Enrollment
from enrollment.seating import seats


class CompletionRefused(Refusal):
    """Results cannot be recognized yet, or no longer changed."""


@dataclass(frozen=True)
class Decision:
    """Whether one person completed, and the exact fraction behind it."""

    attended: int
    total: int
    required_percent: int
    has_enough_periods: bool
    has_passed: bool
    ranking: str = ""

    @property
    def is_completed(self) -> bool:
        return self.has_enough_periods and self.has_passed


def attends_enough(attended: int, total: int, required_percent: int) -> bool:
    """Compare whole numbers: 19 of 24 at 80 % is not enough, 20 of 25 is."""
    return total > 0 and attended * 100 >= total * required_percent


def decide_completion(
    attended: int,
    total: int,
    required_percent: int,
    *,
    score: Decimal | None = None,
    pass_mark: Decimal | None = None,
    bands: tuple[tuple[Decimal, str], ...] = (),
) -> Decision:
    """The rule: enough periods and, where there is a pass mark, a score not below it.

    `bands` are (lowest score, rank), in any order; the highest one reached gives the rank.
    """
    has_enough = attends_enough(attended, total, required_percent)
    has_passed = pass_mark is None or (score is not None and score >= pass_mark)
    reached = [band for band in bands if score is not None and score >= band[0]]
    ranking = max(reached)[1] if reached and has_enough and has_passed else ""
    return Decision(attended, total, required_percent, has_enough, has_passed, ranking)


def decide_class(training_class: TrainingClass) -> dict[int, Decision]:
    """A decision for each confirmed enrollment of the class, by its id; nothing is stored."""
    total = training_class.sessions.aggregate(total=Sum("periods"))["total"] or 0
    scheme = training_class.ranking_scheme
    percent = training_class.attendance_rule.required_percent
    bands = _bands(scheme, training_class.issuing_body.language)
    confirmed = Enrollment.objects.for_class(training_class).confirmed().with_attendance()
    return {
        pk: decide_completion(
            attended, total, percent, score=score, pass_mark=scheme.pass_mark, bands=bands
        )
        for pk, attended, score in confirmed.values_list("pk", "attended", "score")
    }


def _bands(scheme: RankingScheme, language: str) -> tuple[tuple[Decimal, str], ...]:
    # Ranks are printed on papers, so they are frozen in the language of the papers.
    with translation.override(language):
        return tuple((band.minimum, str(band)) for band in scheme.bands.all())


def record_scores(
    training_class: TrainingClass, scores: Mapping[int, Decimal | None], *, by: Any
) -> int:
    """Store scores by enrollment id; returns how many changed. Refused after recognition."""
    scheme = training_class.ranking_scheme
    changed = 0
    with transaction.atomic():
        seats.lock_class(training_class)
        if training_class.finalized_at:
            raise CompletionRefused(_("The results are already recognized."), code="finalized")
        confirmed = Enrollment.objects.for_class(training_class).confirmed()
        for enrollment in confirmed.filter(pk__in=scores):
            score = scores[enrollment.pk]
            if score is not None and not _is_on_scale(score, scheme):
                raise CompletionRefused(_("This score is outside the scale."), code="off_scale")
            if score != enrollment.score:
                changed += 1
                enrollment.score = score
                enrollment.save(update_fields=["score"])
        if changed:
            audit.record(
                "class.scores", chain=chain_of(training_class), by=by, data={"changed": changed}
            )
    return changed


def _is_on_scale(score: Decimal, scheme: RankingScheme) -> bool:
    return scheme.scale_max is not None and 0 <= score <= scheme.scale_max


def finalize_class(
    training_class: TrainingClass, *, by: Any, at: dt.datetime | None = None
) -> list[Enrollment]:
    """Recognize the results: freeze periods, outcome and rank of every confirmed person."""
    at = at or timezone.now()
    with transaction.atomic():
        _check_finalizable(training_class, at=at)
        decisions = decide_class(training_class)
        confirmed = list(Enrollment.objects.filter(pk__in=decisions))
        for enrollment in confirmed:
            _freeze(enrollment, decisions[enrollment.pk])
        Enrollment.objects.bulk_update(
            confirmed, ["periods_attended", "periods_total", "outcome", "ranking"]
        )
        training_class.finalized_at = at
        training_class.save(update_fields=["finalized_at"])
        training_class.sessions.filter(locked_at=None).update(locked_at=at)
        audit.record(
            "class.finalized",
            chain=chain_of(training_class),
            by=by,
            data={"completed": sum(e.is_completed for e in confirmed), "people": len(confirmed)},
        )
    return confirmed


def _check_finalizable(training_class: TrainingClass, *, at: dt.datetime) -> None:
    # Of two organizers who press the button at once, the second waits here and is told.
    seats.lock_class(training_class)
    if not training_class.is_held:
        raise CompletionRefused(_("This class was not held."), code="not_held")
    if training_class.finalized_at:
        raise CompletionRefused(_("The results are already recognized."), code="finalized")
    if timezone.localdate(at) < training_class.ends_on:
        raise CompletionRefused(_("The class has not ended yet."), code="not_ended")
    if missing := count_missing_marks(training_class):
        raise CompletionRefused(
            _("%(count)s marks of the roll call are missing."),
            code="roll_incomplete",
            params={"count": missing},
        )


def count_missing_marks(training_class: TrainingClass) -> int:
    """How many pairs of session and confirmed person have no mark yet."""
    confirmed = Enrollment.objects.for_class(training_class).confirmed()
    expected = confirmed.count() * training_class.sessions.count()
    marked = Attendance.objects.filter(enrollment__in=confirmed).count()
    return expected - marked


def _freeze(enrollment: Enrollment, decision: Decision) -> None:
    enrollment.periods_attended = decision.attended
    enrollment.periods_total = decision.total
    enrollment.ranking = decision.ranking
    outcome = Enrollment.Outcome
    enrollment.outcome = outcome.COMPLETED if decision.is_completed else outcome.NOT_COMPLETED
