"""Feedback on a class: who has answered is known, what was answered belongs to nobody.

The two are stored so that they cannot be joined: an answer has no person, no time and no order.
All answers of a class are written anew, in a random order and under new keys, whenever one is
added, so that neither keys nor places in the table tell which one was the last.
"""

import datetime as dt
import secrets
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import audit
from courses.models import TrainingClass
from courses.refusals import Refusal
from courses.scheduling import chain_of
from enrollment.letters import outbox
from enrollment.models import Enrollment, Feedback, FeedbackAnswer, Letter
from enrollment.seating import seats

# Fewer answers are shown to nobody: they would tell who gave them.
FEWEST_SHOWN: Final = 5
DAYS_OPEN: Final = 60
QUESTIONS: Final = {
    "content": gettext_lazy("Content"),
    "teaching": gettext_lazy("Teaching"),
    "organization": gettext_lazy("Organization"),
}
MARKS: Final = {
    5: gettext_lazy("very good"),
    4: gettext_lazy("good"),
    3: gettext_lazy("fair"),
    2: gettext_lazy("poor"),
    1: gettext_lazy("very poor"),
}


class FeedbackRefused(Refusal):
    """Too early, not in the class, or answered before."""


@dataclass(frozen=True)
class Summary:
    """What the organizers see; `marks` stays empty while there are too few answers."""

    people: int
    answers: int
    # Question, and how often each mark was given, best first.
    marks: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    comments: tuple[str, ...] = ()

    @property
    def without_answer(self) -> int:
        return self.people - self.answers

    @property
    def is_shown(self) -> bool:
        return bool(self.marks)


def is_open(training_class: TrainingClass, *, at: dt.datetime | None = None) -> bool:
    """From the last day on for a while, and in any case until the results are recognized."""
    days = (timezone.localdate(at or timezone.now()) - training_class.ends_on).days
    is_late = days > DAYS_OPEN and training_class.finalized_at is not None
    is_asked_for = training_class.is_held and training_class.recorded_at is None
    return is_asked_for and days >= 0 and not is_late


def may_give(enrollment: Enrollment, *, at: dt.datetime | None = None) -> bool:
    """While it is open, by those who were in the class."""
    is_in_class = bool(enrollment.state == Enrollment.State.CONFIRMED)
    return is_in_class and is_open(enrollment.training_class, at=at)


def give_feedback(
    enrollment: Enrollment,
    *,
    content: int,
    teaching: int,
    organization: int,
    comment: str = "",
    at: dt.datetime | None = None,
) -> None:
    """Store that somebody answered, and apart from it the answer; once only."""
    at = at or timezone.now()
    training_class = enrollment.training_class
    with transaction.atomic():
        seats.lock_class(training_class)
        enrollment.refresh_from_db(fields=["state"])
        if not may_give(enrollment, at=at):
            raise _not_open()
        if Feedback.objects.filter(enrollment=enrollment).exists():
            raise FeedbackRefused(_("Feedback was given before."), code="given")
        Feedback.objects.create(enrollment=enrollment, given_on=timezone.localdate(at))
        _add_answer(
            FeedbackAnswer(
                training_class=training_class,
                content=content,
                teaching=teaching,
                organization=organization,
                comment=comment,
            )
        )


def _not_open() -> FeedbackRefused:
    message = _("Feedback is open from the last day of the class on, for 60 days.")
    return FeedbackRefused(message, code="not_open")


def _add_answer(answer: FeedbackAnswer) -> None:
    fields = (*QUESTIONS, "comment")
    known = FeedbackAnswer.objects.filter(training_class=answer.training_class)
    answers = [*known.values(*fields), {name: getattr(answer, name) for name in fields}]
    secrets.SystemRandom().shuffle(answers)
    known.delete()
    FeedbackAnswer.objects.bulk_create(
        FeedbackAnswer(training_class=answer.training_class, **one) for one in answers
    )


def summary_of(training_class: TrainingClass) -> Summary:
    """How many have answered and, from five answers on, what."""
    confirmed = Enrollment.objects.for_class(training_class).confirmed()
    people = confirmed.count()
    given = confirmed.filter(feedback__isnull=False).count()
    answers = list(FeedbackAnswer.objects.filter(training_class=training_class).order_by("pk"))
    if len(answers) < FEWEST_SHOWN:
        return Summary(people, given)
    return Summary(
        people,
        given,
        marks=tuple((str(label), _counted(answers, name)) for name, label in QUESTIONS.items()),
        comments=tuple(one.comment for one in answers if one.comment),
    )


def _counted(answers: list[FeedbackAnswer], name: str) -> tuple[tuple[str, int], ...]:
    counts = Counter(getattr(one, name) for one in answers)
    return tuple((str(word), counts[mark]) for mark, word in MARKS.items())


def ask_for_feedback(
    training_class: TrainingClass, *, by: Any, at: dt.datetime | None = None
) -> int:
    """A letter to everybody who has not answered, one each day at most; returns to how many."""
    at = at or timezone.now()
    with transaction.atomic():
        seats.lock_class(training_class)
        if not is_open(training_class, at=at):
            raise _not_open()
        confirmed = Enrollment.objects.for_class(training_class).confirmed()
        without = confirmed.filter(feedback=None).select_related("trainee__user")
        asked = [one for one in without if one.trainee.mail_address]
        day = timezone.localdate(at).isoformat()
        outbox.put_many(
            (Letter.Kind.FEEDBACK_ASKED, f"feedback:{one.pk}:{day}", one) for one in asked
        )
        audit.record(
            "class.feedback_asked",
            chain=chain_of(training_class),
            by=by,
            data={"people": len(asked)},
        )
    return len(asked)
