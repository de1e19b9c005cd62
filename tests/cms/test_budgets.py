"""What a public page made anew may cost: 15 queries, of which the chrome has 3 at most."""

import pytest

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.page_cache import shelf
from tests.factories.cms import ImageFactory, NewsCategoryFactory, NewsPageFactory, paragraphs
from tests.factories.courses import SessionFactory, TrainingClassFactory, days_ahead

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15
MOST_FOR_CHROME = 3
# No page knows it: the answer is made anew, and not kept.
ANEW = "made-anew=1"


@pytest.fixture(autouse=True)
def _chrome_is_kept(settings):
    """As in production, where the page cache keeps what stands around every page."""
    kept = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "budgets"}
    settings.CACHES = {**settings.CACHES, "pages": kept}
    shelf._rests_until = 0.0
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.fixture
def filled(news_index, schedule):
    """A site with many classes and articles; returns the addresses of the six kinds of pages."""
    category = NewsCategoryFactory()
    for number in range(12):
        SessionFactory(training_class=TrainingClassFactory(capacity=30 + number))
        NewsPageFactory(category=category, body=paragraphs("Ứng dụng công nghệ thông tin."))
    TrainingClassFactory(starts_on=days_ahead(-40), ends_on=days_ahead(-38))
    training_class = TrainingClassFactory(title="Chữ ký số")
    for day in range(6):
        SessionFactory(training_class=training_class, held_on=days_ahead(20 + day))
    article = NewsPageFactory(category=category, title="Lớp chữ ký số")
    return {
        "home": "/",
        "schedule": schedule.get_url(),
        "class": schedule.class_url(training_class.code),
        "article": article.get_url(),
        "search": "/search/?q=chu+ky+so",
        "verification": "/verify/",
    }


def queries_of(client, address, *, warm=True):
    address += ("&" if "?" in address else "?") + ANEW
    if warm:
        client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200
    return [query["sql"] for query in queries.captured_queries]


@pytest.mark.parametrize("kind", ["home", "schedule", "class", "article", "search", "verification"])
def test_page_made_anew_keeps_to_its_budget(client, filled, kind):
    asked = queries_of(client, filled[kind])

    assert len(asked) <= MOST_QUERIES, "\n".join(asked)


@pytest.mark.parametrize("address", ["/verify/", "/en/verify/", "/search/"])
def test_chrome_costs_three_queries_when_nothing_is_kept(client, filled, address):
    """These pages ask nothing of their own before somebody types a word."""
    asked = queries_of(client, address, warm=False)

    assert len(asked) <= MOST_FOR_CHROME, "\n".join(asked)


def test_chrome_costs_nothing_when_it_is_kept(client, filled):
    assert queries_of(client, "/verify/") == []


def test_kept_page_asks_nothing(client, filled):
    for address in filled.values():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)

        assert len(queries) == 0, address


def test_pictures_of_an_article_are_read_at_once_and_written_nowhere(
    client, news_index, monkeypatch
):
    """Wagtail writes each picture that it has taken from its cache back there."""
    address = NewsPageFactory(illustration=ImageFactory(), illustration_alt="x").get_url() + "?x=1"
    client.get(address)
    written = []
    monkeypatch.setattr(LocMemCache, "set", lambda _self, key, *_more, **_how: written.append(key))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)

    asked = [query["sql"] for query in queries if "wagtailimages_rendition" in query["sql"]]
    assert (len(asked), written) == (1, [])
    assert response.text.count("/media/images/") >= 4
