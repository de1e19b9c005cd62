"""Whatever is changed in a closed year behind its back is found and named."""

import datetime as dt
import gzip
import json
from pathlib import Path

import pytest

from django.db import connection
from django.utils import timezone

from certificates.invariants import find_breaches
from certificates.models import ClosedYear, YearAmendment
from certificates.register.issuing import issue_certificates
from certificates.year_book.keeping import content
from certificates.year_book.keeping.amending import amend_year, hash_of
from certificates.year_book.keeping.checking import faults_of_year
from certificates.year_book.keeping.closing import close_year, reopen_year
from tests.certificates.classes import revoked
from tests.certificates.closed_years import YEAR, year_over

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def closed():
    """Closed, and amended twice."""
    _first, second = year_over()
    closed = close_year(YEAR, by=None)
    (late,) = issue_certificates(second, by=None, issued_on=dt.date(2011, 1, 5))
    amend_year(YEAR, by=None, reason="Cấp giấy sau khi chốt")
    revoked(late)
    amend_year(YEAR, by=None, reason="Thu hồi giấy")
    return closed


def faults() -> list[str]:
    return [f"{one.part} {one.code} {one.which}".strip() for one in faults_of_year(YEAR)]


def rewrite(closed, change) -> bytes:
    """Somebody with access to the disk changes the lists."""
    form = json.loads(content.read(closed))
    change(form)
    body = content.canonical(form)
    Path(closed.content.path).write_bytes(gzip.compress(body))
    return body


def put_name(form) -> None:
    form["lists"]["participations"][0]["full_name"] = "Kẻ Gian"


def change_list(closed):
    rewrite(closed, put_name)


def change_list_and_hash(closed):
    body = rewrite(closed, put_name)
    ClosedYear._base_manager.update(content_hash=content.digest(body))


def spoil(closed):
    Path(closed.content.path).write_bytes(b"not compressed at all")


def lose(closed):
    Path(closed.content.path).unlink()


def change_figures(closed):
    closed.figures["summary"]["participations"] = 5
    ClosedYear._base_manager.update(figures=closed.figures)


def amendments():
    return YearAmendment._base_manager.order_by("number")


def change_amendment(closed):
    amendments().filter(number=1).update(reason="Khác")


def change_amendment_and_hash(closed):
    last = amendments().last()
    last.changes = []
    hashed = hash_of(last, after=amendments().first().content_hash)
    amendments().filter(pk=last.pk).update(changes=[], content_hash=hashed)


def date_back(closed):
    amendments().filter(number=2).update(made_at=timezone.now() - dt.timedelta(days=9))


def drop_rows(table, where="1 = 1"):
    """What the models refuse, somebody types at the prompt of the database."""

    def drop(closed):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE {where}")  # noqa: S608

    return drop


def reopen_by_hand(closed):
    ClosedYear.objects.update(reopened_at=timezone.now(), reopened_reason="x")


def close_by_hand(closed):
    reopen_year(YEAR, by=None, reason="Thử")
    ClosedYear.objects.update(reopened_at=None)


def drop_closing(closed):
    drop_rows("certificates_yearamendment")(closed)
    drop_rows("certificates_closedyear")(closed)


def test_an_honest_year_has_no_fault(closed):
    assert faults() == []
    assert find_breaches() == []


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (change_list, ["content changed"]),
        # With another hash the amendments do not follow from it any more, either.
        (
            change_list_and_hash,
            ["closing not_logged", "amendment changed 1"],
        ),
        (spoil, ["content missing"]),
        (lose, ["content missing"]),
        (change_figures, ["figures changed"]),
        (change_amendment, ["amendment changed 1"]),
        (change_amendment_and_hash, ["amendment not_logged 2"]),
        (date_back, ["amendment changed 2"]),
        (
            drop_rows("certificates_yearamendment", "number = 2"),
            ["amendment gone 2"],
        ),
        (
            drop_rows("certificates_yearamendment", "number = 1"),
            [
                "amendment changed 2",
                "amendment gone 1",
            ],
        ),
        (reopen_by_hand, ["reopening not_logged"]),
        (close_by_hand, ["reopening not_logged"]),
        (drop_closing, ["closing gone"]),
        (lambda closed: ClosedYear._base_manager.update(note="Khác"), ["closing not_logged"]),
        (
            lambda closed: ClosedYear._base_manager.update(closed_at=timezone.now()),
            ["closing changed"],
        ),
    ],
)
def test_each_damage_is_named(closed, damage, found):
    damage(closed)

    assert faults() == found
    assert {"I13"} <= {one.invariant for one in find_breaches()}
