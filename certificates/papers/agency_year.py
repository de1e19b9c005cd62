"""The year of an agency as a paper, under the heading of the body that held most of its classes."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Prefetch
from django.utils import timezone, translation

from certificates.documents.agency_year import (
    AgencyClass,
    AgencyPerson,
    AgencyYearBeside,
    AgencyYearPaper,
)
from certificates.models import Certificate, PaperCertificate
from certificates.papers.blocks import heading_of, signature_of
from certificates.papers.people import result_of
from certificates.year_book.keeping.frozen import standing
from courses.dates import short_date
from courses.models import IssuingBody, TrainingClass
from enrollment.models import Agency, Enrollment
from enrollment.nominating.agency_year import AgencyYear, ClassLine, people_of_year, year_of


def agency_year(
    agencies: Iterable[Agency], year: int, *, is_signed: bool
) -> AgencyYearPaper | None:
    """In the language of that body; None for a year without classes. The desk signs, an agency
    leaves the place to its head."""
    agencies = list(agencies)
    paths = [agency.path for agency in agencies]
    figures = year_of(paths, year)
    body = _body_of(figures)
    if body is None:
        return None
    today, closed = timezone.localdate(), standing(year)
    people = _people(paths, year)
    with translation.override(body.language):
        return AgencyYearPaper(
            heading=heading_of(body),
            language=body.language,
            is_sample=any(row.is_demo for row in people),
            agency=", ".join(agency.name for agency in agencies),
            year=year,
            as_of=today,
            closed_on=timezone.localdate(closed.closed_at) if closed else None,
            classes=tuple(map(_class_row, figures.lines)),
            people=tuple(map(_person_row, people)),
            beside=tuple(
                AgencyYearBeside(one.year, one.classes, one.people, one.persons, one.completed)
                for one in figures.beside
            ),
            months=tuple(figures.months),
            participations=figures.participations,
            persons=figures.persons,
            completed=figures.completed,
            periods=figures.periods,
            certificates=figures.certificates,
            staff=figures.staff,
            absent=figures.absent,
            signature=signature_of(body, today) if is_signed else None,
        )


def _body_of(figures: AgencyYear) -> IssuingBody | None:
    counted = Counter(line.training_class.issuing_body_id for line in figures.lines)
    if not counted:
        return None
    return IssuingBody.objects.select_related("heading").get(pk=counted.most_common(1)[0][0])


def _people(paths: list[str], year: int) -> list[Enrollment]:
    rows = people_of_year(paths, year).prefetch_related(
        Prefetch("certificates", Certificate.objects.valid(), to_attr="valid_certificates"),
        Prefetch("paper_certificates", PaperCertificate.objects.valid(), to_attr="valid_papers"),
    )
    return list(rows)


def _class_row(line: ClassLine) -> AgencyClass:
    one = line.training_class
    return AgencyClass(
        title=one.title,
        code=one.code,
        days=_days(one),
        participations=line.people,
        completed=line.completed,
        periods=line.periods,
        certificates=line.certificates,
    )


def _days(one: TrainingClass) -> str:
    days = dict.fromkeys((short_date(one.starts_on), short_date(one.ends_on)))
    return " – ".join(days)


def _person_row(row: Enrollment) -> AgencyPerson:
    papers = [*row.valid_certificates, *row.valid_papers]  # type: ignore[attr-defined]  # prefetched
    return AgencyPerson(
        full_name=row.full_name,
        birth=row.trainee.birth,
        position=row.position,
        agency=row.agency_name,
        class_code=row.training_class.code,
        class_title=row.training_class.title,
        result=result_of(row),
        serial=papers[0].serial if papers else "",
    )
