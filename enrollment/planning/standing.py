"""What is known of one line of a plan and of several: planned, done, to come, and its state."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import pgettext_lazy

from courses import vietnamese
from courses.models import FundingSource, TrainingClass
from enrollment.models import PlanLine

# How a line stands, and the word for it.
STATES: Final = {
    "done": pgettext_lazy("progress of a line", "Done"),
    "late": pgettext_lazy("progress of a line", "Late"),
    "short": pgettext_lazy("progress of a line", "Below plan"),
    "begun": pgettext_lazy("progress of a line", "Under way"),
    "open": pgettext_lazy("progress of a line", "No class yet"),
}


@dataclass(frozen=True)
class LinkedClass:
    """A class with its confirmed people; `is_done` when the year counts it."""

    training_class: TrainingClass
    participations: int
    is_done: bool


@dataclass(frozen=True)
class LineProgress:
    """One line as it was planned, and what has become of it; `number` as in the annex."""

    number: int
    line: PlanLine
    classes: tuple[LinkedClass, ...]
    budget: tuple[tuple[FundingSource, Decimal], ...]
    is_late: bool  # its time is over, and fewer classes were held than planned
    is_year_over: bool = False  # then nothing can be caught up

    @property
    def quarter(self) -> int | None:
        return self.line.quarter

    @property
    def planned_classes(self) -> int:
        return self.line.classes

    @property
    def planned_participations(self) -> int:
        return self.line.participations

    @property
    def done_classes(self) -> int:
        return sum(one.is_done for one in self.classes)

    @property
    def done_participations(self) -> int:
        return sum(one.participations for one in self.classes if one.is_done)

    @property
    def coming_classes(self) -> int:
        """Published and not over yet: announced, open or running."""
        return sum(one.training_class.is_held and not one.is_done for one in self.classes)

    @property
    def draft_classes(self) -> int:
        return sum(one.training_class.status == TrainingClass.Status.DRAFT for one in self.classes)

    @property
    def missing_classes(self) -> int:
        """Planned, and not even a draft is there."""
        there = self.done_classes + self.coming_classes + self.draft_classes
        return max(self.planned_classes - there, 0)

    @property
    def share(self) -> int | None:
        """Participations done of those planned, in percent; None where none were planned."""
        return share_of(self.done_participations, self.planned_participations)

    @property
    def money(self) -> Decimal:
        return sum((amount for _source, amount in self.budget), Decimal())

    @property
    def state(self) -> str:
        if self.done_classes >= self.planned_classes:
            return "done"
        if self.is_late:
            return "short" if self.is_year_over else "late"
        return "begun" if self.done_classes or self.coming_classes else "open"

    @property
    def state_label(self) -> str:
        return str(STATES[self.state])

    def has_words(self, text: str) -> bool:
        """Whether all words stand in what the line says, accents apart."""
        line = self.line
        agencies = " ".join(one.name for one in line.target_agencies.all())
        said = vietnamese.fold(f"{line.title} {line.audience} {line.host} {line.place} {agencies}")
        return all(word in said for word in vietnamese.fold(text).split())


@dataclass(frozen=True)
class PlanTotals:
    """Sums over lines."""

    lines: int
    late: int
    short: int
    planned_classes: int
    done_classes: int
    planned_participations: int
    done_participations: int
    budget: tuple[tuple[FundingSource, Decimal], ...]

    @property
    def money(self) -> Decimal:
        return sum((amount for _source, amount in self.budget), Decimal())

    @property
    def class_share(self) -> int | None:
        return share_of(self.done_classes, self.planned_classes)

    @property
    def share(self) -> int | None:
        return share_of(self.done_participations, self.planned_participations)


def totals_of(lines: Iterable[LineProgress]) -> PlanTotals:
    lines = tuple(lines)
    return PlanTotals(
        lines=len(lines),
        late=sum(one.state == "late" for one in lines),
        short=sum(one.state == "short" for one in lines),
        planned_classes=sum(one.planned_classes for one in lines),
        done_classes=sum(one.done_classes for one in lines),
        planned_participations=sum(one.planned_participations for one in lines),
        done_participations=sum(one.done_participations for one in lines),
        budget=_by_source(lines),
    )


def share_of(done: int, planned: int) -> int | None:
    """Whole percent, half rounded up."""
    return (done * 200 + planned) // (2 * planned) if planned else None


def _by_source(lines: Iterable[LineProgress]) -> tuple[tuple[FundingSource, Decimal], ...]:
    sums: dict[FundingSource, Decimal] = {}
    for one in lines:
        for source, amount in one.budget:
            sums[source] = sums.get(source, Decimal()) + amount
    return tuple(sorted(sums.items(), key=lambda item: (item[0].position, item[0].pk)))
