"""The year of an agency: who of its people was where, who was nowhere, and the sums."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import TrainingClass
from courses.spreadsheets import file_of, with_sheet
from enrollment.models import Affiliation, Enrollment, Trainee
from enrollment.querysets import within


@dataclass(frozen=True)
class ClassLine:
    """One class of the year, with what the people of the agency did in it."""

    training_class: TrainingClass
    people: int
    completed: int
    periods: int


@dataclass(frozen=True)
class AgencyYear:
    year: int
    lines: list[ClassLine]
    persons: int
    # People on record at the agency now who were in no class of the year, nor will be.
    without: QuerySet[Affiliation]
    staff: int
    absent: int

    @property
    def participations(self) -> int:
        return sum(line.people for line in self.lines)

    @property
    def completed(self) -> int:
        return sum(line.completed for line in self.lines)

    @property
    def periods(self) -> int:
        return sum(line.periods for line in self.lines)


def year_of(paths: Iterable[str], year: int) -> AgencyYear:
    """Figures of the agencies in these subtrees; a class belongs to the year of its last day."""
    planned = Enrollment.objects.held_in(year).filter(within(paths, "agency__"))
    attended = planned.filter(training_class__ends_on__lte=timezone.localdate())
    counted = (
        attended.order_by()
        .values("training_class")
        .annotate(
            people=Count("pk"),
            completed=Count("pk", filter=Q(outcome=Enrollment.Outcome.COMPLETED)),
            periods=Sum("periods_attended", default=0),
        )
    )
    sums = {row.pop("training_class"): row for row in counted}
    classes = TrainingClass.objects.filter(pk__in=sums).order_by("ends_on", "code")
    staff = staff_of(paths)
    # Whoever is on the list of a class to come has not been forgotten.
    without = staff.exclude(trainee__in=planned.values("trainee"))
    return AgencyYear(
        year=year,
        lines=[ClassLine(one, **sums[one.pk]) for one in classes],
        persons=attended.values("trainee").distinct().count(),
        without=without,
        staff=staff.count(),
        absent=without.count(),
    )


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


def year_workbook(paths: Iterable[str], figures: AgencyYear) -> bytes:
    """Three sheets: the classes, the people in them, and who was in none."""
    book = with_sheet(
        _("Classes"),
        [
            _("Code"),
            _("Class"),
            _("First day"),
            _("Last day"),
            _("Participations"),
            _("Completed"),
            _("Periods"),
        ],
        [*map(_class_row, figures.lines), _sum_row(figures)],
        widths=(14, 60),
    )
    with_sheet(
        _("People"),
        [
            _("Full name"),
            _("Date of birth"),
            _("Position"),
            _("Agency"),
            _("Class"),
            _("Last day"),
            _("Result"),
            _("Periods"),
        ],
        map(_person_row, people_of_year(paths, figures.year)),
        widths=(30, 14, 30, 40, 60),
        book=book,
    )
    with_sheet(
        _("In no class"),
        [_("Full name"), _("Date of birth"), _("Position"), _("Agency")],
        map(_absent_row, figures.without),
        widths=(30, 14, 30, 40),
        book=book,
    )
    return file_of(book)


def _class_row(line: ClassLine) -> list[object]:
    one = line.training_class
    return [
        one.code,
        one.title,
        one.starts_on,
        one.ends_on,
        line.people,
        line.completed,
        line.periods,
    ]


def _sum_row(figures: AgencyYear) -> list[object]:
    return [_("All"), "", "", "", figures.participations, figures.completed, figures.periods]


def _person_row(row: Enrollment) -> list[object]:
    return [
        row.full_name,
        row.trainee.birth,
        row.position,
        row.agency_name,
        row.training_class.title,
        row.training_class.ends_on,
        row.get_outcome_display() if row.outcome else "",
        row.periods_attended or 0,
    ]


def _absent_row(works: Affiliation) -> list[object]:
    trainee: Trainee = works.trainee
    return [trainee.full_name, trainee.birth, works.position, works.agency.name]
