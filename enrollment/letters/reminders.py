"""Reminders: when which go out, to whom; written down by the worker, each once, never at night."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils import timezone

from courses.models import TrainingClass
from enrollment.letters import outbox
from enrollment.letters.round_letters import language_of, to_be_reminded, with_seats_left
from enrollment.models import Enrollment, Letter, NominationRound

# Local hours in which reminders are written down.
FROM_HOUR: Final = 7
TO_HOUR: Final = 21
# Days before the deadline of a nomination round.
ROUND_DAYS: Final = 3
# No class asks to be reminded earlier; bounds the search.
MOST_DAYS: Final = 60


@dataclass(frozen=True)
class Planned:
    """Letters that will go out by themselves: which, when, how many as things stand."""

    kind: str
    at: dt.datetime
    count: int

    @property
    def label(self) -> str:
        return str(Letter.Kind(self.kind).label)


def write_reminders(at: dt.datetime | None = None) -> int:
    """Write down all reminders whose time has come; again: nothing new. Returns how many."""
    at = at or timezone.now()
    if not FROM_HOUR <= timezone.localtime(at).hour < TO_HOUR:
        return 0
    return sum(_remind_class(one) for one in classes_due(at)) + _remind_rounds(at)


def _morning(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(FROM_HOUR)))


def reminder_of_class(training_class: TrainingClass) -> dt.datetime | None:
    """When those who have a seat are reminded; None when they are not."""
    if not training_class.reminder_days or training_class.is_demo:
        return None
    return _morning(training_class.starts_on - dt.timedelta(days=training_class.reminder_days))


def classes_due(at: dt.datetime) -> list[TrainingClass]:
    """Classes ahead whose reminder is due or was written already."""
    today = timezone.localdate(at)
    ahead = TrainingClass.objects.held().filter(
        finalized_at=None,
        is_demo=False,
        reminder_days__gt=0,
        starts_on__gt=today,
        starts_on__lte=today + dt.timedelta(days=MOST_DAYS),
    )
    return [one for one in ahead if (moment := reminder_of_class(one)) and moment <= at]


def _remind_class(training_class: TrainingClass) -> int:
    moment = reminder_of_class(training_class)
    # With the day in it: a class that moves reminds again.
    cause = f"reminder:{training_class.starts_on}"
    told = Letter.objects.filter(
        enrollment=OuterRef("pk"), kind=Letter.Kind.CLASS_REMINDER, key__startswith=cause
    )
    people = Enrollment.objects.for_class(training_class).confirmed()
    # Whoever got the seat after that moment has just read the same.
    people = people.exclude(changes__to_state=Enrollment.State.CONFIRMED, changes__at__gte=moment)
    due = people.filter(~Exists(told)).select_related("trainee__user").order_by("pk")
    with_address = [one for one in due if one.trainee.mail_address]
    outbox.put_many((Letter.Kind.CLASS_REMINDER, f"{cause}:{one.pk}", one) for one in with_address)
    return len(with_address)


def reminder_of_round(deadline: dt.datetime) -> dt.datetime:
    """When the coordinators of agencies with seats left are reminded."""
    return _morning(timezone.localdate(deadline) - dt.timedelta(days=ROUND_DAYS))


def _remind_rounds(at: dt.datetime) -> int:
    written = 0
    for one in to_be_reminded(at, days=ROUND_DAYS + 1):
        if not _is_due(one.round, at):
            continue
        deadline = timezone.localdate(one.round.deadline)
        key = f"{Letter.Kind.ROUND_REMINDER}:{one.round.pk}:{deadline}:{one.user.pk}"
        if Letter.objects.filter(key=key).exists():
            continue
        letter = outbox.put_to(
            Letter.Kind.ROUND_REMINDER,
            key=key,
            to=one.user.email,
            language=language_of(one.user),
            training_class=one.round.training_class,
            agency=one.agency,
        )
        written += letter is not None
    return written


def _is_due(round_: NominationRound, at: dt.datetime) -> bool:
    """A round that was opened after the moment has just been announced."""
    return round_.opened_at < reminder_of_round(round_.deadline) <= at


def planned(training_class: TrainingClass, at: dt.datetime | None = None) -> list[Planned]:
    """What will go out by itself for this class, the next first."""
    at = at or timezone.now()
    if not training_class.is_held or training_class.finalized_at or training_class.is_demo:
        return []
    lines = []
    moment = reminder_of_class(training_class)
    if moment and moment > at:
        seated = Enrollment.objects.for_class(training_class).confirmed().count()
        lines.append(Planned(Letter.Kind.CLASS_REMINDER, moment, seated))
    round_ = NominationRound.objects.filter(training_class=training_class, closed_at=None).first()
    if round_ and (before_deadline := reminder_of_round(round_.deadline)) > at:
        people = list(with_seats_left(round_, day=timezone.localdate(at)))
        lines.append(Planned(Letter.Kind.ROUND_REMINDER, before_deadline, len(people)))
    return sorted(lines, key=lambda line: line.at)
