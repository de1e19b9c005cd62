"""People on papers: their facts as of the class, and what a list remarks on them."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.utils.translation import pgettext

from certificates.documents import PersonRow
from enrollment.models import Enrollment, Trainee

State = Enrollment.State
# A word about these states says more than that the person is named.
SPOKEN_OF: Final = (State.WAITING, State.OFFERED, State.PENDING, State.PENDING_AGENCY)


def person_row(person: Enrollment, note: str = "") -> PersonRow:
    trainee = person.trainee
    gender = trainee.gender
    return PersonRow(
        full_name=person.full_name,
        birth_year=str(trainee.birth_year or ""),
        is_female=gender == Trainee.Gender.FEMALE if gender else None,
        position=person.position,
        agency=person.agency_name,
        note=note,
    )


def instead_of(person: Enrollment) -> str:
    """Whom the person came for, when it was somebody else; the same one may have changed class."""
    replaced = getattr(person, "replaces", None)
    if replaced is None or replaced.trainee_id == person.trainee_id:
        return ""
    return pgettext("paper", "instead of {name}").format(name=replaced.full_name)


def remark(person: Enrollment) -> str:
    """Whom the person came for, and a state that is not a seat."""
    return "; ".join(filter(None, (instead_of(person), remark_of_state(person))))


def remark_of_state(person: Enrollment) -> str:
    return str(person.get_state_display()) if person.state in SPOKEN_OF else ""


def result_of(person: Enrollment) -> str:
    return person.ranking or (str(person.get_outcome_display()) if person.outcome else "")


def by_result(people: Sequence[Enrollment]) -> tuple[tuple[str, int], ...]:
    """Ranks from the highest score down; then who completed without one, then the others."""
    named = [(result_of(one) or pgettext("paper", "not decided"), one) for one in people]
    best: dict[str, tuple[bool, Decimal]] = {}
    for result, one in named:
        reached = (one.is_completed, one.score or Decimal(0))
        best[result] = max(best.get(result, reached), reached)
    counted = Counter(result for result, _one in named)
    order = sorted(counted, key=lambda result: best[result], reverse=True)
    return tuple((result, counted[result]) for result in order)
