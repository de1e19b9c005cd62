"""The one way to write the log of acts: append-only, one row per act, in the act's transaction.

Rows form hash chains, one per subject (a class, a register, an agency), so that acts on different
subjects do not wait for each other. Altering or dropping a row breaks its chain (I10).
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from courses.models.log import AuditChain, AuditEntry


@dataclass(frozen=True)
class Act:
    """One act of many that are written down together."""

    action: str
    chain: str
    subject: str = ""
    data: dict[str, Any] = field(default_factory=dict)


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
            data=_plain(data or {}),
            at=timezone.now(),
            previous_hash=head.head_hash,
        )
        entry.hash = digest(entry)
        entry.save(force_insert=True)
        AuditChain.objects.filter(pk=head.pk).update(head_hash=entry.hash)
    return entry


def record_many(acts: Iterable[Act], *, by: Any = None) -> list[AuditEntry]:
    """Append many acts of one person, in their order, with a few queries however many they are.

    Must run inside the transaction of the acts, like `record`.
    """
    acts = list(acts)
    with transaction.atomic():
        heads = _lock_chains({act.chain for act in acts})
        entries = [_append(heads[act.chain], act, actor=getattr(by, "pk", None)) for act in acts]
        AuditEntry.objects.bulk_create(entries)
        AuditChain.objects.bulk_create(
            # Without ids: the keys are there already, so each row is an update.
            [
                AuditChain(key=head.key, length=head.length, head_hash=head.head_hash)
                for head in heads.values()
            ],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["length", "head_hash"],
        )
    return entries


def lock(chain: str) -> None:
    """Make others wait who write in this chain, until the transaction ends.

    For acts on a subject that has no row of its own.
    """
    _lock_chains({chain})


def _lock_chains(keys: set[str]) -> dict[str, AuditChain]:
    """The chains of these keys, made where they are missing; nobody else appends to them now."""
    chains = [AuditChain(key=key) for key in sorted(keys)]
    AuditChain.objects.bulk_create(chains, ignore_conflicts=True)
    # In one order for all, so that two who need the same chains never wait for each other.
    locked = AuditChain.objects.select_for_update().filter(key__in=keys).order_by("key")
    return {chain.key: chain for chain in locked}


def _append(head: AuditChain, act: Act, *, actor: int | None) -> AuditEntry:
    """The next entry of the chain, whose head moves on in memory."""
    head.length += 1
    entry = AuditEntry(
        chain=head,
        number=head.length,
        action=act.action,
        subject=act.subject,
        actor_id=actor,
        data=_plain(act.data),
        at=timezone.now(),
        previous_hash=head.head_hash,
    )
    entry.hash = head.head_hash = digest(entry)
    return entry


def _plain(data: dict[str, Any]) -> Any:
    """As it will be read back."""
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))


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
