"""Who of a class is entitled to a certificate, and the exact reason of those who are not."""

from dataclasses import dataclass

from certificates.models import Certificate
from courses.models import TrainingClass
from enrollment.models import Enrollment, EntitlementException
from enrollment.running.completion import Decision
from enrollment.running.reasons import reasons_of
from enrollment.running.standings import Record, read_standings


@dataclass(frozen=True)
class Entitlement:
    """One confirmed person; before the results are recognized, as things stand now."""

    enrollment: Enrollment
    decision: Decision
    exception: EntitlementException | None
    certificate: Certificate | None

    @property
    def is_entitled(self) -> bool:
        return self.decision.is_completed

    @property
    def reasons(self) -> list[str]:
        """What is missing, each with the number that was needed."""
        return reasons_of(self.decision)


def entitlements(training_class: TrainingClass) -> list[Entitlement]:
    """Everyone confirmed, in the order of a roster; a constant number of queries."""
    people = Enrollment.objects.for_class(training_class).confirmed().with_people()
    confirmed = people.in_roster_order().prefetch_related("certificates__replaced_by")
    return [_entitlement(one) for one in read_standings(confirmed, training_class).values()]


def _entitlement(record: Record) -> Entitlement:
    certificates = record.enrollment.certificates.all()
    given = sorted(certificates, key=lambda one: (one.is_revoked, -one.pk))
    return Entitlement(
        enrollment=record.enrollment,
        decision=record.decision,
        exception=record.exception,
        certificate=given[0] if given else None,
    )
