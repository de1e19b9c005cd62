"""Which people, agencies and enrollments; and which of them an account may see."""

from collections.abc import Iterable
from typing import Any, Self

from treebeard.mp_tree import MP_NodeManager, MP_NodeQuerySet

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.querysets import SearchQuerySet


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
    def visible_to(self, user: Any) -> Self:
        """Oneself; the people of one's agencies for a coordinator; all for an organizer."""
        if not user.is_authenticated:
            return self.none()
        if user.is_organizer:
            return self
        at_my_agencies = within(coordinated_paths(user), "affiliations__agency__")
        people = self.model.objects.filter(at_my_agencies & Q(affiliations__valid_to=None))
        return self.filter(Q(user=user) | Q(pk__in=people.values("pk")))


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

    def confirmed(self) -> Self:
        return self.filter(state="confirmed")

    def pending(self) -> Self:
        return self.filter(state="pending")

    def waiting(self) -> Self:
        """In the order in which seats are offered: who came first is first."""
        return self.filter(state="waiting").order_by("pk")

    def counts_by_state(self) -> dict[str, int]:
        """How many there are in each state; states without anybody are absent."""
        counted = self.order_by().values_list("state").annotate(Count("pk"))
        return dict(counted)

    def with_place_in_queue(self) -> Self:
        """Adds `place`, the number of those who wait for the same class up to this one."""
        before = self.model.objects.filter(
            training_class=OuterRef("training_class"), state="waiting", pk__lte=OuterRef("pk")
        )
        counted = before.order_by().values("training_class").annotate(n=Count("pk")).values("n")
        return self.annotate(place=Coalesce(Subquery(counted), 0))

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
