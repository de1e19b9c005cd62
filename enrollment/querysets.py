"""Which people, agencies and enrollments; and which of them an account may see."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Self

from treebeard.mp_tree import MP_NodeManager, MP_NodeQuerySet

from django.db.models import (
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses import vietnamese
from courses.querysets import DatedQuerySet, SearchQuerySet


def coordinated_paths(user: Any) -> list[str]:
    """Paths of the agencies for which the account names trainees today; few, often none."""
    if not user.is_authenticated:
        return []
    valid = user.coordinated.valid_on(timezone.localdate())
    return list(valid.values_list("agency__path", flat=True))


def within(paths: Iterable[str], prefix: str = "") -> Q:
    """Rows whose agency lies in one of the subtrees. No path matches nothing, never everything."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{prefix}path__startswith": path})
    return condition


class AgencyQuerySet(SearchQuerySet, MP_NodeQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Agencies an account may name people for; organizers see all."""
        if user.is_authenticated and user.is_organizer:
            return self
        return self.filter(within(coordinated_paths(user)))

    def existing_on(self, day: Any) -> Self:
        """Agencies that had a version on that day."""
        versions = self.model.versions.rel.related_model.objects.valid_on(day)
        return self.filter(pk__in=versions.values("agency"))


class AgencyManager(MP_NodeManager.from_queryset(AgencyQuerySet)):  # type: ignore[misc]  # a class made while running
    def get_queryset(self) -> AgencyQuerySet:
        return AgencyQuerySet(self.model, using=self._db).order_by("path")


class TraineeQuerySet(SearchQuerySet):
    def present(self) -> Self:
        """Without the records that were merged into another one."""
        return self.filter(merged_into=None)

    def visible_to(self, user: Any) -> Self:
        """Oneself; the people of one's agencies for a coordinator; all for an organizer."""
        if not user.is_authenticated:
            return self.none()
        if user.is_organizer:
            return self.present()
        mine = self.working_at(coordinated_paths(user))
        return self.present().filter(Q(user=user) | Q(pk__in=mine.values("pk")))

    def working_at(self, paths: Iterable[str]) -> Self:
        """Who works today at one of these agencies or below them."""
        today = timezone.localdate()
        at_agencies = within(paths, "affiliations__agency__")
        lasting = Q(affiliations__valid_to=None) | Q(affiliations__valid_to__gte=today)
        begun = Q(affiliations__valid_from__lte=today)
        people = self.model.objects.filter(at_agencies & begun & lasting)
        return self.filter(pk__in=people.values("pk"))

    def namesakes(self, name: str) -> Self:
        """The same name, whatever its accents and capitals."""
        return self.present().filter(name_key=vietnamese.fold(name))


class CoordinatorQuerySet(DatedQuerySet):
    def valid_on(self, day: dt.date) -> Self:
        """A deputy acts for an agency only as long as whoever named him or her could."""
        all_rows = DatedQuerySet(self.model, using=self.db)
        able = all_rows.valid_on(day).filter(
            named_by=None, user=OuterRef("named_by"), user__is_active=True
        )
        place = ExpressionWrapper(OuterRef("agency__path"), output_field=CharField())
        able = able.annotate(place=place).filter(place__startswith=F("agency__path"))
        return super().valid_on(day).filter(Q(named_by=None) | Exists(able))


class AgencySeatsQuerySet(QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The seats of one's agencies, whoever gave them; all for an organizer."""
        if user.is_authenticated and user.is_organizer:
            return self
        return self.filter(within(coordinated_paths(user), "agency__"))

    def covering(self, agency: Any) -> Self:
        """Seats that somebody of this agency may take: its own first, then those of its parents."""
        steps = range(agency.steplen, len(agency.path) + 1, agency.steplen)
        paths = [agency.path[:step] for step in steps]
        return self.filter(agency__path__in=paths).order_by("-agency__depth")


class NominationBatchQuerySet(QuerySet):
    def visible_to(self, user: Any) -> Self:
        """What one's agencies sent in, whoever did it; all for an organizer."""
        if user.is_authenticated and user.is_organizer:
            return self
        return self.filter(within(coordinated_paths(user), "agency__"))


class RosterDraftQuerySet(QuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, as long as one may name people for the agency."""
        if not user.is_authenticated:
            return self.none()
        mine = self.filter(by=user)
        if user.is_organizer:
            return mine
        return mine.filter(within(coordinated_paths(user), "agency__"))


class ScoreDraftQuerySet(QuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, as long as one works at the desk."""
        is_at_desk = user.is_authenticated and user.is_organizer
        return self.filter(by=user) if is_at_desk else self.none()


class RollDeviceQuerySet(QuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own; all for an organizer."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_organizer else self.filter(user=user)


class ExcuseRequestQuerySet(QuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own; those of one's agencies for a coordinator; all for an organizer."""
        if not user.is_authenticated:
            return self.none()
        if user.is_organizer:
            return self
        mine = Q(enrollment__trainee__user=user)
        return self.filter(mine | within(coordinated_paths(user), "enrollment__agency__"))


class MaterialQuerySet(QuerySet):
    def visible_to(self, user: Any) -> Self:
        """All for organizers and the instructors of the class; of trainees for those in it."""
        if not user.is_authenticated:
            return self.none()
        if user.is_organizer:
            return self
        held = self.filter(training_class__status="published")
        instructs = Q(training_class__instructors__user=user)
        teaches = Q(training_class__sessions__instructor__user=user)
        is_in = Q(
            is_for_trainees=True,
            training_class__enrollments__trainee__user=user,
            training_class__enrollments__state="confirmed",
        )
        mine = held.filter(instructs | teaches | is_in)
        return self.filter(pk__in=mine.values("pk"))


class EnrollmentQuerySet(SearchQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own; those of one's agencies for a coordinator; all for an organizer."""
        if not user.is_authenticated:
            return self.none()
        if user.is_organizer:
            return self
        return self.filter(Q(trainee__user=user) | within(coordinated_paths(user), "agency__"))

    def of_account(self, user: Any) -> Self:
        """One's own, whatever else the account may see."""
        return self.filter(trainee__user=user)

    def for_class(self, training_class: Any) -> Self:
        return self.filter(training_class=training_class)

    def active(self) -> Self:
        return self.filter(state__in=self.model.ACTIVE)

    def seated(self) -> Self:
        """For whom a seat is kept: confirmed, or with an open offer."""
        return self.filter(state__in=self.model.SEATED)

    def confirmed(self) -> Self:
        return self.filter(state="confirmed")

    def pending(self) -> Self:
        return self.filter(state="pending")

    def waiting(self) -> Self:
        """Who came first is first; the order of a class is a matter of `waiting_order`."""
        return self.filter(state="waiting").order_by("pk")

    def counts_by_state(self) -> dict[str, int]:
        """How many there are in each state; states without anybody are absent."""
        counted = self.order_by().values_list("state").annotate(Count("pk"))
        return dict(counted)

    def held_in(self, year: int) -> Self:
        """Participations of a year: confirmed people of classes that were held and ended then."""
        return self.confirmed().filter(
            training_class__status="published", training_class__ends_on__year=year
        )

    def in_roster_order(self) -> Self:
        """By given name, surname, middle names, as Vietnamese rosters are read."""
        return self.order_by("trainee__sort_key", "trainee__birth_year", "pk")

    def with_people(self) -> Self:
        return self.select_related("trainee", "agency", "agency_level")

    def with_attendance(self) -> Self:
        """Adds `attended`, whole periods that count, and fetches the marks."""
        marks = self.model.attendance.rel.related_model.objects
        totals = marks.filter(enrollment=OuterRef("pk")).values("enrollment")
        attended = totals.annotate(total=Sum("periods")).values("total")
        return self.annotate(attended=Coalesce(Subquery(attended), 0)).prefetch_related(
            Prefetch("attendance", queryset=marks.select_related("session"))
        )

    def _with_word(self, word: str) -> Q:
        """In the name of the person or of the agency."""
        return Q(trainee__search_text__contains=word) | Q(agency__search_text__contains=word)


class PlanQuerySet(QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Plans are of the desk; what is printed of them is the annex of the decision."""
        return self if user.is_authenticated and user.is_organizer else self.none()


class PlanLineQuerySet(QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self if user.is_authenticated and user.is_organizer else self.none()

    def standing(self) -> Self:
        """Without those that were dropped."""
        return self.filter(dropped_at=None)

    def in_order(self) -> Self:
        """As they are printed: by quarter, those without one last."""
        return self.order_by(F("quarter").asc(nulls_last=True), "position", "pk")
