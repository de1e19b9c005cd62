"""Pages that appear and go at a time an editor has set, once somebody has approved them."""

import datetime as dt

import pytest
import time_machine

from django.utils import timezone

from cms.models import NewsPage
from cms.worker import publish_scheduled_pages
from enrollment.models.people import APPROVERS, EDITORS
from tests.cms.approvals import browser_of, decide, write

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)  # 08:00 in Hanoi
TO_COME, TO_GO = "05/03/2026 08:00", "10/03/2026 17:00"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def people(site_tree):
    return browser_of(EDITORS), browser_of(APPROVERS)


def sweep_at(clock, *moment):
    """What the worker does, at a time of Hanoi."""
    clock.move_to(dt.datetime(*moment, tzinfo=timezone.get_default_timezone()))
    publish_scheduled_pages()


def is_read(client, page):
    return client.get(f"/tin-tuc/{page.slug}/").status_code == 200


def approved(people, **fields):
    writer, approver = people
    page = write(writer, **fields)
    decide(approver, page, "approve", **fields)
    return page


def test_approved_page_appears_at_its_time_and_not_before(clock, people, client):
    page = approved(people, go_live_at=TO_COME)
    shown = [is_read(client, page)]

    sweep_at(clock, 2026, 3, 5, 7, 59)
    shown.append(is_read(client, page))
    sweep_at(clock, 2026, 3, 5, 8, 1)
    shown.append(is_read(client, page))

    assert shown == [False, False, True]


def test_other_language_waits_for_the_same_time(clock, people, client):
    address = f"/en/news/{approved(people, go_live_at=TO_COME).slug}/"
    shown = [client.get(address).status_code]

    sweep_at(clock, 2026, 3, 5, 8, 1)
    shown.append(client.get(address).status_code)

    assert shown == [404, 200]


@pytest.mark.database
def test_page_goes_at_its_time(clock, people, client):
    page = approved(people, expire_at=TO_GO)

    sweep_at(clock, 2026, 3, 10, 16, 59)
    before = is_read(client, page)
    sweep_at(clock, 2026, 3, 10, 17, 1)

    assert before
    assert not is_read(client, page)
    assert NewsPage.objects.get(pk=page.pk).expired


@pytest.mark.database
def test_worker_that_was_away_for_days_catches_up(clock, people, client):
    page = approved(people, go_live_at=TO_COME)

    sweep_at(clock, 2026, 3, 9, 12, 0)

    assert is_read(client, page)


def test_page_whose_whole_time_passed_unseen_does_not_stay(clock, people, client):
    page = approved(people, go_live_at=TO_COME, expire_at=TO_GO)

    sweep_at(clock, 2026, 4, 1, 12, 0)
    sweep_at(clock, 2026, 4, 1, 12, 1)

    assert not is_read(client, page)


def test_sweep_twice_is_as_once(clock, people, client):
    page = approved(people, go_live_at=TO_COME)

    sweep_at(clock, 2026, 3, 5, 8, 1)
    first = NewsPage.objects.get(pk=page.pk).last_published_at
    sweep_at(clock, 2026, 3, 5, 9, 1)

    assert NewsPage.objects.get(pk=page.pk).last_published_at == first


def test_time_that_nobody_has_approved_publishes_nothing(clock, people, client):
    page = write(people[0], go_live_at=TO_COME)

    sweep_at(clock, 2026, 3, 6, 8, 0)

    assert not is_read(client, page)
