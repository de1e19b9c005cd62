"""`rebuild_search` and the sweep of the worker: they put right what was written past the index."""

import pytest

from django.core.management import call_command
from django.db import connection

from cms.models import Document, SearchEntry
from cms.search import tables, writing
from cms.search.kinds import Kind
from cms.search.writing import mend, rebuild
from tests.cms.search.asking import titles
from tests.factories.documents import DocumentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def shelf(site_tree):
    """Five documents, of which the index has been told nothing."""
    first = DocumentFactory(title="Đê điều 0")
    rows = [
        Document(title=f"Đê điều {n}", file="documents/a.txt", collection=first.collection)
        for n in range(1, 5)
    ]
    Document.objects.bulk_create(rows)
    return first


def test_rebuilding_finds_what_was_written_in_bulk(shelf, capsys):
    assert len(titles("de dieu")) == 1

    call_command("rebuild_search")

    assert len(titles("de dieu")) == 5
    told = capsys.readouterr().out
    assert "documents: 5/5, 4 changed" in told
    assert "4 entries changed" in told


def test_rebuilding_again_writes_nothing(shelf):
    list(rebuild())
    before = set(SearchEntry.objects.values_list("pk", "written_at", "digest"))

    assert sum(step.changed for step in rebuild()) == 0
    assert set(SearchEntry.objects.values_list("pk", "written_at", "digest")) == before


def test_rebuilding_broken_off_goes_on_where_it_was(shelf, monkeypatch):
    monkeypatch.setattr(writing, "BATCH", 2)
    steps = rebuild()
    while next(steps).kind != Kind.DOCUMENTS:
        pass
    steps.close()
    done = len(titles("de dieu"))
    assert 1 < done < 5

    changed = {step.kind: step.changed for step in rebuild()}

    assert changed[Kind.DOCUMENTS] == 5 - done
    assert len(titles("de dieu")) == 5


def test_index_is_there_again_after_a_rebuilding_from_nothing_is_killed(shelf):
    SearchEntry.objects.all().delete()
    steps = rebuild()
    next(steps)
    steps.close()

    with connection.cursor() as cursor:
        cursor.execute(IS_THERE[connection.vendor])
        assert cursor.fetchone()


IS_THERE = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE name = 'cms_searchterms_changed'",
    "postgresql": "SELECT 1 FROM pg_indexes WHERE indexname = 'cms_searchentry_terms'",
}


def test_rebuilding_takes_away_what_is_gone(shelf):
    list(rebuild())
    Document.objects.filter(pk=shelf.pk).update(is_listed=False)

    list(rebuild())

    assert len(titles("de dieu")) == 4


def test_sweep_finds_what_came_and_went_in_bulk(shelf):
    Document.objects.filter(pk=shelf.pk).update(is_listed=False)

    assert mend() == 5
    assert mend() == 0
    assert len(titles("de dieu")) == 4


def test_tables_are_made_as_often_as_wanted(db):
    tables.install()
    tables.install()
