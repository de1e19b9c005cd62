"""What can be said of a row of a roster, and of all of them together."""

import functools
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext_lazy

from courses.refusals import Refusal
from enrollment.models import Agency, Trainee
from enrollment.registering.obstacles import Nominee
from enrollment.roster.people import Person
from enrollment.roster.sheets import Row

KNOWN: Final = "known"
NEW: Final = "new"
WAITING: Final = "waiting"
ALREADY_REGISTERED: Final = "already_registered"
LEFT_OUT: Final = "left_out"
INVALID: Final = "invalid"
LEGACY: Final = "legacy_encoding"
TWICE: Final = "twice_in_file"
FOREIGN: Final = "foreign_agency"
NAMESAKE: Final = "namesake"

ACCEPTED: Final = (KNOWN, NEW, WAITING)
UNCHANGED: Final = (ALREADY_REGISTERED, LEFT_OUT)
LABELS: Final = {
    INVALID: gettext_lazy("To be mended"),
    LEGACY: gettext_lazy("Old encoding"),
    TWICE: gettext_lazy("Twice in the file"),
    FOREIGN: gettext_lazy("Other agency"),
    "clash": gettext_lazy("Clashes with another class"),
    "not_target_group": gettext_lazy("Not meant by the class"),
    "prerequisite_missing": gettext_lazy("Misses a course"),
    "repeated_too_soon": gettext_lazy("Repeated too soon"),
    NAMESAKE: gettext_lazy("Namesake on record"),
    WAITING: gettext_lazy("To the waiting list"),
    NEW: gettext_lazy("New person"),
    KNOWN: gettext_lazy("Known person"),
    ALREADY_REGISTERED: gettext_lazy("Already registered"),
    LEFT_OUT: gettext_lazy("Left out"),
}
OTHER: Final = "other"


@dataclass
class Judged:
    """A row with its verdict; `message` says why, in the user's language."""

    row: Row
    person: Person
    verdict: str = ""
    message: str = ""
    agency: Agency | None = None
    trainee: Trainee | None = None
    namesakes: list[Trainee] = field(default_factory=list)
    # A seat, a place in the queue, or a wait for a yes.
    state: str = ""

    @property
    def is_accepted(self) -> bool:
        return self.verdict in ACCEPTED

    @property
    def is_refused(self) -> bool:
        return self.verdict not in ACCEPTED and self.verdict not in UNCHANGED

    @property
    def label(self) -> str:
        return str(LABELS.get(self.verdict, self.verdict))

    @functools.cached_property
    def nominee(self) -> Nominee:
        """Asked for once agency and person are settled."""
        assert self.agency is not None  # noqa: S101  an accepted row has one
        trainee = self.trainee or _new_trainee(self.person)
        return Nominee(trainee, self.agency, self.person.position)


@dataclass
class Judgment:
    """All rows, and why nothing could be committed at all now, if so."""

    rows: list[Judged]
    closed: Refusal | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each verdict, in the order of urgency."""
        counted = Counter(row.verdict for row in self.rows)
        return {verdict: counted[verdict] for verdict in LABELS if counted[verdict]}

    @property
    def accepted(self) -> int:
        return sum(row.is_accepted for row in self.rows)

    @property
    def refused(self) -> int:
        return sum(row.is_refused for row in self.rows)

    @property
    def states(self) -> Counter[str]:
        """What the accepted rows would become."""
        return Counter(row.state for row in self.rows if row.is_accepted)


def _new_trainee(person: Person) -> Trainee:
    return Trainee(
        full_name=person.full_name,
        birth_date=person.birth.date,
        birth_year=person.birth.year,
        gender=person.gender,
        email=person.email,
    )
