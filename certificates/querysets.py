"""Which certificates; and which of them an account may see."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final, NoReturn, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from courses import vietnamese
from courses.querysets import DatedQuerySet, SearchQuerySet
from courses.refusals import Refusal
from enrollment.querysets import coordinated_paths, within


class SignatoryQuerySet(DatedQuerySet):
    def signing(self, body: Any, day: dt.date) -> Any:
        """Who signs for the body on that day; the one appointed last if there are several."""
        return self.valid_on(day).filter(issuing_body=body).order_by("-valid_from", "-pk").first()

    def may_sign_from(self, day: dt.date) -> Self:
        """Whoever signs on that day or on a later one."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day))


class DesignQuerySet(models.QuerySet[Any]):
    def offered_to(self, body: Any) -> Self:
        """Designs to choose from for the body: its own, and those of all."""
        offered = self.filter(is_retired=False, current__isnull=False)
        return offered.filter(Q(issuing_body=None) | Q(issuing_body=body))

    def usual_for(self, body: Any) -> Any:
        """The body's own design, else the one that came with the site for its heading."""
        offered = list(self.offered_to(body))
        shipped = "party" if body.heading.mark == "star" else "state"
        rank = {body.pk: 0, None: 1}
        return min(
            offered,
            key=lambda one: (rank[one.issuing_body_id], one.shipped_as != shipped, one.name),
            default=None,
        )


# So many letters of a verification code are typed by somebody who means one.
CODE_BEGINS: Final = 8


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

    def in_handover_order(self, training_class: Any) -> Self:
        """Those of a class that hold: by agency as the tree has them, then as a roster is read."""
        people = (
            self.valid()
            .of_class(training_class)
            .select_related("design", "register__issuing_body", "enrollment__trainee__user")
        )
        return people.order_by(
            "enrollment__agency__path",
            "enrollment__agency_name",
            "enrollment__trainee__sort_key",
            "number",
        )

    def held_in(self, year: int) -> Self:
        """Valid certificates of classes that ended in the year."""
        return self.valid().filter(
            enrollment__training_class__status="published",
            enrollment__training_class__ends_on__year=year,
        )

    def _with_word(self, word: str) -> Q:
        """In the printed name or that of the person, the serial, the code, the register number."""
        wanted = Q(search_text__contains=word) | Q(enrollment__trainee__search_text__contains=word)
        wanted |= Q(serial__icontains=word)
        code = word.replace("-", "").upper()
        if len(code) >= CODE_BEGINS:
            wanted |= Q(code__startswith=code)
        number = word.partition("/")[0]
        if number.isascii() and number.isdigit():
            wanted |= Q(number=int(number[:9]))
        return wanted

    def in_state(self, state: str) -> Self:
        """The lines of a register that stand so; who waits to be signed is issued, too."""
        return self.filter(
            {
                "issued": Q(revoked_at=None, handed_over_on=None),
                "to_sign": Q(revoked_at=None, handed_over_on=None, signed_at=None),
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
        """About one's own; those of one's agencies for a coordinator; all for an organizer."""
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
    def of_kind(self, training_class: Any, kind: str) -> Self:
        """The latest first."""
        return self.filter(training_class=training_class, kind=kind)

    def of_certificates(self, training_class: Any) -> Self:
        """The latest first."""
        return self.filter(training_class=training_class, kind="certificates")

    def of_call_letters(self, training_class: Any) -> Self:
        """The latest first."""
        return self.filter(training_class=training_class, kind="call_letters")

    def unfinished(self) -> Self:
        return self.filter(state__in=["queued", "running"])


class ClosedYearQuerySet(KeptQuerySet):
    frozen = frozenset(
        {"public_id", "year", "closed_at", "note", "figures", "content", "content_hash"}
    )

    def standing(self) -> Self:
        """Closings that hold: of each year at most one."""
        return self.filter(reopened_at=None)


class ClosedYearFileQuerySet(KeptQuerySet):
    frozen = frozenset({"closed_year", "closed_year_id", "name", "file", "content_hash", "size"})


class YearAmendmentQuerySet(KeptQuerySet):
    frozen = frozenset(
        {
            *("closed_year", "closed_year_id", "number", "made_at"),
            *("reason", "changes", "content_hash"),
        }
    )


class PaperCertificateQuerySet(KeptQuerySet):
    frozen = frozenset(
        {
            *("enrollment", "enrollment_id", "issuing_body", "issuing_body_id", "source"),
            *("source_id", "serial", "serial_key", "issuer", "full_name", "name_key", "facts"),
        }
    )

    def valid(self) -> Self:
        return self.filter(voided_at=None)

    def part(self, *, reason: str, at: dt.datetime) -> int:
        """Declare void what still holds, and let go of the participations, which will be gone."""
        voided = self.valid().update(voided_at=at, voided_reason=reason)
        # Past the guard of frozen fields: the number itself stays.
        models.QuerySet.update(self, enrollment=None)
        return voided

    def search(self, text: str) -> Self:
        """By number, printed name or class, accents or not; all words must be found."""
        found = self
        for word in vietnamese.fold(text).split():
            key = "".join(char for char in word if char.isalnum())
            in_serial = Q(serial_key__contains=key) if key else Q()
            in_class = Q(enrollment__training_class__search_text__contains=word)
            found = found.filter(Q(name_key__contains=word) | in_class | in_serial)
        return found

    def for_lists(self) -> Self:
        """With what a line of a list prints."""
        return self.select_related("enrollment__training_class", "issuing_body", "source")
