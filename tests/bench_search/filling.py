"""The library of the article of 2011 in a database: written in bulk, then indexed."""

import time
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from django.core.management import call_command
from django.db import connection

from wagtail.models import Collection

from cms.models import Document, DocumentKind, DocumentText
from cms.search.writing import rebuild
from courses import vietnamese
from tests.bench_search import words
from tests.bench_search.corpus import Made, documents

BATCH: Final = 2_000


def fill(share: float = 1.0) -> dict[str, float]:
    """Seconds and sizes of what was written."""
    call_command("setup_site", verbosity=0)
    begun = time.perf_counter()
    kinds = _kinds()
    root = Collection.get_first_root_node()
    pages = 0
    rest = documents(share=share)
    while batch := list(islice(rest, BATCH)):
        pages += _store(batch, kinds, root)
    filled = time.perf_counter()
    before = _bytes()
    for _step in rebuild():
        pass
    return {
        "documents": Document.objects.count(),
        "pages": pages,
        "fill_s": filled - begun,
        "build_s": time.perf_counter() - filled,
        "texts_mib": before / 2**20,
        "index_mib": (_bytes() - before) / 2**20,
    }


def _kinds() -> dict[str, DocumentKind]:
    rows = [
        DocumentKind(name=name, name_en=name, slug=vietnamese.slug(name), position=position)
        for position, (name, _short, _weight) in enumerate(words.KINDS)
    ]
    DocumentKind.objects.bulk_create(rows, ignore_conflicts=True)
    return {row.name: row for row in DocumentKind.objects.all()}


def _store(batch: list[Made], kinds: dict[str, DocumentKind], root: Collection) -> int:
    rows = Document.objects.bulk_create(_document(made, kinds, root) for made in batch)
    DocumentText.objects.bulk_create(_texts(rows, batch))
    return sum(made.pages for made in batch)


def _document(made: Made, kinds: dict[str, DocumentKind], root: Collection) -> Document:
    row = Document(
        title=made.title,
        file="documents/made-up.txt",
        kind=kinds[made.kind],
        number=made.number,
        issued_on=made.issued_on,
        issued_by=made.issuing_body,
        collection=root,
        page_count=made.pages,
        reading=Document.Reading.DONE,
    )
    row._derive()
    return row


def _texts(rows: list[Document], batch: list[Made]) -> Iterator[Any]:
    for row, made in zip(rows, batch, strict=True):
        yield DocumentText(document=row, text=made.text)


def _bytes() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        sizes = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size")
        ]
        return int(sizes[0] * sizes[1])
