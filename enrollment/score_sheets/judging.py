"""What would become of each row of a score sheet if it were stored now."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import vietnamese
from courses.models import RankingScheme, TrainingClass
from courses.refusals import Refusal
from enrollment.forms.fields import Birth, BirthField
from enrollment.forms.scores import read_score
from enrollment.models import Enrollment
from enrollment.roster.matching import births_agree
from enrollment.running.reasons import score_text
from enrollment.running.scores import attempts_of, check_attempts, check_open, check_score
from enrollment.score_sheets.sheet import (
    AGENCY,
    BIRTH,
    FORMULA,
    MOST_ATTEMPTS,
    NAME,
    NUMBER,
    Row,
    score_key,
)

NOT_A_NUMBER: Final = "not_a_number"
OFF_SCALE: Final = "off_scale"
NOT_IN_CLASS: Final = "not_in_class"
AMBIGUOUS: Final = "ambiguous"
TWICE: Final = "twice_in_file"
ATTEMPT: Final = "attempt_not_allowed"
CHANGED: Final = "changed"
NEW: Final = "new"
UNCHANGED: Final = "unchanged"
EMPTY: Final = "empty"
LEFT_OUT: Final = "left_out"

# In the order of urgency.
LABELS: Final = {
    NOT_A_NUMBER: gettext_lazy("No score"),
    OFF_SCALE: gettext_lazy("Off the scale"),
    NOT_IN_CLASS: gettext_lazy("Not in the class"),
    AMBIGUOUS: gettext_lazy("Who is it?"),
    TWICE: gettext_lazy("Twice in the file"),
    ATTEMPT: gettext_lazy("Attempt not allowed"),
    CHANGED: gettext_lazy("Changes"),
    NEW: gettext_lazy("New score"),
    UNCHANGED: gettext_lazy("Unchanged"),
    EMPTY: gettext_lazy("Without a score"),
    LEFT_OUT: gettext_lazy("Left out"),
}
ACCEPTED: Final = (CHANGED, NEW)
QUIET: Final = (UNCHANGED, EMPTY, LEFT_OUT)

_BIRTH: Final = BirthField(required=False)


@dataclass
class Judged:
    """A row with its verdict, and the person that is meant."""

    row: Row
    verdict: str = ""
    message: str = ""
    enrollment: Enrollment | None = None
    candidates: list[Enrollment] = field(default_factory=list)
    scores: dict[int, Decimal] = field(default_factory=dict)

    @property
    def is_accepted(self) -> bool:
        return self.verdict in ACCEPTED

    @property
    def is_refused(self) -> bool:
        return self.verdict not in ACCEPTED and self.verdict not in QUIET

    @property
    def label(self) -> str:
        return str(LABELS[self.verdict])

    @property
    def name(self) -> str:
        return self.enrollment.full_name if self.enrollment else self.row.text(NAME)


@dataclass
class Judgment:
    rows: list[Judged]
    # Why nothing could be stored at all now, if so.
    closed: Refusal | None = None

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(row.verdict for row in self.rows)
        return {verdict: counted[verdict] for verdict in LABELS if counted[verdict]}

    @property
    def accepted(self) -> int:
        return sum(row.is_accepted for row in self.rows)

    @property
    def refused(self) -> int:
        return sum(row.is_refused for row in self.rows)

    @property
    def attempts(self) -> dict[tuple[int, int], Decimal | None]:
        """What is to be stored, as `record_attempts` asks for it."""
        return {
            (one.enrollment.pk, attempt): score
            for one in self.rows
            if one.is_accepted and one.enrollment
            for attempt, score in one.scores.items()
        }


def judge(rows: list[Row], training_class: TrainingClass) -> Judgment:
    """Look at every row as storing would, and find what a person has to decide before."""
    people = class_people(training_class)
    known = attempts_of(people)
    scheme = training_class.ranking_scheme
    judged = [Judged(row) for row in rows]
    index = _Index(people)
    for one in judged:
        _judge_scores(one, scheme)
        index.find(one)
    _find_twins(judged)
    for one in judged:
        _compare(one, known, scheme)
    return Judgment(judged, _closed(training_class))


def class_people(training_class: TrainingClass) -> list[Enrollment]:
    """Everybody confirmed in the order in which score sheets are printed."""
    people = Enrollment.objects.for_class(training_class).confirmed().with_people()
    return list(people.in_roster_order())


def _closed(training_class: TrainingClass) -> Refusal | None:
    try:
        check_open(training_class)
    except Refusal as refusal:
        return refusal
    return None


def _judge_scores(one: Judged, scheme: RankingScheme) -> None:
    """What can be said of a row without looking at anything else."""
    if one.row.left_out:
        one.verdict = LEFT_OUT
        return
    for attempt in range(1, MOST_ATTEMPTS + 1):
        typed = one.row.text(score_key(attempt)).strip()
        if not typed:
            continue
        score = read_score(typed)
        if score is None:
            one.verdict, one.message = NOT_A_NUMBER, _no_score(typed)
            return
        try:
            check_score(score, scheme)
        except Refusal:
            told = _("%(score)s lies outside the scale from 0 to %(max)s.")
            most = number_format((scheme.scale_max or Decimal(0)).normalize())
            values = {"score": typed, "max": most}
            one.verdict, one.message = OFF_SCALE, told % values
            return
        one.scores[attempt] = score


def _no_score(typed: str) -> str:
    if typed == FORMULA:
        return _("The formula has no value. Open the file, save it, and send it again.")
    return _("“%(typed)s” is no score; one is written as 8 or 8,5.") % {"typed": typed}


class _Index:
    """The people of the class by what a row may say of them."""

    def __init__(self, people: list[Enrollment]) -> None:
        self.by_id = {str(one.public_id): one for one in people}
        self.numbers = {one.pk: str(number) for number, one in enumerate(people, start=1)}
        self.by_name: dict[str, list[Enrollment]] = defaultdict(list)
        for one in people:
            self.by_name[vietnamese.fold(one.full_name)].append(one)

    def find(self, one: Judged) -> None:
        """The one person who is meant; where there is doubt, somebody is asked."""
        one.enrollment = self.by_id.get(one.row.same)
        if one.enrollment or one.row.left_out:
            return
        named = self._named(one.row.text(NAME))
        found = _narrowed(named, one.row, self.numbers)
        if len(found) == 1 and _may_be(one.row, found[0]):
            one.enrollment = found[0]
        elif one.verdict:
            return
        elif named:
            one.verdict, one.candidates = AMBIGUOUS, named
            births = ", ".join(e.trainee.birth or _("birth not known") for e in named)
            told = _("In the class: %(name)s (%(births)s). Say who is meant.")
            one.message = told % {"name": named[0].full_name, "births": births}
        else:
            one.verdict = NOT_IN_CLASS
            one.message = _("Nobody of this name is confirmed for the class.")

    def _named(self, name: str) -> list[Enrollment]:
        """The same name; or the same but for accents where it was typed without any."""
        folded = vietnamese.fold(name)
        found = self.by_name.get(folded, []) if folded else []
        key = vietnamese.sort_key(name)
        same = [one for one in found if vietnamese.sort_key(one.full_name) == key]
        if same or folded == name.casefold():
            return same or found
        return [one for one in found if vietnamese.fold(one.full_name) == one.full_name.casefold()]


def _narrowed(people: list[Enrollment], row: Row, numbers: Mapping[int, str]) -> list[Enrollment]:
    """Of several people of one name those whose birth, agency and number agree with the row."""
    agency = vietnamese.fold(row.text(AGENCY))
    number = row.text(NUMBER).strip(". ")
    tests = (
        lambda one: _birth_of(row).year is not None and _may_be(row, one),
        lambda one: agency and agency == vietnamese.fold(one.agency_name),
        lambda one: number and number == numbers[one.pk],
    )
    for test in tests:
        if len(people) > 1:
            people = [one for one in people if test(one)] or people
    return people


def _may_be(row: Row, enrollment: Enrollment) -> bool:
    trainee = enrollment.trainee
    return births_agree(_birth_of(row), Birth(trainee.birth_date, trainee.birth_year))


def _birth_of(row: Row) -> Birth:
    try:
        return _BIRTH.clean(row.text(BIRTH))
    except ValidationError:
        return Birth(None, None)


def _find_twins(judged: list[Judged]) -> None:
    lines: dict[int, int] = {}
    for one in judged:
        if one.enrollment is None or one.verdict == LEFT_OUT:
            continue
        first = lines.setdefault(one.enrollment.pk, one.row.line)
        if first != one.row.line and not one.verdict:
            one.verdict = TWICE
            one.message = _("The same person stands in line %(line)s.") % {"line": first}


def _compare(
    one: Judged, known: Mapping[int, Mapping[int, Decimal]], scheme: RankingScheme
) -> None:
    """Against what is stored: 7,0 becomes 8,5."""
    if one.verdict or one.enrollment is None:
        return
    before = known[one.enrollment.pk]
    changes = {n: score for n, score in one.scores.items() if before.get(n) != score}
    if not changes:
        one.verdict = UNCHANGED if one.scores else EMPTY
        return
    try:
        check_attempts({**before, **changes}, scheme)
    except Refusal as refusal:
        one.verdict, one.message = ATTEMPT, refusal.text
        return
    one.scores = changes
    one.verdict = CHANGED if any(n in before for n in changes) else NEW
    one.message = "; ".join(_change(n, before.get(n), changes[n], scheme) for n in sorted(changes))


def _change(attempt: int, before: Decimal | None, after: Decimal, scheme: RankingScheme) -> str:
    text = score_text(after) if before is None else f"{score_text(before)} → {score_text(after)}"
    if scheme.attempts == 1:
        return text
    return _("attempt %(attempt)s: %(text)s") % {"attempt": attempt, "text": text}
