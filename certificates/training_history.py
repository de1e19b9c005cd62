"""What a person was trained in, over all years: classes that were held and have ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from certificates.models import Certificate, PaperCertificate
from certificates.sums import must_add_up
from courses.models import TrainingClass
from enrollment.models import Enrollment, Trainee
from enrollment.querysets import EnrollmentQuerySet


@dataclass(frozen=True)
class Attended:
    """One class as the person took part in it; work and name as of that day."""

    enrollment: Enrollment
    # Of the class: when nobody has recognized the results yet, what its sessions come to.
    periods_held: int
    # None: old papers do not say.
    periods_attended: int | None
    certificate: Certificate | None
    on_paper: PaperCertificate | None

    @property
    def training_class(self) -> TrainingClass:
        found: TrainingClass = self.enrollment.training_class
        return found

    @property
    def year(self) -> int:
        return self.training_class.year

    @property
    def serial(self) -> str:
        held = self.certificate or self.on_paper
        return held.serial if held else ""


@dataclass(frozen=True)
class Sums:
    classes: int
    completed: int
    periods_held: int
    periods_attended: int
    certificates: int


@dataclass(frozen=True)
class HistoryYear:
    year: int
    classes: tuple[Attended, ...]
    sums: Sums


@dataclass(frozen=True)
class TrainingHistory:
    """The latest year first, within a year as the classes were held."""

    person: Trainee
    years: tuple[HistoryYear, ...]
    total: Sums

    @property
    def classes(self) -> list[Attended]:
        return [one for year in self.years for one in year.classes]

    def check(self) -> None:
        """Raise TotalsDisagree unless the years add up to what was counted over all."""
        for name in Sums.__dataclass_fields__:
            parts = [getattr(year.sums, name) for year in self.years]
            must_add_up(name, parts, getattr(self.total, name))


def training_history(person: Trainee, enrollments: EnrollmentQuerySet) -> TrainingHistory:
    """`enrollments` are those that whoever asks may see; merged records are moved to the one kept.

    A certificate that was revoked is not named, one that replaces it is.
    """
    rows = [_attended(row) for row in _shown(person, enrollments)]
    by_year = groupby(rows, key=lambda one: one.year)
    parted = [(year, tuple(classes)) for year, classes in by_year]
    years = tuple(HistoryYear(year, classes, sums_of(classes)) for year, classes in parted)
    return TrainingHistory(person, years[::-1], sums_of(rows))


def _shown(person: Trainee, enrollments: EnrollmentQuerySet) -> QuerySet[Any]:
    """Confirmed in classes that were held and have ended; withdrawn and canceled are not shown."""
    periods = Coalesce(Sum("sessions__periods"), 0)
    classes = TrainingClass.objects.select_related("course__category", "issuing_body__heading")
    classes = classes.annotate(session_periods=periods)
    certificates = Certificate.objects.valid().select_related("register")
    rows = enrollments.confirmed().filter(
        trainee=person.pk,
        training_class__status=TrainingClass.Status.PUBLISHED,
        training_class__ends_on__lte=timezone.localdate(),
    )
    counted: QuerySet[Any] = rows.annotate(marked=Sum("attendance__periods")).prefetch_related(
        Prefetch("training_class", classes),
        Prefetch("certificates", certificates, to_attr="valid_certificates"),
        Prefetch("paper_certificates", PaperCertificate.objects.valid(), to_attr="valid_papers"),
    )
    return counted.order_by("training_class__ends_on", "training_class__starts_on", "pk")


def _attended(row: Any) -> Attended:
    one = row.training_class
    held = row.periods_total
    if held is None:
        held = one.session_periods + (one.recorded_periods or 0)
    attended = row.periods_attended
    if attended is None and one.recorded_at is None:
        attended = row.marked or 0
    return Attended(
        enrollment=row,
        periods_held=held,
        periods_attended=attended,
        certificate=next(iter(row.valid_certificates), None),
        on_paper=next(iter(row.valid_papers), None),
    )


def sums_of(rows: Iterable[Attended]) -> Sums:
    classes: Sequence[Attended] = list(rows)
    return Sums(
        classes=len(classes),
        completed=sum(one.enrollment.is_completed for one in classes),
        periods_held=sum(one.periods_held for one in classes),
        periods_attended=sum(one.periods_attended or 0 for one in classes),
        certificates=sum(bool(one.serial) for one in classes),
    )
