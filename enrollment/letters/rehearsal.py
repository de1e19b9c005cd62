"""What an act would do to people, found by doing it and taking it back: nothing is told twice."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from courses.models import TrainingClass
from enrollment.letters.letter_texts import Text, text_of
from enrollment.letters.notifications import calendar_methods, written
from enrollment.models import Enrollment, Letter


@dataclass(frozen=True)
class Mailing:
    """All letters of one kind that would go out, and one of them as it would read."""

    kind: str
    count: int
    # How many of them bring or take away an entry of the calendar, by method.
    calendar: dict[str, int]
    sample: Text
    sample_to: str

    @property
    def label(self) -> str:
        return str(Letter.Kind(self.kind).label)


@dataclass(frozen=True)
class Rehearsal:
    mailings: list[Mailing]
    # What the caller looked at while it was done.
    seen: Any

    @property
    def letters(self) -> int:
        return sum(mailing.count for mailing in self.mailings)


def rehearse(
    training_class: TrainingClass,
    act: Callable[[], Any],
    *,
    look: Callable[[], Any] = lambda: None,
) -> Rehearsal:
    """Do it, look, take everything back; raises what the act refuses with.

    The objects in memory keep what was done to them: hand in one that nobody uses afterwards.
    """
    letters = Letter.objects.filter(training_class=training_class)
    with transaction.atomic():
        last = letters.aggregate(last=Max("pk"))["last"] or 0
        waiting = dict(letters.filter(state=Letter.State.QUEUED).values_list("pk", "due_at"))
        act()
        found = letters.select_related(
            "enrollment__trainee__user", "training_class__venue", "training_class__issuing_body"
        )
        queued = found.filter(state=Letter.State.QUEUED).order_by("pk")
        new = [one for one in queued if one.pk > last or waiting.get(one.pk) != one.due_at]
        mailings = _mailings(new)
        seen = look()
        transaction.set_rollback(True)
    return Rehearsal(mailings, seen)


def _mailings(letters: list[Letter]) -> list[Mailing]:
    methods = calendar_methods(letters)
    by_kind: dict[str, list[Letter]] = {}
    for letter in letters:
        by_kind.setdefault(letter.kind, []).append(letter)
    return [
        Mailing(
            kind=kind,
            count=len(group),
            calendar=dict(Counter(methods[one.pk] for one in group if methods[one.pk])),
            sample=written(group[0], text_of(kind, group[0].language)),
            sample_to=group[0].to,
        )
        for kind, group in by_kind.items()
    ]


def affected_by_state(training_class: TrainingClass) -> list[tuple[str, int]]:
    """How many would be affected, by state."""
    counts = Enrollment.objects.for_class(training_class).active().counts_by_state()
    return [
        (str(Enrollment.State(state).label), counts[state])
        for state in Enrollment.ACTIVE
        if counts.get(state)
    ]


def affected_by_agency(training_class: TrainingClass) -> list[tuple[str, int]]:
    """How many would be affected, by agency as it was named in the class; the most first."""
    active = Enrollment.objects.for_class(training_class).active()
    names = Counter(active.order_by().values_list("agency_name", flat=True))
    return sorted(names.items(), key=lambda row: (-row[1], row[0]))
