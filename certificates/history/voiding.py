"""Declaring a recorded certificate void: the row stays, and the public check says why."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.history.recording import CHAIN
from certificates.models import PaperCertificate
from courses import audit
from courses.refusals import Refusal


def void_paper(
    paper: PaperCertificate, *, by: Any, reason: str, at: dt.datetime | None = None
) -> PaperCertificate:
    """Raises Refusal: `reason_needed`, `already_void`. Of a closed year it is an amendment."""
    reason = reason.strip()
    if not reason:
        raise Refusal(_("A reason is needed."), code="reason_needed")
    with transaction.atomic():
        audit.lock(CHAIN)
        current = PaperCertificate.objects.select_for_update(of=("self",)).get(pk=paper.pk)
        if current.voided_at:
            raise Refusal(_("This certificate is void already."), code="already_void")
        current.voided_at, current.voided_reason = at or timezone.now(), reason
        current.save(update_fields=["voided_at", "voided_reason"])
        audit.record(
            "paper_certificate.voided",
            chain=CHAIN,
            by=by,
            subject=str(current.public_id),
            data={"reason": reason},
        )
    return current
