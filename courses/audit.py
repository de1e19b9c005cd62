"""The one way to write the log of acts: append-only, one row per act, in the act's transaction.

Rows form hash chains, one per subject (a class, a register, an agency), so that acts on different
subjects do not wait for each other. Altering or dropping a row breaks its chain (I10).
"""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from courses.models.log import AuditChain, AuditEntry


def record(
    action: str,
    *,
    chain: str,
    by: Any = None,
    subject: str = "",
    data: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one act, e.g. `record("enrollment.confirmed", chain="class:OPEN-1", by=user)`.

    Must run inside the transaction of the act; the chain's row is locked by its own update.
    """
    with transaction.atomic():
        AuditChain.objects.get_or_create(key=chain)
        AuditChain.objects.filter(key=chain).update(length=F("length") + 1)
        head = AuditChain.objects.get(key=chain)
        entry = AuditEntry(
            chain=head,
            number=head.length,
            action=action,
            subject=subject,
            actor_id=getattr(by, "pk", None),
            data=json.loads(json.dumps(data or {}, cls=DjangoJSONEncoder)),
            at=timezone.now(),
            previous_hash=head.head_hash,
        )
        entry.hash = digest(entry)
        entry.save(force_insert=True)
        AuditChain.objects.filter(pk=head.pk).update(head_hash=entry.hash)
    return entry


def digest(entry: AuditEntry) -> str:
    """SHA-256 over the row's content and the hash before it."""
    content = json.dumps(
        [
            entry.previous_hash,
            entry.number,
            entry.action,
            entry.subject,
            entry.actor_id,
            entry.data,
            entry.at.isoformat(),
        ],
        sort_keys=True,
        ensure_ascii=False,
    )
    return hashlib.sha256(content.encode()).hexdigest()


def broken_chains() -> list[str]:
    """Keys of chains in which a row is missing, changed or out of order."""
    return [chain.key for chain in AuditChain.objects.all() if not _is_whole(chain)]


def _is_whole(chain: AuditChain) -> bool:
    previous, number = "", 0
    for number, entry in enumerate(chain.entries.order_by("number"), start=1):
        if entry.number != number or entry.previous_hash != previous:
            return False
        if digest(entry) != entry.hash:
            return False
        previous = entry.hash
    return chain.length == number and chain.head_hash == previous
