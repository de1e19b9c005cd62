"""Seats on the schedule follow what happens, and nothing else of the page moves."""

import datetime as dt
import re
from html import unescape

import pytest

from django.utils import timezone

from cms.schedule import live
from courses.models import TrainingClass
from tests.factories.courses import TrainingClassFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept_answers(settings, tmp_path):
    """As they are kept on a site: by a cache in which nothing of another test lies."""
    memory = "django.core.cache.backends.locmem.LocMemCache"
    kept = {"BACKEND": memory, "LOCATION": str(tmp_path)}
    settings.CACHES = settings.CACHES | {"pages": kept}


def poll_of(client, query=""):
    """Where a page that was opened now asks what is new."""
    text = client.get(f"/en/schedule/{query}").text
    return unescape(re.search(r'id="schedule-live" hx-get="([^"]+)"', text)[1])


def ask(client, address):
    return client.get(address, headers={"HX-Request": "true"})


def take(training_class, seats):
    TrainingClass.objects.filter(pk=training_class.pk).update(seats_taken=seats)


@pytest.mark.parametrize("query", ["", "?view=month", "?view=groups"])
def test_what_is_known_is_not_told_again(client, site_tree, query):
    TrainingClassFactory(starts_on=timezone.localdate(), ends_on=timezone.localdate())

    response = ask(client, poll_of(client, query))

    assert (response.status_code, response.content) == (204, b"")
    assert "no-store" in response.headers["Cache-Control"]


def test_taken_seats_are_told_for_their_class_alone(client, site_tree):
    taken, other = TrainingClassFactory(capacity=30), TrainingClassFactory(capacity=30)
    address = poll_of(client)
    take(taken, 27)

    text = ask(client, address).text

    assert f'hx-swap-oob="innerHTML:.seats-{taken.pk}"' in text
    assert "3 seats left" in text
    assert "<h3" not in text
    assert taken.title not in text
    assert other.title not in text
    assert "The list has changed" not in text


def test_the_next_question_knows_the_answer(client, site_tree):
    training_class = TrainingClassFactory()
    address = poll_of(client)
    take(training_class, 5)

    told = ask(client, address).text
    following = unescape(re.search(r'id="schedule-live" hx-get="([^"]+)"', told)[1])

    assert ask(client, following).status_code == 204


def test_each_target_stands_on_the_page(client, site_tree):
    training_class = TrainingClassFactory()
    text = client.get("/en/schedule/").text
    address = poll_of(client)
    take(training_class, 5)

    targets = re.findall(r'innerHTML:\.([\w-]+)"', ask(client, address).text)

    assert sorted(targets) == [f"seats-{training_class.pk}", f"state-{training_class.pk}"]
    assert all(re.search(rf'class="[^"]*\b{target}"', text) for target in targets)


def test_a_new_class_is_announced_and_nothing_jumps(client, site_tree):
    TrainingClassFactory()
    address = poll_of(client)
    new = TrainingClassFactory(title="Lớp mới")

    text = ask(client, address).text

    assert "The list has changed since this page was loaded." in text
    assert "Lớp mới" not in text
    assert f"seats-{new.pk}" not in text


def test_registration_that_closes_is_told(client, site_tree):
    training_class = TrainingClassFactory()
    address = poll_of(client)
    closed = timezone.now() - dt.timedelta(minutes=1)
    TrainingClass.objects.filter(pk=training_class.pk).update(registration_closes_at=closed)

    assert "Registration closed" in ask(client, address).text


def test_many_who_know_the_same_share_an_answer_for_seconds(
    client, site_tree, kept_answers, django_assert_max_num_queries
):
    TrainingClassFactory()
    address = poll_of(client)
    ask(client, address)

    with django_assert_max_num_queries(8):  # finding the page; nothing about classes
        ask(client, address)


def test_no_reader_sees_seats_older_than_ten_seconds():
    """A page asks at once and then again and again; an answer is kept for seconds only."""
    assert live.REFRESH_SECONDS + live.KEPT_SECONDS < 10


def test_a_page_without_classes_asks_nothing(client, site_tree):
    assert "schedule-live" not in client.get("/en/schedule/").text
