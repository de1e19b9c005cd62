"""What can be said of a row of an old list, and of all of them together."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext_lazy

from certificates.history.agencies_then import AMBIGUOUS, NOT_THEN, UNKNOWN, Place
from certificates.history.columns import SERIAL, TITLE
from certificates.history.entries import Entry
from courses.models import Category, Course, IssuingBody, TrainingClass, Venue
from enrollment.models import Enrollment, Trainee

ERROR: Final = "error"
WARNING: Final = "warning"
OK: Final = "ok"
SAME: Final = "same"
LEFT_OUT: Final = "left_out"

INVALID: Final = "invalid"
LEGACY: Final = "legacy_encoding"
CLASS_INCOMPLETE: Final = "class_incomplete"
CLASS_DIFFERS: Final = "class_differs"
CLASS_OURS: Final = "class_ours"
YEAR_FUTURE: Final = "year_future"
YEAR_CLOSED: Final = "year_closed"
DATE_ORDER: Final = "date_order"
TWICE: Final = "twice_in_file"
DIFFERS: Final = "recorded_differently"
NUMBER_USED: Final = "number_used"
OWN_CERTIFICATE: Final = "own_certificate"
NOT_COMPLETED: Final = "certificate_not_completed"
NAMESAKE: Final = "namesake"
UNDECIDED: Final = "undecided"
NOTED: Final = "noted"

# In the order of urgency; the filter of the page asks for the levels.
LEVELS: Final = {
    ERROR: gettext_lazy("Errors"),
    WARNING: gettext_lazy("Warnings"),
    OK: gettext_lazy("In order"),
    SAME: gettext_lazy("Recorded already"),
    LEFT_OUT: gettext_lazy("Left out"),
}
LABELS: Final = {
    INVALID: gettext_lazy("To be mended"),
    LEGACY: gettext_lazy("Old encoding"),
    CLASS_INCOMPLETE: gettext_lazy("Class incomplete"),
    CLASS_DIFFERS: gettext_lazy("Class differs"),
    CLASS_OURS: gettext_lazy("Class of this system"),
    YEAR_FUTURE: gettext_lazy("Not over yet"),
    YEAR_CLOSED: gettext_lazy("Year is closed"),
    DATE_ORDER: gettext_lazy("Dates out of order"),
    UNKNOWN: gettext_lazy("Agency not known"),
    NOT_THEN: gettext_lazy("Agency of another time"),
    AMBIGUOUS: gettext_lazy("Agency not clear"),
    TWICE: gettext_lazy("Twice in the file"),
    DIFFERS: gettext_lazy("Recorded differently"),
    NUMBER_USED: gettext_lazy("Number used already"),
    OWN_CERTIFICATE: gettext_lazy("Certificate of this system"),
    NOT_COMPLETED: gettext_lazy("Certificate without completion"),
    NAMESAKE: gettext_lazy("Namesake on record"),
    UNDECIDED: gettext_lazy("Result not known"),
    NOTED: gettext_lazy("Read with a note"),
}
OTHER: Final = "other"


class Finding(NamedTuple):
    level: str
    code: str
    text: str
    # The box in which it can be mended.
    box: str = ""

    @property
    def label(self) -> str:
        return str(LABELS[self.code])


@dataclass
class PastClass:
    """A class as the rows of the file tell it together."""

    code: str
    entry: Entry
    known: TrainingClass | None = None
    category: Category | None = None
    course: Course | None = None
    body: IssuingBody | None = None
    venue: Venue | None = None
    people: int = 0

    @property
    def is_new(self) -> bool:
        return self.known is None

    @property
    def day(self) -> dt.date | None:
        """The day on which names of agencies are taken, as with all classes."""
        return self.known.starts_on if self.known else self.entry.starts_on

    @property
    def last_day(self) -> dt.date | None:
        return self.known.ends_on if self.known else self.entry.ends_on

    @property
    def title(self) -> str:
        return self.known.title if self.known else self.entry.text(TITLE)


@dataclass
class PastPerson:
    """One person of the file, on record already or not, in all rows that mean the same."""

    entry: Entry
    trainee: Trainee | None = None
    agencies: set[int] = field(default_factory=set)
    classes: dict[int, int] = field(default_factory=dict)


@dataclass
class Judged:
    """A row with what was found about it; errors keep the whole file from being recorded."""

    entry: Entry
    findings: list[Finding] = field(default_factory=list)
    training_class: PastClass | None = None
    person: PastPerson | None = None
    place: Place | None = None
    suggested: tuple[Place, ...] = ()
    namesakes: list[Trainee] = field(default_factory=list)
    # Of a class that was recorded before: what is there already.
    enrollment: Enrollment | None = None
    adds_certificate: bool = False
    # What the number was issued by, and which words stand on the paper.
    issuer: str = ""

    @property
    def line(self) -> int:
        return self.entry.row.line

    @property
    def level(self) -> str:
        levels = {finding.level for finding in self.findings}
        if self.entry.row.left_out:
            return LEFT_OUT
        if ERROR in levels:
            return ERROR
        if self.enrollment and not self.adds_certificate:
            return SAME
        return WARNING if WARNING in levels else OK

    @property
    def is_open(self) -> bool:
        """Whether nothing speaks against it so far."""
        return self.level not in (ERROR, LEFT_OUT)

    @property
    def is_recorded(self) -> bool:
        """Whether something of it will be stored."""
        return self.level in (OK, WARNING)

    @property
    def has_certificate(self) -> bool:
        return bool(self.entry.text(SERIAL))

    def add(self, level: str, code: str, text: str, box: str = "") -> None:
        self.findings.append(Finding(level, code, text, box))


@dataclass
class Judgment:
    """All rows, and what recording them would make."""

    rows: list[Judged]
    is_same_file: bool = False

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(row.level for row in self.rows)
        return {level: counted[level] for level in LEVELS if counted[level]}

    @property
    def errors(self) -> int:
        return sum(row.level == ERROR for row in self.rows)

    @property
    def accepted(self) -> list[Judged]:
        return [row for row in self.rows if row.is_recorded]

    @property
    def totals(self) -> dict[str, Any]:
        """What would be recorded: new classes, participations, persons, certificates."""
        rows = self.accepted
        classes = {id(one.training_class): one.training_class for one in rows}
        people = {id(one.person): one.person for one in rows}
        return {
            "classes": len(classes),
            "known_classes": sum(not one.is_new for one in classes.values() if one),
            "participations": sum(one.enrollment is None for one in rows),
            "persons": len(people),
            "known_persons": sum(one.trainee is not None for one in people.values() if one),
            "certificates": sum(one.has_certificate for one in rows),
            "same": sum(one.level == SAME for one in self.rows),
        }
