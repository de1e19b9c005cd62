"""Reading the text of documents in the background: taken up, read with limits, stored once."""

import datetime as dt
from typing import Any, Final, NamedTuple

import structlog
from django_tasks import task

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from cms.models.documents import Document, DocumentText
from courses.limited_process import MEBIBYTE, ChildEnded, Cost, run_limited

log = structlog.get_logger(__name__)

Reading = Document.Reading
COST: Final = Cost(cpu_seconds=30, wall_seconds=45.0, memory_bytes=768 * MEBIBYTE)
# A reader that has not answered by then is dead, and so is a queue that has not begun by then.
LEASE: Final = dt.timedelta(minutes=3)
PATIENCE: Final = dt.timedelta(minutes=10)
MOST_ATTEMPTS: Final = 3
# So many wait in the queue of tasks; the others wait where they are.
MOST_QUEUED: Final = 50


class Found(NamedTuple):
    reading: str
    text: str = ""
    pages: int | None = None


def take_up_waiting(at: dt.datetime | None = None) -> int:
    """Queue documents that nobody reads: new ones, and those whose reader died. Call regularly."""
    at = at or timezone.now()
    _release_lost(at)
    waiting = Document.objects.filter(reading=Reading.WAITING)
    room = MOST_QUEUED - waiting.filter(reading_until__gt=at)[:MOST_QUEUED].count()
    free = waiting.filter(Q(reading_until=None) | Q(reading_until__lte=at))
    taken = 0
    for pk in list(free.order_by("pk").values_list("pk", flat=True)[: max(room, 0)]):
        # The condition keeps two sweeps from queueing the same document twice.
        if free.filter(pk=pk).update(reading_until=at + PATIENCE):
            read_document.enqueue(pk)
            taken += 1
    return taken


def _release_lost(at: dt.datetime) -> None:
    lost = Document.objects.filter(reading=Reading.RUNNING, reading_until__lte=at)
    # What kills each of its readers is not given to a fourth one.
    lost.filter(reading_attempts__gte=MOST_ATTEMPTS).update(
        reading=Reading.TOO_COMPLEX, reading_until=None
    )
    lost.update(reading=Reading.WAITING, reading_until=None)


@task()
def read_document(pk: int) -> None:
    """Read one document; a second delivery of the same task finds nothing to do."""
    waiting = Document.objects.filter(pk=pk, reading=Reading.WAITING)
    now = timezone.now()
    if waiting.update(
        reading=Reading.RUNNING,
        reading_until=now + LEASE,
        reading_attempts=F("reading_attempts") + 1,
    ):
        document = Document.objects.get(pk=pk)
        _store(document, read_file(document))


def read_again(document: Document) -> None:
    """An editor wants it tried once more, whatever came of it."""
    Document.objects.filter(pk=document.pk).update(
        reading=Reading.WAITING, reading_until=None, reading_attempts=0
    )


def read_file(document: Document) -> Found:
    """What the file says; whatever it does ends with a state that a person can read."""
    try:
        with document.file.open("rb") as file:
            body = file.read()
    except (FileNotFoundError, ValueError):
        return Found(Reading.MISSING)
    try:
        answer: dict[str, Any] = run_limited("cms.documents.reading.child", body, {}, COST)
    except ChildEnded as error:
        log.warning("document_reader_ended", document=document.pk, error=str(error))
        return Found(Reading.TOO_COMPLEX)
    if "detail" in answer:
        log.info("document_unreadable", document=document.pk, detail=answer["detail"])
    return Found(Reading(answer["code"]), answer.get("text", ""), answer.get("pages"))


def _store(document: Document, found: Found) -> None:
    """Nothing, if meanwhile another file was put in its place or another reader took it up."""
    claim = Document.objects.filter(
        pk=document.pk,
        reading=Reading.RUNNING,
        reading_attempts=document.reading_attempts,
        file=document.file.name,
    )
    with transaction.atomic():
        if not claim.select_for_update().exists():
            log.info("document_changed_while_read", document=document.pk)
            return
        DocumentText.objects.update_or_create(
            document_id=document.pk, defaults={"text": found.text}
        )
        document.reading, document.page_count = found.reading, found.pages
        document.reading_until, document.read_at = None, timezone.now()
        # The row has not changed otherwise: what an editor has typed meanwhile stays.
        document.save(update_fields=["reading", "reading_until", "read_at", "page_count"])
