"""Which certificates; and which of them an account may see."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from enrollment.querysets import coordinated_paths, within


class CertificateQuerySet(models.QuerySet):
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

    def in_register(self, body: Any, year: int) -> Self:
        return self.filter(register__issuing_body=body, register__year=year).order_by("number")
