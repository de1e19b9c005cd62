"""What waits at the register: revocations for the second person, requests for their answer."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from certificates.models import CertificateRequest, RevocationRequest


@dataclass(frozen=True)
class Waiting:
    """Counts for the tabs of the register."""

    revocations: int
    requests: int
    late_requests: int


def waiting_at_register(user: Any) -> Waiting:
    """Revocations that this person may decide, and all open requests; two queries."""
    revocations = RevocationRequest.objects.filter(state=RevocationRequest.State.OPEN)
    counts = CertificateRequest.objects.open().aggregate(
        every=Count("pk"), late=Count("pk", filter=Q(due_on__lt=timezone.localdate()))
    )
    return Waiting(
        revocations=revocations.exclude(asked_by=user).count(),
        requests=counts["every"],
        late_requests=counts["late"],
    )
