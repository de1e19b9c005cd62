"""The outbox: letters are written down in the transaction that causes them, and claimed to be sent.

`put` never sends. `claim` hands a letter to one sender for a limited time, so that the letter of a
killed sender is taken up by the next sweep; the Message-ID stays the same, so a duplicate is
recognizable.
"""

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from enrollment.models import Enrollment, Letter

LEASE: Final = dt.timedelta(minutes=5)
# Waiting time after each failure; after the last one the letter is given up.
RETRY_AFTER: Final = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 600))


def put(kind: str, *, key: str, about: Enrollment) -> Letter | None:
    """Store one letter about an enrollment; None when the person has no address.

    The same `key` again stores nothing: one event, one letter.
    """
    to = about.trainee.mail_address
    if not to or about.trainee.is_demo:
        return None
    letter, _created = Letter.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "enrollment": about,
            "training_class_id": about.training_class_id,
            "to": to,
            "language": about.trainee.language,
            "due_at": timezone.now(),
        },
    )
    return letter


def due(at: dt.datetime) -> list[int]:
    """Ids of letters to be sent now, including those whose sender seems to have died."""
    waiting = Q(state__in=[Letter.State.QUEUED, Letter.State.FAILED], due_at__lte=at)
    abandoned = Q(state=Letter.State.SENDING, due_at__lte=at - LEASE)
    return list(Letter.objects.filter(waiting | abandoned).values_list("pk", flat=True)[:200])


def claim(pk: int, *, at: dt.datetime) -> Letter | None:
    """Take one due letter for sending; None when another sender was faster."""
    claimable = Q(state__in=[Letter.State.QUEUED, Letter.State.FAILED]) | Q(
        state=Letter.State.SENDING, due_at__lte=at - LEASE
    )
    with transaction.atomic():
        taken = Letter.objects.filter(claimable, pk=pk).update(
            state=Letter.State.SENDING, due_at=at
        )
        return Letter.objects.get(pk=pk) if taken else None


def settle_sent(letter: Letter, *, at: dt.datetime) -> None:
    """Note that the letter went out."""
    Letter.objects.filter(pk=letter.pk).update(
        state=Letter.State.SENT, sent_at=at, attempts=letter.attempts + 1, last_error=""
    )


def settle_failed(letter: Letter, error: str, *, at: dt.datetime) -> None:
    """Plan the next attempt, or give up after the last one."""
    attempts = letter.attempts + 1
    is_last = attempts > len(RETRY_AFTER)
    Letter.objects.filter(pk=letter.pk).update(
        state=Letter.State.GIVEN_UP if is_last else Letter.State.FAILED,
        attempts=attempts,
        due_at=at if is_last else at + RETRY_AFTER[attempts - 1],
        last_error=error[:300],
    )
