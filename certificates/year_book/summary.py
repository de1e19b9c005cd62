"""The figures of a year: classes, participations and persons, by class, agency, field and month.

A class belongs to the year of its last day and counts once that day has come. Agencies are grouped
as they were at the time of study, by the names stored with the enrollments, or converted to the
structure of a later day.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext

from certificates.models import Certificate, PaperCertificate
from certificates.year_book import records
from certificates.year_book.agencies import AgenciesOfYear
from certificates.year_book.figures import (
    UNCONVERTED,
    AgencyRow,
    CategoryRow,
    ClassRow,
    GroupName,
    LevelRow,
    MonthRow,
    YearlySummary,
)
from certificates.year_book.structure import AS_WAS, Structure
from certificates.year_book.tally import Participation, Tally, tally, tally_by
from courses.models import RankingBand, TrainingClass
from enrollment.models import AgencyLevel, Enrollment


@dataclass(frozen=True)
class Level:
    """A level of agencies, or the place of those that could not be converted."""

    pk: int | None
    code: str
    name: str


def yearly_summary(year: int, *, structure: Structure = AS_WAS) -> YearlySummary:
    """The figures of the year, by a number of queries that does not grow with the data."""
    as_of = records.last_counted_day(year)
    structure.check(as_of)
    classes = list(records.class_records(year))
    people = list(records.participations(year, structure))
    levels = _levels(people)
    total, by_class = tally(people), tally_by(people, lambda one: one.class_id)
    spent = records.spent_by_class(year)
    rows = tuple(
        _class_row(one, by_class.get(one.pk, Tally()), levels, spent.get(one.pk)) for one in classes
    )
    return YearlySummary(
        year=year,
        as_of=as_of,
        structure_on=structure.on,
        classes=len(classes),
        persons=len(total.people),
        sessions=sum(row.sessions for row in rows),
        periods=sum(row.periods for row in rows),
        spent=sum(spent.values(), Decimal(0)) if spent else None,
        rankings=_rankings(total, classes),
        groups=tuple(GroupName(one.code, str(one)) for one in records.counted_groups()),
        by_group=total.by_group(),
        attended=total.attended(),
        by_level=_level_rows(people, levels),
        by_agency=_agency_rows(people, levels, _tree(year, structure)),
        by_category=_category_rows(people, classes),
        by_class=rows,
        by_month=tuple(_month_row(month, rows) for month in range(1, 13)),
        **total.counts(),
        **total.rest(),
    )


@dataclass(frozen=True)
class YearHeld:
    """The main figures of one year, as far as it has come."""

    year: int
    classes: int
    participations: int = 0
    persons: int = 0
    completed: int = 0
    certificates: int = 0


def years_held() -> list[YearHeld]:
    """Years in which classes ended, the latest first."""
    return _held({"ends_on__lte": timezone.localdate()})[::-1]


def years_beside(year: int, count: int = 5) -> tuple[YearHeld, ...]:
    """The year and those before it in which classes ended, the oldest first."""
    window = dt.date(year - count + 1, 1, 1), records.last_counted_day(year)
    return tuple(_held({"ends_on__range": window}))


def _held(when: Mapping[str, Any]) -> list[YearHeld]:
    """One query for classes, one for people, one for each kind of certificate."""
    classes = _by_year(TrainingClass.objects.held().filter(**when), "", classes=Count("pk"))
    people = _by_year(
        Enrollment.objects.confirmed().filter(**_through("training_class__", when)),
        "training_class__",
        participations=Count("pk"),
        persons=Count("trainee", distinct=True),
        completed=Count("pk", filter=Q(outcome=Enrollment.Outcome.COMPLETED)),
    )
    certificates: Counter[int] = Counter()
    path = "enrollment__training_class__"
    own = Certificate.objects.valid().filter(enrollment=OuterRef("enrollment"))
    # Whoever has one of each kind for the same class has a certificate, not two.
    on_paper_alone = PaperCertificate.objects.valid().filter(~Exists(own))
    for kind in (Certificate.objects.valid(), on_paper_alone):
        valid = kind.filter(enrollment__state=Enrollment.State.CONFIRMED, **_through(path, when))
        found = _by_year(valid, path, certificates=Count("enrollment", distinct=True))
        certificates.update({year: row["certificates"] for year, row in found.items()})
    return [
        YearHeld(
            year=year, certificates=certificates[year], **{**classes[year], **people.get(year, {})}
        )
        for year in sorted(classes)
    ]


def _through(path: str, when: Mapping[str, Any]) -> dict[str, Any]:
    """Conditions of a held class, asked by way of what belongs to it."""
    held = {"status": TrainingClass.Status.PUBLISHED, **when}
    return {f"{path}{name}": value for name, value in held.items()}


def _by_year(rows: QuerySet[Any], path: str, **counts: Any) -> dict[int, dict[str, int]]:
    found = rows.order_by().values(year=ExtractYear(f"{path}ends_on")).annotate(**counts)
    return {row.pop("year"): row for row in found}


def _tree(year: int, structure: Structure) -> AgenciesOfYear:
    if structure.on:
        return AgenciesOfYear(structure.on, structure.on)
    return AgenciesOfYear(dt.date(year, 1, 1), records.last_counted_day(year))


def _levels(people: Iterable[Participation]) -> list[Level]:
    levels = [Level(one.pk, one.code, str(one)) for one in AgencyLevel.objects.all()]
    if any(one.reason for one in people):
        levels.append(Level(None, UNCONVERTED, gettext("Could not be converted")))
    return levels


def _class_row(
    training_class: Any, counted: Tally, levels: Sequence[Level], spent: Decimal | None
) -> ClassRow:
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
        by_group=counted.by_group(),
        spent=spent,
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


def _level_rows(people: Iterable[Participation], levels: Iterable[Level]) -> tuple[LevelRow, ...]:
    tallies = tally_by(people, lambda one: one.level_id)
    return tuple(
        LevelRow(
            code=level.code,
            name=level.name,
            classes=len(tallies[level.pk].classes),
            persons=len(tallies[level.pk].people),
            by_group=tallies[level.pk].by_group(),
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
    classes_of: dict[int, list[Any]] = {}
    for one in classes:
        classes_of.setdefault(one.course.category_id, []).append(one)
    categories = {category.pk: category for category in category_of.values()}
    return tuple(
        _category_row(category, tallies.get(category.pk, Tally()), classes_of[category.pk])
        for category in sorted(categories.values(), key=lambda one: (one.position, one.name))
    )


def _category_row(category: Any, counted: Tally, classes: Sequence[Any]) -> CategoryRow:
    return CategoryRow(
        code=category.slug,
        name=str(category),
        classes=len(classes),
        persons=len(counted.people),
        periods=sum(one.total_periods for one in classes),
        by_group=counted.by_group(),
        **counted.counts(),
    )


def _month_row(month: int, rows: Iterable[ClassRow]) -> MonthRow:
    ended = [row for row in rows if row.ends_on.month == month]
    return MonthRow(month, len(ended), sum(row.participations for row in ended))


AgencyKey = tuple[int, int | None, str]  # agency, level, reason


def _agency_rows(
    people: Sequence[Participation], levels: Sequence[Level], tree: AgenciesOfYear
) -> tuple[AgencyRow, ...]:
    """Who sent people, and with zeros who might have; by level, then as in the tree."""
    tallies = tally_by(people, _agency_key)
    silent = tree.silent({one.agency_id for one in people})
    names: dict[AgencyKey, tuple[str, str]] = {(*key, ""): known for key, known in silent.items()}
    names |= {_agency_key(one): (one.agency_code, one.agency_name) for one in people}
    known = {level.pk: (place, level) for place, level in enumerate(levels)}
    ordered = sorted(names, key=lambda key: (known[key[1]][0], tree.place(key[0]), key[0], key[2]))
    return tuple(
        _agency_row(names[key], known[key[1]][1], tallies.get(key, Tally()), key[2])
        for key in ordered
    )


def _agency_key(one: Participation) -> AgencyKey:
    return one.agency_id, one.level_id, one.reason


def _agency_row(names: tuple[str, str], level: Level, counted: Tally, reason: str) -> AgencyRow:
    code, name = names
    return AgencyRow(
        code=code,
        name=name,
        level_code=level.code,
        level=level.name,
        reason=reason,
        classes=len(counted.classes),
        persons=len(counted.people),
        by_group=counted.by_group(),
        **counted.counts(),
    )
