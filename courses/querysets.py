"""Which classes: the readings that schedule, desk and summary share."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Final, Self

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses import vietnamese

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class DatedQuerySet(models.QuerySet[Any]):
    """Rules and headings that hold from a day to a day."""

    def valid_on(self, day: dt.date) -> Self:
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))


class SearchQuerySet(models.QuerySet[Any]):
    """Rows that keep their words folded in `search_text`."""

    def search(self, text: str) -> Self:
        """Found without accents, in any order of words."""
        found = self
        for word in vietnamese.fold(text).split():
            found = found.filter(self._with_word(word))
        return found

    def _with_word(self, word: str) -> Q:
        return Q(search_text__contains=word)


_HAS_SEATS: Final = Q(waiting_count=0, seats_taken__lt=F("capacity") - F("seats_reserved"))


def _is_open(at: dt.datetime) -> Q:
    return Q(
        status="published",
        list_closed_at=None,
        finalized_at=None,
        registration_opens_at__lte=at,
        registration_closes_at__gt=at,
    )


class CourseQuerySet(models.QuerySet[Any]):
    def public(self) -> Self:
        """Of which a class was ever announced, or that say what they teach."""
        announced = Q(classes__status__in=["published", "canceled"])
        ids = self.model._default_manager.filter(announced).values("pk")
        return self.filter(Q(pk__in=ids) | ~Q(description=""))


class TrainingClassQuerySet(SearchQuerySet):
    def published(self) -> Self:
        """What the public may see; a canceled class stays visible, so nobody travels in vain."""
        return self.filter(status__in=["published", "canceled"])

    def held(self) -> Self:
        """Neither drafts nor canceled."""
        return self.filter(status="published")

    def upcoming(self, on: dt.date) -> Self:
        return self.filter(ends_on__gte=on)

    def open_for_registration(self, at: dt.datetime) -> Self:
        """The rows for which `TrainingClass.is_open_for_registration(at)` is true."""
        return self.filter(_is_open(at))

    def with_free_seats(self) -> Self:
        """The rows for which `TrainingClass.free_seats` is above zero."""
        return self.filter(_HAS_SEATS)

    def with_is_free(self, at: dt.datetime) -> Self:
        """Adds `is_free`: whether anyone may register and sit down now."""
        return self.annotate(is_free=ExpressionWrapper(_is_open(at) & _HAS_SEATS, BooleanField()))

    def held_in(self, year: int) -> Self:
        """Held classes of a year; a class belongs to the year of its last day."""
        return self.held().filter(ends_on__year=year)

    def taught_by(self, user: "Any | AnonymousUser") -> Self:
        if not user.is_authenticated:
            return self.none()
        taught = Q(instructors__user=user) | Q(sessions__instructor__user=user)
        return self.filter(pk__in=self.model.objects.filter(taught).values("pk"))

    def in_phase(self, phase: str, at: dt.datetime) -> Self:
        """The rows for which `TrainingClass.phase_at(at)` is this phase."""
        today = timezone.localdate(at)
        held = Q(status="published", finalized_at=None)
        coming = held & Q(starts_on__gt=today)
        shut = Q(list_closed_at__isnull=False) | Q(registration_closes_at__lte=at)
        return self.filter(
            {
                "draft": Q(status="draft"),
                "canceled": Q(status="canceled"),
                "recognized": Q(status="published", finalized_at__isnull=False),
                "ended": held & Q(ends_on__lt=today),
                "running": held & Q(starts_on__lte=today, ends_on__gte=today),
                "closed": coming & shut,
                "announced": coming & ~shut & Q(registration_opens_at__gt=at),
                "open": coming & ~shut & Q(registration_opens_at__lte=at),
            }[phase]
        )

    def with_periods(self) -> Self:
        """Adds `total_periods`, the teaching periods of all sessions."""
        return self.annotate(total_periods=Coalesce(Sum("sessions__periods"), 0))

    def for_lists(self) -> Self:
        """With what a line of a list prints."""
        return self.select_related("course__category", "venue", "issuing_body")


class ScheduleChangeQuerySet(models.QuerySet[Any]):
    def with_release(self) -> Self:
        """With number and day of their versions, without all that a version holds."""
        return self.select_related("release").defer("release__content")

    def latest_first(self) -> Self:
        return self.order_by("-release__number", "position")


class CostLineQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """What classes cost is the business of the desk alone."""
        return self if user.is_authenticated and user.is_organizer else self.none()

    def of_year(self, year: int) -> Self:
        """Of all classes of a year, called off or not: what was spent was spent."""
        return self.filter(training_class__ends_on__year=year)

    def for_lists(self) -> Self:
        """With what a line of a list prints."""
        return self.select_related("kind", "source")
