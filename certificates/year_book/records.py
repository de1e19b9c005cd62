"""What a year is counted from: its classes, its participations and the names they go by."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from certificates.models import Certificate, PaperCertificate
from certificates.year_book.structure import Converter, Structure
from certificates.year_book.tally import Participation
from courses.models import CostLine, TrainingClass
from enrollment.models import CountedGroup, Enrollment, GroupMember, Trainee

ROWS_AT_ONCE: Final = 2000
# A long year holds 10,000 classes in memory at once, each with records of its own beside it.
FIELDS_OF_CLASSES: Final = (
    *("code", "title", "audience", "starts_on", "ends_on", "recorded_sessions", "recorded_periods"),
    *("ranking_scheme_id", "course__name", "course__name_en"),
    *("course__category__slug", "course__category__name", "course__category__name_en"),
    *("course__category__position", "venue__name", "issuing_body__name"),
)


def last_counted_day(year: int) -> dt.date:
    """31 December, or today while the year lasts: classes still to come are not counted."""
    return min(dt.date(year, 12, 31), timezone.localdate())


def classes_counted(year: int) -> QuerySet[Any]:
    """Held classes whose last day lies in the year and has come."""
    counted: QuerySet[Any] = TrainingClass.objects.held_in(year)
    return counted.filter(ends_on__lte=last_counted_day(year))


def class_records(year: int) -> QuerySet[Any]:
    """With `session_count` and `total_periods`; of recorded classes, as the old papers say."""
    counted = classes_counted(year).annotate(
        session_count=Count("sessions") + Coalesce(F("recorded_sessions"), 0),
        total_periods=Coalesce(Sum("sessions__periods"), 0) + Coalesce(F("recorded_periods"), 0),
    )
    joined: QuerySet[Any] = counted.select_related("course__category", "venue", "issuing_body")
    return joined.only(*FIELDS_OF_CLASSES).order_by("starts_on", "code")


def enrollments_counted(year: int) -> QuerySet[Any]:
    """Confirmed people of these classes, with `is_woman` and `has_certificate`."""
    of_this = {"enrollment": OuterRef("pk")}
    certificates = Certificate.objects.valid().filter(**of_this)
    on_paper = PaperCertificate.objects.valid().filter(**of_this)
    counted: QuerySet[Any] = Enrollment.objects.held_in(year).filter(
        training_class__ends_on__lte=last_counted_day(year)
    )
    return counted.annotate(
        is_woman=Q(trainee__gender=Trainee.Gender.FEMALE),
        has_certificate=Exists(certificates) | Exists(on_paper),
    )


def participations(year: int, structure: Structure) -> Iterator[Participation]:
    """By last day of the class, so that the last name an agency had in the year comes last."""
    groups = _groups_of_people(year)
    converter = Converter(structure.on) if structure.on else None
    counted = enrollments_counted(year).order_by("training_class__ends_on", "pk")
    rows = counted.values_list(
        "training_class__ends_on",
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
    kept: dict[str, str] = {}
    for day, *row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        one = Participation(*(_once(value, kept) for value in row))._replace(
            groups=groups.get(row[5], ())
        )
        yield _converted(one, day, converter) if converter else one


def _once(value: Any, kept: dict[str, str]) -> Any:
    """Each row brings names of its own; a year has few that differ, and keeps each one once."""
    return kept.setdefault(value, value) if isinstance(value, str) else value


def spent_by_class(year: int) -> dict[int, Decimal]:
    """Sums of what was spent; a class without such a line is absent."""
    lines = CostLine.objects.filter(training_class__in=classes_counted(year), spent__isnull=False)
    sums = lines.order_by().values_list("training_class").annotate(Sum("spent"))
    return dict(sums)


def counted_groups() -> list[CountedGroup]:
    return list(CountedGroup.objects.filter(is_counted=True))


def _groups_of_people(year: int) -> dict[int, tuple[str, ...]]:
    """Codes of the counted groups of everybody of the year who belongs to one."""
    people = enrollments_counted(year).order_by().values("trainee")
    members = GroupMember.objects.filter(group__is_counted=True, trainee__in=people)
    codes: dict[int, list[str]] = defaultdict(list)
    for trainee, code in members.order_by("group__position").values_list("trainee", "group__code"):
        codes[trainee].append(code)
    return {trainee: tuple(known) for trainee, known in codes.items()}


def _converted(one: Participation, day: dt.date, converter: Converter) -> Participation:
    """What has no place any more stands under its old name, with the reason."""
    place = converter.place_of(one.agency_id, day)
    if place.reason:
        return one._replace(level_id=None, reason=place.reason)
    return one._replace(
        agency_id=place.agency_id,
        level_id=place.level_id,
        agency_code=place.code,
        agency_name=place.name,
    )
