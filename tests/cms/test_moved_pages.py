"""Addresses that people kept lead on when a page, a category or the tree changes."""

import pytest

from cms.models import ContentPage, HomePage, NewsIndexPage
from tests.factories.cms import NewsPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def give(django_capture_on_commit_callbacks):
    """`give(page, slug)`: a new address; Wagtail writes redirects when it is committed."""

    def publish(page, slug):
        with django_capture_on_commit_callbacks(execute=True):
            page.slug = slug
            page.save_revision().publish()

    return publish


def moved_to(client, address):
    response = client.get(address)
    return response.status_code, response.headers.get("Location")


def test_article_with_a_new_address_is_found_at_its_old_one(client, news_index, give):
    page = NewsPageFactory(title="Cũ")
    give(page, "moi")

    assert moved_to(client, "/tin-tuc/cu/") == (301, "/tin-tuc/moi/")


def test_printed_sheet_of_before_is_found_too(client, news_index, give):
    page = NewsPageFactory(title="Cũ")
    old = page.get_url() + page.reverse_subpage("print")
    give(page, "moi")

    status, address = moved_to(client, old)

    assert status == 301
    assert client.get(address).status_code == 200


def test_english_addresses_lead_on_as_well(client, news_index, give):
    english = NewsIndexPage.objects.get(locale__language_code="en")
    page = NewsPageFactory(title="Old", parent=english, locale=english.locale)
    give(page, "new")

    assert moved_to(client, "/en/news/old/") == (301, "/en/news/new/")


def test_articles_below_a_list_with_a_new_address_lead_on(client, news_index, give):
    page = NewsPageFactory(title="Bài")
    category = news_index.route_url("category", page.category.slug)
    give(news_index, "tin")

    assert moved_to(client, "/tin-tuc/bai/") == (301, "/tin/bai/")
    assert moved_to(client, "/tin-tuc/") == (301, "/tin/")
    assert moved_to(client, "/tin-tuc/rss.xml") == (301, "/tin/rss.xml")
    assert moved_to(client, category) == (301, category.replace("/tin-tuc/", "/tin/"))
    page.refresh_from_db()
    assert page.get_url() == "/tin/bai/"


def test_page_moved_in_the_tree_leads_on_with_all_below_it(client, site_tree):
    home = HomePage.objects.get(locale__language_code="vi")
    above, other = (
        home.add_child(instance=ContentPage(title=title, locale=home.locale))
        for title in ("Một", "Hai")
    )
    child = above.add_child(instance=ContentPage(title="Con", locale=home.locale))
    child.add_child(instance=ContentPage(title="Cháu", locale=home.locale))

    child.move(other, pos="last-child")

    assert moved_to(client, "/mot/con/") == (301, "/hai/con/")
    assert moved_to(client, "/mot/con/chau/") == (301, "/hai/con/chau/")


def test_address_that_is_used_again_shows_the_new_page(client, news_index, give):
    page = NewsPageFactory(title="Cũ")
    give(page, "moi")
    NewsPageFactory(title="Cũ")

    assert client.get("/tin-tuc/cu/").status_code == 200


def test_address_changed_twice_leads_to_the_last_one(client, news_index, give):
    page = NewsPageFactory(title="Một")
    for slug in ("hai", "ba"):
        give(page, slug)

    assert moved_to(client, "/tin-tuc/mot/") == (301, "/tin-tuc/ba/")
    assert moved_to(client, "/tin-tuc/hai/") == (301, "/tin-tuc/ba/")


def test_page_that_was_withdrawn_is_not_found_at_either_address(client, news_index, give):
    page = NewsPageFactory(title="Cũ")
    give(page, "moi")
    page.refresh_from_db()
    page.unpublish()

    assert client.get("/tin-tuc/cu/", follow=True).status_code == 404
    assert client.get("/tin-tuc/moi/").status_code == 404
