"""Which certificates; and which of them an account may see."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.querysets import DatedQuerySet, SearchQuerySet
from courses.refusals import Refusal
from enrollment.querysets import coordinated_paths, within


class SignatoryQuerySet(DatedQuerySet):
    def signing(self, body: Any, day: dt.date) -> Any:
        """Who signs for the body on that day; the one appointed last if there are several."""
        return self.valid_on(day).filter(issuing_body=body).order_by("-valid_from", "-pk").first()


def refuse_to_delete() -> NoReturn:
    """Nothing of a register goes away: not a line, not a copy, not the book itself."""
    raise Refusal(_("Nothing is ever deleted from a register."), code="register_is_kept")


def refuse_frozen(frozen: frozenset[str], changed: Iterable[str] | None) -> None:
    """No change of these fields; None stands for all fields of a row."""
    if touched := frozen if changed is None else frozen.intersection(changed):
        raise Refusal(
            _("What stands in a register is never changed: %(fields)s."),
            code="register_is_kept",
            params={"fields": ", ".join(sorted(touched))},
        )


class KeptQuerySet(models.QuerySet[Any]):
    """Rows that stay, with the fields that never change; what bypasses it is found by I5 and I6."""

    frozen: frozenset[str] = frozenset()

    def delete(self) -> Any:
        refuse_to_delete()

    def update(self, **changes: Any) -> int:
        refuse_frozen(self.frozen, changes)
        return super().update(**changes)


class RegisterQuerySet(KeptQuerySet):
    frozen = frozenset({"issuing_body", "issuing_body_id", "year"})

    def for_lists(self) -> Self:
        return self.select_related("issuing_body__heading", "closed_by")


class CertificateQuerySet(KeptQuerySet, SearchQuerySet):
    frozen = frozenset(
        {
            *("register", "register_id", "number", "serial", "code", "enrollment", "enrollment_id"),
            *("content", "content_hash", "design", "design_id"),
            *("issued_on", "issued_at", "replaces", "replaces_id"),
        }
    )

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

    def in_state(self, state: str) -> Self:
        """The lines of a register that stand so; each line is in one state."""
        return self.filter(
            {
                "issued": Q(revoked_at=None, handed_over_on=None),
                "handed_over": Q(revoked_at=None, handed_over_on__isnull=False),
                "revoked": Q(revoked_at__isnull=False, replaced_by=None),
                "replaced": Q(replaced_by__isnull=False),
            }[state]
        )

    def for_lists(self) -> Self:
        """With what a line of a list prints."""
        return self.select_related(
            "register__issuing_body", "enrollment__training_class", "replaced_by"
        )


class CertificateRequestQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """About one's own; about those of one's agencies for a coordinator; all for an organizer."""
        if not user.is_authenticated:
            return self.none()
        if user.is_organizer:
            return self
        return self.filter(
            Q(certificate__enrollment__trainee__user=user)
            | within(coordinated_paths(user), "certificate__enrollment__agency__")
        )

    def open(self) -> Self:
        return self.filter(state="open")


class IssueRunQuerySet(models.QuerySet[Any]):
    def of_certificates(self, training_class: Any) -> Self:
        """The latest first."""
        return self.filter(training_class=training_class, kind="certificates")

    def of_call_letters(self, training_class: Any) -> Self:
        """The latest first."""
        return self.filter(training_class=training_class, kind="call_letters")

    def unfinished(self) -> Self:
        return self.filter(state__in=["queued", "running"])
