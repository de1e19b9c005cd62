"""Which certificates; and which of them an account may see."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q

from courses.querysets import DatedQuerySet, SearchQuerySet
from enrollment.querysets import coordinated_paths, within


class SignatoryQuerySet(DatedQuerySet):
    def signing(self, body: Any, day: dt.date) -> Any:
        """Who signs for the body on that day; the one appointed last if there are several."""
        return self.valid_on(day).filter(issuing_body=body).order_by("-valid_from", "-pk").first()


class CertificateQuerySet(SearchQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own; those of one's agencies for a coordinator; all for an organizer."""
        if not user.is_authenticated:
            return self.none()
        if user.is_organizer:
            return self
        return self.filter(
            Q(enrollment__trainee__user=user)
            | within(coordinated_paths(user), "enrollment__agency__")
        )

    def valid(self) -> Self:
        return self.filter(revoked_at=None)

    def of_class(self, training_class: Any) -> Self:
        return self.filter(enrollment__training_class=training_class)

    def held_in(self, year: int) -> Self:
        """Valid certificates of classes that ended in the year."""
        return self.valid().filter(
            enrollment__training_class__status="published",
            enrollment__training_class__ends_on__year=year,
        )

    def _with_word(self, word: str) -> Q:
        """In the name of the person, as part of the serial, or as the register number."""
        wanted = Q(enrollment__trainee__search_text__contains=word) | Q(serial__icontains=word)
        number = word.partition("/")[0]
        if number.isascii() and number.isdigit():
            wanted |= Q(number=int(number[:9]))
        return wanted

    def for_lists(self) -> Self:
        """With what a line of a list prints."""
        return self.select_related(
            "register__issuing_body", "enrollment__training_class", "replaced_by"
        )


class IssueRunQuerySet(models.QuerySet[Any]):
    def of_certificates(self, training_class: Any) -> Self:
        """The latest first."""
        return self.filter(training_class=training_class, kind="certificates")

    def of_call_letters(self, training_class: Any) -> Self:
        """The latest first."""
        return self.filter(training_class=training_class, kind="call_letters")

    def unfinished(self) -> Self:
        return self.filter(state__in=["queued", "running"])
