"""What was frozen years ago is read by the site of today.

`data/closed-year-1.json` is the form "year-1" as the first version wrote it. It never changes: a
new figure gets a default where it is read.
"""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from certificates.models import ClosedYear
from certificates.year_book.keeping.content import FORM, check_lists
from certificates.year_book.keeping.differences import changes_between
from certificates.year_book.keeping.frozen import ShownYear, of_closing
from certificates.year_book.lines import kept_lines
from certificates.year_book.tables.definition import year_tables

KEPT = Path(__file__).parent / "data" / "closed-year-1.json"


@pytest.fixture
def form():
    return json.loads(KEPT.read_text())


@pytest.fixture
def shown(form) -> ShownYear:
    closed = ClosedYear(pk=1, year=form["year"], figures=form["figures"])
    closed._prefetched_objects_cache = {"amendments": []}
    return of_closing(closed)


def test_the_figures_are_read_and_add_up(form, shown):
    shown.summary.check()
    check_lists(form)

    assert form["form"] == FORM
    assert (shown.summary.classes, shown.summary.participations) == (2, 4)
    assert shown.summary.spent == Decimal(1_250_000)
    assert shown.plan[0].is_late
    assert shown.beside[0].year == 2010


def test_the_lists_are_read(form):
    people = kept_lines(form["lists"])

    assert [one.full_name for one in people] == ["Bùi Thị An", "Lê Văn Anh", "Hà Ánh", "Đỗ Văn Bé"]


def test_the_tables_are_made_of_it(shown):
    tables = year_tables(shown.summary, plan=shown.plan, beside=shown.beside)

    for table in tables:
        table.check()
    assert [table.letter for table in tables] == ["A", "B", "C", "D", "E"]


def test_it_is_compared_with_what_is_counted_today(form, shown):
    summary = form["figures"]["summary"]

    assert changes_between(summary, shown.summary.as_json()) == []
