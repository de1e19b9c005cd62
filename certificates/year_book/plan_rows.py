"""The plan of a year as plain rows: what table C prints and what a closed year keeps."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Self

from enrollment.planning.progress import plan_progress


@dataclasses.dataclass(frozen=True)
class PlanRow:
    """One line of the plan; `classes` and `participations` are what was done of it."""

    number: int
    title: str
    quarter: int | None
    planned_classes: int
    planned_participations: int
    classes: int
    participations: int
    is_late: bool = False

    def as_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> Self:
        return cls(**form)


def plan_rows(year: int) -> tuple[PlanRow, ...]:
    """The lines of the approved plans of the year, with what has been done of them."""
    return tuple(
        PlanRow(
            number=number,
            title=one.line.title,
            quarter=one.quarter,
            planned_classes=one.planned_classes,
            planned_participations=one.planned_participations,
            classes=one.done_classes,
            participations=one.done_participations,
            is_late=one.is_late,
        )
        for number, one in enumerate(plan_progress(year), 1)
    )
