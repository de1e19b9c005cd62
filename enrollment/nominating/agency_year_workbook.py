"""The year of an agency as a workbook: the classes, the people in them, and who was in none."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from courses.spreadsheets import file_of, with_sheet
from enrollment.models import Affiliation, Enrollment, Trainee
from enrollment.nominating.agency_year import AgencyYear, ClassLine, people_of_year


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
            _("Certificates"),
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
        line.certificates,
    ]


def _sum_row(figures: AgencyYear) -> list[object]:
    sums = (figures.participations, figures.completed, figures.periods, figures.certificates)
    return [_("All"), "", "", "", *sums]


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
