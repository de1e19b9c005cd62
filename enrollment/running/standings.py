"""Reads what the rule needs to know about people in classes, with a few queries for all of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.db.models import Count
from django.utils import translation

from courses.models import AttendanceRule, RankingBand, Session, TrainingClass
from enrollment.models import (
    Attendance,
    Enrollment,
    EntitlementException,
    Feedback,
    MakeUp,
    Score,
)
from enrollment.running.completion import Bands, Decision, Meeting, Standing, Terms, decide
from enrollment.running.outlook import Outlook, outlook_of


@dataclass(frozen=True)
class Record:
    """One enrollment with all that decides about it; what was recognized stands above it."""

    enrollment: Enrollment
    terms: Terms
    standing: Standing
    sessions: Sequence[Session]
    exception: EntitlementException | None = None

    @cached_property
    def decision(self) -> Decision:
        enrollment = self.enrollment
        counted = decide(self.terms, self.standing)
        if not enrollment.outcome:
            return counted
        tally = replace(
            counted.tally,
            attended=enrollment.periods_attended or 0,
            total=enrollment.periods_total or 0,
            open=0,
            open_sessions=(),
            to_make_up=0,
        )
        frozen = decide(self.terms, self.standing, tally=tally)
        return replace(frozen, recognized=enrollment.is_completed, ranking=enrollment.ranking)

    @cached_property
    def outlook(self) -> Outlook:
        return outlook_of(self.terms, self.decision.tally)

    @property
    def marks_missing(self) -> int:
        return sum(not one.mark for one in self.standing.meetings)


def decide_class(training_class: TrainingClass) -> dict[int, Decision]:
    """A decision for each confirmed enrollment of the class, by its id; nothing is stored."""
    confirmed = Enrollment.objects.for_class(training_class).confirmed()
    people = read_standings(confirmed, training_class)
    return {pk: one.decision for pk, one in people.items()}


def read_standings(
    enrollments: Iterable[Enrollment], training_class: TrainingClass | None = None
) -> dict[int, Record]:
    """Everything about these enrollments, by their ids, in their order.

    They may be of several classes; those come best with rule, scheme and issuing body.
    """
    people = list(enrollments)
    if training_class is not None:
        for one in people:
            one.training_class = training_class
    classes = {one.training_class_id: one.training_class for one in people}
    facts = _Facts(people, list(classes.values()))
    return {one.pk: facts.record_of(one) for one in people}


def count_missing_marks(training_class: TrainingClass) -> int:
    """How many pairs of session and confirmed person have no mark yet."""
    confirmed = Enrollment.objects.for_class(training_class).confirmed()
    expected = confirmed.count() * training_class.sessions.count()
    marked = Attendance.objects.filter(enrollment__in=confirmed).count()
    return expected - marked


class _Facts:
    """Rows of all these people, read once."""

    def __init__(self, people: list[Enrollment], classes: list[TrainingClass]) -> None:
        pks = [one.pk for one in people]
        self.sessions = _sessions(classes)
        self.marks = {
            (enrollment, session): (mark, periods)
            for enrollment, session, mark, periods in Attendance.objects.filter(
                enrollment__in=pks
            ).values_list("enrollment", "session", "mark", "periods")
        }
        rules = [one.attendance_rule for one in classes]
        self.made_up = _made_up(pks, rules)
        self.answered = _answered(pks, rules)
        self.attempts = _attempts(pks, classes)
        exceptions = EntitlementException.objects.filter(enrollment__in=pks)
        self.exceptions = {one.enrollment_id: one for one in exceptions}
        self.terms = _terms(classes)

    def record_of(self, enrollment: Enrollment) -> Record:
        sessions = self.sessions[enrollment.training_class_id]
        exception = self.exceptions.get(enrollment.pk)
        standing = Standing(
            meetings=tuple(self._meeting(enrollment.pk, one) for one in sessions),
            score=enrollment.score,
            # A score without a row of its own was taken before attempts were told apart.
            attempts=self.attempts.get(enrollment.pk, int(enrollment.score is not None)),
            gave_feedback=enrollment.pk in self.answered,
            exception=exception.is_entitled if exception else None,
        )
        terms = self.terms[enrollment.training_class_id]
        return Record(enrollment, terms, standing, sessions, exception)

    def _meeting(self, enrollment_pk: int, session: Session) -> Meeting:
        mark, periods = self.marks.get((enrollment_pk, session.pk), ("", 0))
        made_up = self.made_up.get((enrollment_pk, session.pk), 0)
        return Meeting(session.periods, mark, periods, made_up)


def _sessions(classes: list[TrainingClass]) -> dict[int, list[Session]]:
    found: dict[int, list[Session]] = defaultdict(list)
    for session in Session.objects.filter(training_class__in=classes):
        found[session.training_class_id].append(session)
    return found


def _made_up(pks: list[int], rules: list[AttendanceRule]) -> dict[tuple[int, int], int]:
    if not any(rule.allows_make_up for rule in rules):
        return {}
    rows = MakeUp.objects.filter(enrollment__in=pks).values_list("enrollment", "missed", "periods")
    return {(enrollment, missed): periods for enrollment, missed, periods in rows}


def _answered(pks: list[int], rules: list[AttendanceRule]) -> set[int]:
    if not any(rule.needs_feedback for rule in rules):
        return set()
    return set(Feedback.objects.filter(enrollment__in=pks).values_list("enrollment", flat=True))


def _attempts(pks: list[int], classes: list[TrainingClass]) -> dict[int, int]:
    if not any(one.ranking_scheme.attempts > 1 for one in classes):
        return {}
    rows = Score.objects.filter(enrollment__in=pks).order_by().values_list("enrollment")
    return dict(rows.annotate(Count("pk")))


def _terms(classes: list[TrainingClass]) -> dict[int, Terms]:
    schemes = {one.ranking_scheme_id for one in classes if one.ranking_scheme.has_scores}
    bands: dict[int, list[RankingBand]] = defaultdict(list)
    if schemes:
        for band in RankingBand.objects.filter(scheme__in=schemes):
            bands[band.scheme_id].append(band)
    return {one.pk: _terms_of(one, bands[one.ranking_scheme_id]) for one in classes}


def terms_of(training_class: TrainingClass) -> Terms:
    """What this class asks for."""
    return _terms([training_class])[training_class.pk]


def _terms_of(training_class: TrainingClass, bands: list[RankingBand]) -> Terms:
    rule, scheme = training_class.attendance_rule, training_class.ranking_scheme
    return Terms(
        required_percent=rule.required_percent,
        excused=rule.excused,
        allowed_misses=rule.allowed_misses,
        allows_make_up=rule.allows_make_up,
        needs_feedback=rule.needs_feedback,
        pass_mark=scheme.pass_mark,
        attempts=scheme.attempts,
        bands=_bands(bands, training_class.issuing_body.language),
    )


def _bands(bands: list[RankingBand], language: str) -> Bands:
    # Ranks are printed on papers, so they are frozen in the language of the papers.
    with translation.override(language):
        return tuple((Decimal(band.minimum), str(band)) for band in bands)
