"""The year of an agency: who of its people was where, who was nowhere, and the sums."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from courses.models import TrainingClass
from enrollment.models import Affiliation, Enrollment
from enrollment.querysets import within

YEARS_BESIDE: Final = 5


@dataclass(frozen=True)
class ClassLine:
    """One class of the year, with what the people of the agency did in it."""

    training_class: TrainingClass
    people: int
    completed: int
    not_completed: int
    periods: int
    certificates: int


@dataclass(frozen=True)
class UnitLine:
    """One agency of several: its people in the year."""

    name: str
    people: int
    persons: int
    completed: int


@dataclass(frozen=True)
class YearLine:
    """A year beside the one shown."""

    year: int
    classes: int
    people: int
    persons: int
    completed: int


@dataclass(frozen=True)
class AgencyYear:
    year: int
    lines: list[ClassLine]
    units: list[UnitLine]
    # Oldest first, the shown one last.
    beside: list[YearLine]
    persons: int
    # People on record at the agency now who were in no class of the year, nor will be.
    without: QuerySet[Affiliation]
    staff: int
    absent: int

    @property
    def participations(self) -> int:
        return self._sum("people")

    @property
    def completed(self) -> int:
        return self._sum("completed")

    @property
    def not_completed(self) -> int:
        return self._sum("not_completed")

    @property
    def undecided(self) -> int:
        return self.participations - self.completed - self.not_completed

    @property
    def periods(self) -> int:
        return self._sum("periods")

    @property
    def certificates(self) -> int:
        return self._sum("certificates")

    @property
    def before(self) -> YearLine | None:
        """The year before, if somebody was in a class then."""
        return next((one for one in self.beside if one.year == self.year - 1), None)

    @property
    def months(self) -> list[int]:
        """Participations by month of the last day, January first."""
        return [
            sum(line.people for line in self.lines if line.training_class.ends_on.month == month)
            for month in range(1, 13)
        ]

    def _sum(self, name: str) -> int:
        return sum(getattr(line, name) for line in self.lines)


# People, completed, not completed, periods.
Sums = tuple[int, int, int, int]
_COMPLETED: Final = Q(outcome=Enrollment.Outcome.COMPLETED)
_NOT_COMPLETED: Final = Q(outcome=Enrollment.Outcome.NOT_COMPLETED)


def year_of(paths: Iterable[str], year: int) -> AgencyYear:
    """Figures of the agencies in these subtrees; a class belongs to the year of its last day."""
    paths = list(paths)
    planned = Enrollment.objects.held_in(year).filter(within(paths, "agency__"))
    attended = planned.filter(training_class__ends_on__lte=timezone.localdate())
    staff = staff_of(paths)
    # Whoever is on the list of a class to come has not been forgotten.
    without = staff.exclude(trainee__in=planned.values("trainee"))
    return AgencyYear(
        year=year,
        lines=_lines(attended),
        units=_units(attended),
        beside=_beside(paths, year),
        persons=attended.values("trainee").distinct().count(),
        without=without,
        staff=staff.count(),
        absent=without.count(),
    )


def _lines(attended: QuerySet[Enrollment]) -> list[ClassLine]:
    counted = (
        attended.order_by()
        .values_list("training_class")
        .annotate(
            people=Count("pk"),
            completed=Count("pk", filter=_COMPLETED),
            not_completed=Count("pk", filter=_NOT_COMPLETED),
            periods=Sum("periods_attended", default=0),
        )
    )
    sums: dict[int, Sums] = {
        pk: (people, done, not_done, periods) for pk, people, done, not_done, periods in counted
    }
    certificates = _certificates(attended)
    classes = TrainingClass.objects.for_lists().filter(pk__in=sums).order_by("ends_on", "code")
    return [ClassLine(one, *sums[one.pk], certificates.get(one.pk, 0)) for one in classes]


def _certificates(attended: QuerySet[Enrollment]) -> dict[int, int]:
    """People of each class with a certificate that holds, of this site or on paper."""
    ours = Q(certificates__isnull=False, certificates__revoked_at=None)
    on_paper = Q(paper_certificates__isnull=False, paper_certificates__voided_at=None)
    rows = attended.order_by().filter(ours | on_paper).values_list("training_class")
    return dict(rows.annotate(Count("pk", distinct=True)))


def _units(attended: QuerySet[Enrollment]) -> list[UnitLine]:
    """By name as of the class, as the tree has them now."""
    rows = attended.order_by().values("agency__path", "agency_name")
    counted = rows.annotate(
        people=Count("pk"),
        persons=Count("trainee", distinct=True),
        completed=Count("pk", filter=_COMPLETED),
    )
    return [
        UnitLine(row["agency_name"], row["people"], row["persons"], row["completed"])
        for row in sorted(counted, key=lambda row: (row["agency__path"], row["agency_name"]))
    ]


def _beside(paths: Iterable[str], year: int) -> list[YearLine]:
    rows = Enrollment.objects.confirmed().filter(
        within(paths, "agency__"),
        training_class__status=TrainingClass.Status.PUBLISHED,
        training_class__ends_on__lte=timezone.localdate(),
        training_class__ends_on__year__gt=year - YEARS_BESIDE,
        training_class__ends_on__year__lte=year,
    )
    counted = (
        rows.order_by()
        .values("training_class__ends_on__year")
        .annotate(
            classes=Count("training_class", distinct=True),
            people=Count("pk"),
            persons=Count("trainee", distinct=True),
            completed=Count("pk", filter=_COMPLETED),
        )
    )
    found = [YearLine(row.pop("training_class__ends_on__year"), **row) for row in counted]
    return sorted(found, key=lambda one: one.year)


def staff_of(paths: Iterable[str]) -> QuerySet[Affiliation]:
    """Who works at the agencies in these subtrees now, in roster order."""
    working = Affiliation.objects.filter(
        within(paths, "agency__"), valid_to=None, trainee__merged_into=None
    )
    people = working.select_related("trainee", "agency")
    return people.order_by("trainee__sort_key", "trainee__birth_year", "trainee")


def years_of(paths: Iterable[str]) -> list[int]:
    """Years in which somebody of these agencies was in a class, the latest first."""
    rows = Enrollment.objects.confirmed().filter(within(paths, "agency__"))
    days = rows.order_by().values_list("training_class__ends_on__year", flat=True).distinct()
    return sorted(days, reverse=True)


def people_of_year(paths: Iterable[str], year: int) -> QuerySet[Enrollment]:
    """Each participation of the year, by person."""
    rows = Enrollment.objects.held_in(year).filter(
        within(paths, "agency__"), training_class__ends_on__lte=timezone.localdate()
    )
    return rows.select_related("training_class", "trainee", "agency").in_roster_order()
