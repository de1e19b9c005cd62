"""The outbox: letters are written down in the transaction that causes them, and claimed to be sent.

`put` never sends. `claim` hands a letter to one sender for a limited time, so that the letter of a
killed sender is taken up by the next sweep; the Message-ID stays the same, so a duplicate is
recognizable.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from courses.models import TrainingClass
from enrollment.models import Agency, Enrollment, Letter

# A sender waits 15 s at most for each answer of the mail server; after this it must be dead.
LEASE: Final = dt.timedelta(seconds=100)
# Waiting time after each failure; after the last one the letter is given up.
RETRY_AFTER: Final = tuple(dt.timedelta(minutes=m) for m in (1, 5, 30, 120, 600))


LONGEST_SUBJECT: Final = 300
KEPT: Final = dt.timedelta(days=90)
# Several edits within this time are told in one letter, and a decision can still be taken back.
PAUSE: Final = dt.timedelta(minutes=5)


def put(kind: str, *, key: str, about: Enrollment) -> Letter | None:
    """Store one letter about an enrollment; None when the person has no address.

    The same `key` again stores nothing: one event, one letter.
    """
    content = _letter_about(kind, about)
    return _store(key, content) if content else None


def put_to(
    kind: str,
    *,
    key: str,
    to: str,
    language: str,
    training_class: TrainingClass,
    agency: Agency | None = None,
    about: Enrollment | None = None,
) -> Letter | None:
    """Store one letter to a coordinator; None without an address and in the demo.

    `about` is the registration that the coordinator is to decide, if it is one.
    """
    if not to or training_class.is_demo:
        return None
    content = {
        "kind": kind,
        "enrollment": about,
        "training_class": training_class,
        "agency": agency,
        "to": to,
        "language": language,
        "due_at": timezone.now(),
    }
    return _store(key, content)


def _store(key: str, content: dict[str, Any]) -> Letter:
    letter, _created = Letter.objects.get_or_create(key=key, defaults=content)
    return letter


def put_many(
    letters: Iterable[tuple[str, str, Enrollment]], *, due_at: dt.datetime | None = None
) -> None:
    """Store many letters, each given as kind, key and enrollment, with a few queries."""
    later = {"due_at": due_at} if due_at else {}
    drafts = []
    for kind, key, about in letters:
        if content := _letter_about(kind, about):
            drafts.append(Letter(key=key, **content | later))
    Letter.objects.bulk_create(drafts, ignore_conflicts=True)


def _letter_about(kind: str, about: Enrollment) -> dict[str, Any] | None:
    """What is stored of a letter about an enrollment; None when nothing is to be sent."""
    to = about.trainee.mail_address
    if not to or about.trainee.is_demo:
        return None
    return {
        "kind": kind,
        "enrollment": about,
        "training_class_id": about.training_class_id,
        "to": to,
        "language": about.trainee.language,
        "due_at": timezone.now(),
    }


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
        return _with_what_it_tells(pk) if taken else None


def _with_what_it_tells(pk: int) -> Letter:
    """The letter with all that its text and its entry for the calendar are made of."""
    letters = Letter.objects.select_related(
        "enrollment__trainee__user",
        "training_class__venue",
        "training_class__issuing_body",
        "training_class__round",
        "agency",
    )
    letter: Letter = letters.prefetch_related("training_class__sessions").get(pk=pk)
    if letter.enrollment and letter.training_class:
        letter.enrollment.training_class = letter.training_class
    return letter


def settle_sent(letter: Letter, *, at: dt.datetime, subject: str = "", body: str = "") -> None:
    """Note that the letter went out, and what it said."""
    Letter.objects.filter(pk=letter.pk).update(
        state=Letter.State.SENT,
        sent_at=at,
        attempts=letter.attempts + 1,
        last_error="",
        subject=subject[:LONGEST_SUBJECT],
        body=body,
    )


def settle_failed(
    letter: Letter, error: str, *, at: dt.datetime, is_permanent: bool = False
) -> None:
    """Plan the next attempt; give up after the last one, and at once when none can help."""
    attempts = letter.attempts + 1
    is_last = is_permanent or attempts > len(RETRY_AFTER)
    Letter.objects.filter(pk=letter.pk).update(
        state=Letter.State.GIVEN_UP if is_last else Letter.State.FAILED,
        attempts=attempts,
        due_at=at if is_last else at + RETRY_AFTER[attempts - 1],
        last_error=error[:300],
    )


def put_back(letter: Letter, error: str, *, at: dt.datetime) -> None:
    """The mail server cannot be reached, which is not the letter's fault: it counts no attempt."""
    Letter.objects.filter(pk=letter.pk).update(
        state=Letter.State.QUEUED, due_at=at, last_error=error[:300]
    )


def retry(letters: "QuerySet[Letter]", *, at: dt.datetime | None = None) -> int:
    """Send now what failed or was given up, as if it had never been tried; returns how many."""
    stuck = letters.filter(state__in=[Letter.State.FAILED, Letter.State.GIVEN_UP])
    return stuck.update(state=Letter.State.QUEUED, attempts=0, due_at=at or timezone.now())


def take_back(letters: "QuerySet[Letter]") -> int:
    """Remove letters which nobody has begun to send; returns how many."""
    return letters.filter(state=Letter.State.QUEUED, attempts=0).delete()[0]


def drop(letter: Letter) -> None:
    """Forget a claimed letter whose reason is gone."""
    Letter.objects.filter(pk=letter.pk).delete()


def put_once_more(kind: str, *, key: str, about: Iterable[Enrollment], due_at: dt.datetime) -> None:
    """One letter of this kind for each, due then; one that still waits to be sent is enough.

    A letter is composed when it is sent, so the one that waits tells of the newest change too.
    """
    people = list(about)
    letters = Letter.objects.filter(kind=kind, enrollment__in=people)
    waiting = letters.filter(state=Letter.State.QUEUED, attempts=0)
    # The update first: whom a sender has claimed meanwhile is not among those found after it.
    waiting.update(due_at=due_at)
    told = set(waiting.filter(due_at=due_at).values_list("enrollment", flat=True))
    new = [(kind, f"{key}:{one.pk}", one) for one in people if one.pk not in told]
    put_many(new, due_at=due_at)


def forget_old_bodies(at: dt.datetime | None = None) -> int:
    """Letters hold names and addresses; after a while it is enough to know that they went out."""
    old = Letter.objects.filter(state=Letter.State.SENT, sent_at__lt=(at or timezone.now()) - KEPT)
    return old.exclude(body="").update(body="")
