"""How many periods each instructor taught: every period of a class counts once, for somebody.

A session counts for the instructor it names; one that names nobody counts for the instructors of
its class in equal parts. Classes recorded from old papers have no sessions: their periods are
shared in the same way.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import number_format

from courses.models import Instructor, Session, TrainingClass


@dataclass
class InClass:
    """What one instructor taught in one class; shared sessions are counted whole."""

    training_class: TrainingClass
    sessions: int = 0
    periods: Fraction = Fraction()

    @property
    def shown(self) -> str:
        return shown_periods(self.periods)


@dataclass(frozen=True)
class Load:
    """`instructor` is None for what was taught in classes that name no instructor at all."""

    instructor: Instructor | None
    classes: tuple[InClass, ...]

    @property
    def sessions(self) -> int:
        return sum(one.sessions for one in self.classes)

    @property
    def periods(self) -> Fraction:
        return sum((one.periods for one in self.classes), Fraction())

    @property
    def shown(self) -> str:
        return shown_periods(self.periods)

    @property
    def bar(self) -> float:
        return float(self.periods)


@dataclass(frozen=True)
class TeachingYear:
    """Instructors by name; periods add up to those of all classes, sessions need not."""

    year: int
    loads: tuple[Load, ...]
    nobody: Load | None = None
    classes: int = 0
    sessions: int = 0
    periods: int = 0

    @property
    def most(self) -> float:
        """The longest bar."""
        return max((load.bar for load in self.loads), default=0.0)


@dataclass
class _Tally:
    """Rows of the database, put together in memory."""

    sessions: Mapping[int, list[tuple[int | None, int]]]
    teachers: Mapping[int, list[int]]
    found: dict[int | None, dict[int, InClass]] = field(default_factory=lambda: defaultdict(dict))

    def count(self, training_class: TrainingClass) -> None:
        recorded = training_class.recorded_periods
        if recorded:
            self._add(training_class, None, recorded, training_class.recorded_sessions or 0)
        for teacher, periods in self.sessions.get(training_class.pk, []):
            self._add(training_class, teacher, periods, 1)
        for teacher in self.teachers.get(training_class.pk, []):
            self._of(teacher, training_class)

    def _add(
        self, training_class: TrainingClass, named: int | None, periods: int, sessions: int
    ) -> None:
        teachers: list[Any] = [named] if named else self.teachers.get(training_class.pk, [])
        for teacher in teachers or [None]:
            one = self._of(teacher, training_class)
            one.sessions += sessions
            one.periods += Fraction(periods, len(teachers) or 1)

    def _of(self, teacher: int | None, training_class: TrainingClass) -> InClass:
        return self.found[teacher].setdefault(training_class.pk, InClass(training_class))


def teaching_year(year: int) -> TeachingYear:
    """Held classes that ended in the year until today; in a constant number of queries."""
    classes = list(_ended().filter(ends_on__year=year))
    tally = _tallied(classes)
    people = {one.pk: one for one in Instructor.objects.filter(pk__in=filter(None, tally.found))}
    loads = [_load(person, tally.found[pk]) for pk, person in people.items()]
    nobody = tally.found.get(None)
    sessions = [periods for rows in tally.sessions.values() for _who, periods in rows]
    return TeachingYear(
        year=year,
        loads=tuple(sorted(loads, key=lambda load: (-load.periods, str(load.instructor)))),
        nobody=_load(None, nobody) if nobody else None,
        classes=len(classes),
        sessions=len(sessions) + sum(one.recorded_sessions or 0 for one in classes),
        periods=sum(sessions) + sum(one.recorded_periods or 0 for one in classes),
    )


def years_of(instructor: Instructor) -> list[tuple[int, Load]]:
    """What one instructor taught in each year, the latest first."""
    mine = Q(instructors=instructor) | Q(sessions__instructor=instructor)
    classes = _ended().filter(pk__in=TrainingClass.objects.filter(mine).values("pk"))
    taught = _tallied(list(classes)).found.get(instructor.pk, {})
    by_year: dict[int, dict[int, InClass]] = defaultdict(dict)
    for pk, one in taught.items():
        by_year[one.training_class.year][pk] = one
    return [(year, _load(instructor, by_year[year])) for year in sorted(by_year, reverse=True)]


def years_taught() -> list[int]:
    """Years in which a class ended, the latest first."""
    years = _ended().order_by().values_list("ends_on__year", flat=True).distinct()
    return sorted(years, reverse=True)


def shown_periods(periods: Fraction) -> str:
    """With a decimal only where a period was shared."""
    is_whole = periods.denominator == 1
    return number_format(float(periods), 0 if is_whole else 1, force_grouping=True)


def _ended() -> QuerySet[Any]:
    held: QuerySet[Any] = TrainingClass.objects.held().filter(ends_on__lte=timezone.localdate())
    return held.order_by("ends_on", "code")


def _tallied(classes: Iterable[TrainingClass]) -> _Tally:
    classes = list(classes)
    pks = [one.pk for one in classes]
    sessions: dict[int, list[tuple[int | None, int]]] = defaultdict(list)
    rows = Session.objects.filter(training_class__in=pks).order_by("held_on", "starts_at")
    for pk, named, periods in rows.values_list("training_class", "instructor", "periods"):
        sessions[pk].append((named, periods))
    teachers: dict[int, list[int]] = defaultdict(list)
    links = TrainingClass.instructors.through.objects.filter(trainingclass__in=pks)
    for pk, teacher in links.order_by("pk").values_list("trainingclass", "instructor"):
        teachers[pk].append(teacher)
    tally = _Tally(sessions, teachers)
    for one in classes:
        tally.count(one)
    return tally


def _load(instructor: Instructor | None, taught: Mapping[int, InClass]) -> Load:
    return Load(instructor, tuple(taught.values()))
