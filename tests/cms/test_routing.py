"""The way to a page begins at a kept home page, and leads where Wagtail's own would."""

import pytest

from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail.models import Page, Site

from cms.models import HomePage
from cms.page_cache import shelf
from tests.factories.cms import NewsPageFactory

pytestmark = pytest.mark.django_db

KEPT = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "kept-ways"}
# Made anew each time, so that the way is gone each time.
ANEW = "?made-anew=1"


@pytest.fixture(autouse=True)
def _kept_ways(settings, site_tree):
    settings.CACHES = {**settings.CACHES, "pages": KEPT}
    shelf._rests_until = 0.0
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.mark.parametrize(
    ("address", "title"),
    [("/", "Trang chủ"), ("/en/", "Home"), ("/tin-tuc/", "Tin tức"), ("/en/news/", "News")],
)
def test_each_language_begins_at_its_own_home(client, address, title):
    pages = [client.get(address + ANEW).context["page"].title for _again in range(2)]

    assert pages == [title, title]


def test_site_and_home_are_looked_up_once(client):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get("/gioi-thieu/" + ANEW)
        return len(queries)

    client.get("/search/")  # the chrome is kept from here on
    first, second = asked(), asked()

    assert first - second >= 3


def test_published_home_is_the_one_that_is_shown(client, django_capture_on_commit_callbacks):
    client.get("/" + ANEW)
    home = HomePage.objects.get(locale__language_code="vi")
    home.hero_heading = "Lời chào mới"
    with django_capture_on_commit_callbacks(execute=True):
        home.save_revision().publish()

    assert "Lời chào mới" in client.get("/" + ANEW).text


def test_site_that_gets_another_home_begins_there(client, django_capture_on_commit_callbacks):
    client.get("/" + ANEW)
    other = Page.get_first_root_node().add_child(
        instance=HomePage(title="Nhà khác", slug="nha-khac", hero_heading="Nhà khác")
    )
    site = Site.objects.get()
    site.root_page = other
    with django_capture_on_commit_callbacks(execute=True):
        site.save()

    assert "Nhà khác" in client.get("/" + ANEW).text


def test_address_that_leads_nowhere_is_not_there(client, news_index):
    article = NewsPageFactory(live=False)

    for address in ("/khong-co/", article.get_url(), "/tin-tuc/khong-co/"):
        assert client.get(address).status_code == 404
