"""Keeping the index: entries are made anew from their things, in the same transaction."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from django.db import connection, transaction

from cms.models.search import LONGEST_TITLE, SearchEntry
from cms.search import tables
from cms.search.kinds import NUMBERS, Kind
from cms.search.places import Place
from cms.search.shapes import Draft
from cms.search.sources import SOURCES
from cms.search.terms import entry_terms

BATCH: Final = 500
WRITTEN: Final = ("place", "title", "terms", "digest")


class Step(NamedTuple):
    """How far a rebuilding has come with one kind."""

    kind: Kind
    done: int
    total: int
    changed: int


def refresh(kind: Kind, ids: Iterable[int]) -> int:
    """Make the entries of these things say what is public of them now; how many have changed."""
    wanted = sorted(set(ids))
    batches = [wanted[first : first + BATCH] for first in range(0, len(wanted), BATCH)]
    return sum(_refresh_batch(kind, batch) for batch in batches)


def _refresh_batch(kind: Kind, ids: list[int]) -> int:
    """Read again rather than taken from the hand of who saved: that may be a draft."""
    number = NUMBERS[kind]
    with transaction.atomic():
        entries = [_entry(number, draft) for draft in SOURCES[kind].drafts(ids)]
        stored = SearchEntry.objects.filter(kind=number, object_id__in=ids)
        known = {row[0]: row[1:] for row in stored.values_list("object_id", "place", "digest")}
        gone = set(known) - {entry.object_id for entry in entries}
        if gone:
            stored.filter(object_id__in=gone).delete()
        changed = [
            entry for entry in entries if known.get(entry.object_id) != (entry.place, entry.digest)
        ]
        SearchEntry.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["kind", "object_id"],
            update_fields=WRITTEN,
        )
    return len(gone) + len(changed)


def _entry(number: int, draft: Draft) -> SearchEntry:
    terms = " ".join(entry_terms(draft.title, draft.text))
    title = draft.title[:LONGEST_TITLE]
    digest = hashlib.md5(f"{title}\n{terms}".encode(), usedforsecurity=False).hexdigest()
    place = Place(draft.day, draft.object_id, number, draft.languages).pack()
    return SearchEntry(
        kind=number,
        object_id=draft.object_id,
        place=place,
        title=title,
        terms=terms,
        digest=digest,
    )


def rebuild() -> Iterator[Step]:
    """Compare everything public with its entry, batch by batch, each in its own transaction.

    Killed, it has lost the batch at hand; called again, it writes only what is not right yet.
    """
    if not SearchEntry.objects.exists():
        tables.drop_gin(connection)
    try:
        for kind in SOURCES:
            yield from _rebuild_kind(kind)
    finally:
        tables.install(connection.alias)
    tables.pack_index(connection)


def _rebuild_kind(kind: Kind) -> Iterator[Step]:
    number = NUMBERS[kind]
    entries = SearchEntry.objects.filter(kind=number)
    public = SOURCES[kind].ids()
    ids = sorted({*public, *entries.values_list("object_id", flat=True)})
    changed = 0
    for first in range(0, len(ids), BATCH):
        changed += _refresh_batch(kind, ids[first : first + BATCH])
        yield Step(kind, min(first + BATCH, len(ids)), len(ids), changed)


def mend() -> int:
    """What has come and gone without a word, such as rows written in bulk: how many were put right.

    Compares numbers alone, so that it may run often; texts are compared by `rebuild`.
    """
    return sum(refresh(kind, _astray(kind)) for kind in SOURCES)


def _astray(kind: Kind) -> set[int]:
    entries = SearchEntry.objects.filter(kind=NUMBERS[kind])
    return set(SOURCES[kind].ids()) ^ set(entries.values_list("object_id", flat=True))
