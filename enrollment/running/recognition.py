"""The decision that recognizes the results of a class: what stands in its way, and the freezing."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from courses import audit
from courses.models import TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of, refuse_recorded
from enrollment.models import AttendanceMark, Enrollment, ExcuseRequest, Recognition
from enrollment.running.completion import NO_SCORE, Decision
from enrollment.running.standings import count_missing_marks, decide_class
from enrollment.seating import seats

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

NOT_HELD: Final = "not_held"
FINALIZED: Final = "finalized"
NOT_ENDED: Final = "not_ended"
ROLL_INCOMPLETE: Final = "roll_incomplete"
MARKS_HELD: Final = "marks_held"
SESSIONS_OPEN: Final = "sessions_open"
EXCUSES_OPEN: Final = "excuses_open"
SCORES_MISSING: Final = "scores_missing"

TEXTS: Final[dict[str, "StrPromise"]] = {
    NOT_HELD: gettext_lazy("This class was not held."),
    FINALIZED: gettext_lazy("The results are already recognized."),
    NOT_ENDED: gettext_lazy("The class has not ended yet."),
    ROLL_INCOMPLETE: ngettext_lazy(
        "%(count)s mark of the roll call is missing.",
        "%(count)s marks of the roll call are missing.",
        "count",
    ),
    MARKS_HELD: ngettext_lazy(
        "%(count)s mark of the roll call waits for a decision.",
        "%(count)s marks of the roll call wait for a decision.",
        "count",
    ),
    SESSIONS_OPEN: ngettext_lazy(
        "The roll call of %(count)s session is not closed.",
        "The roll call of %(count)s sessions is not closed.",
        "count",
    ),
    EXCUSES_OPEN: ngettext_lazy(
        "%(count)s request to be excused has no answer.",
        "%(count)s requests to be excused have no answer.",
        "count",
    ),
    SCORES_MISSING: ngettext_lazy(
        "%(count)s person has no score and would not complete.",
        "%(count)s people have no score and would not complete.",
        "count",
    ),
}
# What one may expressly agree to: these sessions are closed by it, these requests are not
# answered any more, these people do not complete.
AGREEABLE: Final = frozenset({SESSIONS_OPEN, EXCUSES_OPEN, SCORES_MISSING})


class CompletionRefused(Refusal):
    """Results cannot be recognized yet, or no longer changed."""


@dataclass(frozen=True)
class Obstacle:
    """One thing that stands in the way of the recognition."""

    code: str
    count: int = 0

    @property
    def text(self) -> str:
        return TEXTS[self.code] % {"count": self.count}

    @property
    def may_be_agreed(self) -> bool:
        return self.code in AGREEABLE


@dataclass(frozen=True)
class WrittenDecision:
    """The paper that recognizes the results; without a number there is none."""

    number: str = ""
    decided_on: dt.date | None = None
    decided_by: str = ""


def obstacles(
    training_class: TrainingClass,
    decisions: dict[int, Decision],
    *,
    at: dt.datetime | None = None,
) -> list[Obstacle]:
    """Everything that stands in the way now, the hardest first."""
    at = at or timezone.now()
    found = []
    if not training_class.is_held:
        found.append(Obstacle(NOT_HELD))
    if training_class.finalized_at:
        found.append(Obstacle(FINALIZED))
    if timezone.localdate(at) < training_class.ends_on:
        found.append(Obstacle(NOT_ENDED))
    counts = {
        ROLL_INCOMPLETE: count_missing_marks(training_class),
        MARKS_HELD: _count_held(training_class),
        SESSIONS_OPEN: training_class.sessions.filter(locked_at=None).count(),
        EXCUSES_OPEN: _count_excuses(training_class),
        SCORES_MISSING: sum(_misses_score(one) for one in decisions.values()),
    }
    return [*found, *(Obstacle(code, count) for code, count in counts.items() if count)]


def _count_held(training_class: TrainingClass) -> int:
    held = AttendanceMark.objects.filter(outcome=AttendanceMark.Outcome.HELD)
    return held.filter(session__training_class=training_class).count()


def _count_excuses(training_class: TrainingClass) -> int:
    asked = ExcuseRequest.objects.filter(state=ExcuseRequest.State.OPEN)
    return asked.filter(session__training_class=training_class).count()


def _misses_score(decision: Decision) -> bool:
    """Only where nothing but the score is missing; an exception needs none."""
    is_due = decision.exception is None and decision.has_enough_periods
    return is_due and any(one.code == NO_SCORE for one in decision.unmet)


def finalize_class(
    training_class: TrainingClass,
    *,
    by: Any,
    decision: WrittenDecision | None = None,
    agreed: Collection[str] = AGREEABLE,
    at: dt.datetime | None = None,
) -> list[Enrollment]:
    """Recognize the results: freeze periods, score, outcome and rank of every confirmed person."""
    at = at or timezone.now()
    written = decision or WrittenDecision()
    decided_on = written.decided_on or timezone.localdate(at)
    with transaction.atomic():
        # Of two organizers who press the button at once, the second waits here and is told.
        seats.lock_class(training_class)
        decisions = decide_class(training_class)
        _check(obstacles(training_class, decisions, at=at), agreed)
        _check_date(decided_on, training_class, at=at)
        confirmed = list(Enrollment.objects.filter(pk__in=decisions))
        for enrollment in confirmed:
            _freeze(enrollment, decisions[enrollment.pk])
        Enrollment.objects.bulk_update(
            confirmed, ["periods_attended", "periods_total", "outcome", "ranking"]
        )
        training_class.finalized_at = at
        training_class.save(update_fields=["finalized_at"])
        training_class.sessions.filter(locked_at=None).update(locked_at=at, locked_by=by)
        recognition = Recognition.objects.create(
            training_class=training_class,
            number=written.number,
            decided_on=decided_on,
            decided_by=written.decided_by,
            recorded_at=at,
            recorded_by=by,
            completed=sum(one.is_completed for one in confirmed),
            people=len(confirmed),
        )
        audit.record(
            "class.finalized",
            chain=chain_of(training_class),
            by=by,
            data={
                "completed": recognition.completed,
                "people": recognition.people,
                "number": recognition.number,
                "decided_on": decided_on,
            },
        )
    return confirmed


def _check(found: list[Obstacle], agreed: Collection[str]) -> None:
    for one in found:
        if not (one.may_be_agreed and one.code in agreed):
            raise CompletionRefused(TEXTS[one.code], code=one.code, params={"count": one.count})


def _check_date(decided_on: dt.date, training_class: TrainingClass, *, at: dt.datetime) -> None:
    if decided_on < training_class.ends_on:
        raise CompletionRefused(
            _("The decision cannot be dated before the last day of the class."),
            code="decided_too_early",
        )
    if decided_on > timezone.localdate(at):
        raise CompletionRefused(
            _("The decision cannot be dated in the future."), code="decided_in_future"
        )


def _freeze(enrollment: Enrollment, decision: Decision) -> None:
    enrollment.periods_attended = decision.attended
    enrollment.periods_total = decision.total
    enrollment.ranking = decision.ranking
    outcome = Enrollment.Outcome
    enrollment.outcome = outcome.COMPLETED if decision.is_completed else outcome.NOT_COMPLETED


def undo_recognition(training_class: TrainingClass, *, by: Any, reason: str) -> None:
    """Take the recognition back, as long as nobody has a certificate by it.

    Whoever may do this is decided where it is called; the sessions stay closed.
    """
    with transaction.atomic():
        seats.lock_class(training_class)
        refuse_recorded(training_class)
        if training_class.finalized_at is None:
            raise CompletionRefused(_("The results are not recognized."), code="not_finalized")
        if not reason:
            raise CompletionRefused(_("Please give a reason."), code="reason_missing")
        people = Enrollment.objects.for_class(training_class)
        if people.filter(certificates__isnull=False).exists():
            raise CompletionRefused(
                _("Certificates were issued by these results; they stand."),
                code="certificates_issued",
            )
        recognition = Recognition.objects.filter(training_class=training_class).first()
        number = recognition.number if recognition else ""
        Recognition.objects.filter(training_class=training_class).delete()
        people.exclude(outcome="").update(
            outcome="", ranking="", periods_attended=None, periods_total=None
        )
        training_class.finalized_at = None
        training_class.save(update_fields=["finalized_at"])
        audit.record(
            "class.recognition_undone",
            chain=chain_of(training_class),
            by=by,
            data={"reason": reason, "number": number},
        )
