"""Amending a closed year: what has changed since, dated, numbered and never taken back.

The frozen figures stay. Each amendment holds the figures that differ from what was known before it;
its hash covers the hash before it, so that none can be taken out of the middle unnoticed.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import ClosedYear, YearAmendment
from certificates.year_book.keeping.closing import chain_of_year, lock_year, must_be_closed
from certificates.year_book.keeping.content import canonical, digest
from certificates.year_book.keeping.differences import Change, changes_between
from certificates.year_book.summary import yearly_summary
from courses import audit
from courses.refusals import Refusal


def differences(closed: ClosedYear, amendments: Iterable[YearAmendment]) -> list[Change]:
    """Figures that the records say otherwise than the closing with its amendments."""
    summary = yearly_summary(closed.year)
    summary.check()
    return changes_between(
        closed.figures["summary"],
        summary.as_json(),
        amended=[one.changes for one in amendments],
    )


def amend_year(year: int, *, by: Any, reason: str, at: dt.datetime | None = None) -> YearAmendment:
    """Write down what the records say now beside what was frozen."""
    reason, at = reason.strip(), at or timezone.now()
    if not reason:
        raise Refusal(_("A reason is needed."), code="reason_needed")
    with transaction.atomic():
        lock_year(year)
        closed = must_be_closed(year)
        before = list(closed.amendments.order_by("number"))
        changes = differences(closed, before)
        if not changes:
            raise Refusal(
                _("The records say what is known already; there is nothing to amend."),
                code="nothing_to_amend",
            )
        amendment = YearAmendment(
            closed_year=closed,
            number=len(before) + 1,
            made_at=at,
            made_by=by,
            reason=reason,
            changes=[change.as_json() for change in changes],
        )
        amendment.content_hash = hash_of(amendment, after=hash_before(closed, before))
        amendment.save(force_insert=True)
        audit.record(
            "year.amended",
            chain=chain_of_year(year),
            by=by,
            subject=str(closed.public_id),
            data={
                "number": amendment.number,
                "hash": amendment.content_hash,
                "reason": reason,
                "figures": len(changes),
            },
        )
    return amendment


def hash_before(closed: ClosedYear, amendments: list[YearAmendment]) -> str:
    return amendments[-1].content_hash if amendments else closed.content_hash


def hash_of(amendment: YearAmendment, *, after: str) -> str:
    """Over the hash before it and all that the amendment says."""
    made_at = amendment.made_at.astimezone(dt.UTC).isoformat()
    told = [after, amendment.number, made_at, amendment.reason, amendment.changes]
    return digest(canonical(told))
