"""The figures of a year: classes, participations and persons, by class, agency, field and month.

A class belongs to the year of its last day and counts once that day has come. Agencies are grouped
as they were at the time of study, by the names stored with the enrollments.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from certificates.models import Certificate
from certificates.year_book.agencies import AgenciesOfYear
from certificates.year_book.figures import (
    AgencyRow,
    CategoryRow,
    ClassRow,
    LevelRow,
    MonthRow,
    YearlySummary,
)
from certificates.year_book.tally import Participation, Tally, tally, tally_by
from courses.models import RankingBand, TrainingClass
from enrollment.models import AgencyLevel, Enrollment, Trainee


def yearly_summary(year: int) -> YearlySummary:
    """The figures of the year, by a number of queries that does not grow with the data."""
    as_of = last_counted_day(year)
    classes = list(_classes(year, as_of))
    people = list(_participations(year, as_of))
    levels = list(AgencyLevel.objects.all())
    total, by_class = tally(people), tally_by(people, lambda one: one.class_id)
    rows = tuple(_class_row(one, by_class.get(one.pk, Tally()), levels) for one in classes)
    return YearlySummary(
        year=year,
        as_of=as_of,
        classes=len(classes),
        persons=len(total.people),
        periods=sum(row.periods for row in rows),
        rankings=_rankings(total, classes),
        by_level=_level_rows(people, levels),
        by_agency=_agency_rows(people, levels, AgenciesOfYear(year, as_of)),
        by_category=_category_rows(people, classes),
        by_class=rows,
        by_month=tuple(_month_row(month, rows) for month in range(1, 13)),
        **total.counts(),
        **total.rest(),
    )


@dataclass(frozen=True)
class YearHeld:
    year: int
    classes: int
    participations: int


def years_held() -> list[YearHeld]:
    """Years in which classes ended, the latest first, with their two main figures."""
    today = timezone.localdate()
    classes = TrainingClass.objects.held().filter(ends_on__lte=today)
    by_year = _count_by(classes, "ends_on__year")
    confirmed = Enrollment.objects.confirmed().filter(training_class__in=classes)
    people = _count_by(confirmed, "training_class__ends_on__year")
    return [
        YearHeld(year, by_year[year], people.get(year, 0)) for year in sorted(by_year, reverse=True)
    ]


def _count_by(rows: QuerySet[Any], field: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(field).annotate(Count("pk")))


def last_counted_day(year: int) -> dt.date:
    """31 December, or today while the year lasts: classes still to come are not counted."""
    return min(dt.date(year, 12, 31), timezone.localdate())


def _classes(year: int, as_of: dt.date) -> QuerySet[Any]:
    held: QuerySet[Any] = TrainingClass.objects.held_in(year).filter(ends_on__lte=as_of)
    counted = held.annotate(
        session_count=Count("sessions"), total_periods=Coalesce(Sum("sessions__periods"), 0)
    )
    listed: QuerySet[Any] = counted.select_related("course__category", "venue", "issuing_body")
    return listed.order_by("starts_on", "code")


def _participations(year: int, as_of: dt.date) -> Iterable[Participation]:
    """By last day of the class, so that the last name an agency had in the year comes last."""
    certificates = Certificate.objects.valid().filter(enrollment=OuterRef("pk"))
    rows = (
        Enrollment.objects.held_in(year)
        .filter(training_class__ends_on__lte=as_of)
        .annotate(
            is_woman=Q(trainee__gender=Trainee.Gender.FEMALE), has_certificate=Exists(certificates)
        )
        .order_by("training_class__ends_on", "pk")
        .values_list(
            "training_class_id",
            "agency_id",
            "agency_level_id",
            "agency__code",
            "agency_name",
            "trainee_id",
            "is_woman",
            "outcome",
            "ranking",
            "has_certificate",
        )
    )
    return (Participation(*row) for row in rows)


def _class_row(training_class: Any, counted: Tally, levels: Sequence[AgencyLevel]) -> ClassRow:
    return ClassRow(
        code=training_class.code,
        title=training_class.title,
        category_code=training_class.course.category.slug,
        category=str(training_class.course.category),
        audience=training_class.audience,
        starts_on=training_class.starts_on,
        ends_on=training_class.ends_on,
        sessions=training_class.session_count,
        periods=training_class.total_periods,
        venue=training_class.venue.name,
        issuing_body=training_class.issuing_body.name,
        by_level={one.code: counted.levels[one.pk] for one in levels if one.pk in counted.levels},
        rankings=counted.ranks(),
        **counted.counts(),
        **counted.rest(),
    )


def _rankings(total: Tally, classes: Iterable[TrainingClass]) -> tuple[str, ...]:
    """Ranks that were given, the best first; names that no scheme knows any more come last."""
    schemes = {one.ranking_scheme_id for one in classes}
    lowest = {}
    for band in RankingBand.objects.filter(scheme__in=schemes).order_by("minimum"):
        lowest[band.name] = lowest[band.name_en] = band.minimum
    return tuple(sorted(total.ranks(), key=lambda name: (-lowest.get(name, -1), name)))


def _level_rows(
    people: Iterable[Participation], levels: Iterable[AgencyLevel]
) -> tuple[LevelRow, ...]:
    tallies = tally_by(people, lambda one: one.level_id)
    return tuple(
        LevelRow(
            code=level.code,
            name=str(level),
            classes=len(tallies[level.pk].classes),
            persons=len(tallies[level.pk].people),
            **tallies[level.pk].counts(),
        )
        for level in levels
        if level.pk in tallies
    )


def _category_rows(
    people: Sequence[Participation], classes: Sequence[Any]
) -> tuple[CategoryRow, ...]:
    category_of = {one.pk: one.course.category for one in classes}
    tallies = tally_by(people, lambda one: category_of[one.class_id].pk)
    categories = {category.pk: category for category in category_of.values()}
    return tuple(
        _category_row(
            category,
            tallies.get(category.pk, Tally()),
            [one for one in classes if one.course.category_id == category.pk],
        )
        for category in sorted(categories.values(), key=lambda one: (one.position, one.name))
    )


def _category_row(category: Any, counted: Tally, classes: Sequence[Any]) -> CategoryRow:
    return CategoryRow(
        code=category.slug,
        name=str(category),
        classes=len(classes),
        persons=len(counted.people),
        periods=sum(one.total_periods for one in classes),
        **counted.counts(),
    )


def _month_row(month: int, rows: Iterable[ClassRow]) -> MonthRow:
    ended = [row for row in rows if row.ends_on.month == month]
    return MonthRow(month, len(ended), sum(row.participations for row in ended))


def _agency_rows(
    people: Sequence[Participation], levels: Sequence[AgencyLevel], tree: AgenciesOfYear
) -> tuple[AgencyRow, ...]:
    """Who sent people, and with zeros who might have; by level, then as in the tree."""
    tallies = tally_by(people, lambda one: (one.agency_id, one.level_id))
    names = tree.silent({one.agency_id for one in people})
    names |= {(one.agency_id, one.level_id): (one.agency_code, one.agency_name) for one in people}
    known = {level.pk: (place, level) for place, level in enumerate(levels)}
    ordered = sorted(names, key=lambda key: (known[key[1]][0], tree.place(key[0]), key))
    return tuple(
        _agency_row(names[key], known[key[1]][1], tallies.get(key, Tally())) for key in ordered
    )


def _agency_row(names: tuple[str, str], level: AgencyLevel, counted: Tally) -> AgencyRow:
    code, name = names
    return AgencyRow(
        code=code,
        name=name,
        level_code=level.code,
        level=str(level),
        classes=len(counted.classes),
        persons=len(counted.people),
        **counted.counts(),
    )
