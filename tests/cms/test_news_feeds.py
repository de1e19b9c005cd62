"""Feeds of news: RSS and Atom, of everything and of a category, whatever people have typed."""

import datetime as dt
from xml.etree import ElementTree as XML
from zoneinfo import ZoneInfo

import pytest

from cms.models import NewsIndexPage
from tests.factories.cms import NewsCategoryFactory, NewsPageFactory

pytestmark = pytest.mark.django_db

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = [
    "A & B <b>đậm</b> ]]> <!-- ",
    "dấu \x00\x01\x0b\x0c\x1b\x1f \x7f\x85 \ufffe\uffff \u2028 kết",
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>&a;',
    "\u202edảo ngược\u202c \u200b\ufeff",
    "🏛️ \U0010ffff",
]


def read(client, index, route, *args):
    response = client.get(index.route_url(route, *args))
    assert response.status_code == 200
    return XML.fromstring(response.content), response  # noqa: S314 - our own feed


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("route", ["feed", "atom"])
def test_feed_is_sound_whatever_was_typed(client, news_index, route, text):
    category = NewsCategoryFactory(name=text.replace("\x00", ""))
    page = NewsPageFactory(category=category)
    stored = text.replace("\x00", "")  # no database keeps it
    type(page).objects.filter(pk=page.pk).update(
        title=stored, lead=stored, author=stored, source=stored
    )
    page.tags.add(stored[:90])
    page.save()
    NewsIndexPage.objects.filter(pk=news_index.pk).update(intro=stored, title=stored)

    feed, _response = read(client, news_index, route)

    assert len(list(feed.iter(f"{ATOM}entry" if route == "atom" else "item"))) == 1


def test_rss_tells_address_day_author_and_words(client, news_index):
    category = NewsCategoryFactory(name="Đào tạo", slug="dao-tao")
    page = NewsPageFactory(
        title="Bài có tác giả",
        lead="Lời dẫn",
        category=category,
        author="Nguyễn Thị Ước",
        published_at=dt.datetime(2011, 3, 16, tzinfo=HANOI),
    )
    page.tags.add("chữ ký số")
    page.save()

    feed, response = read(client, news_index, "feed")

    item = feed.find("channel/item")
    assert response["Content-Type"].startswith("application/rss+xml")
    assert item.findtext("title") == "Bài có tác giả"
    assert item.findtext("description") == "Lời dẫn"
    assert item.findtext("link") == page.full_url
    assert item.findtext("pubDate") == "Wed, 16 Mar 2011 00:00:00 +0700"
    assert [one.text for one in item.findall("category")] == ["Đào tạo", "chữ ký số"]
    assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == "Nguyễn Thị Ước"
    assert feed.findtext("channel/language") == "vi"


def test_atom_tells_the_same(client, news_index):
    page = NewsPageFactory(title="Bài có tác giả", author="Nguyễn Thị Ước")

    feed, response = read(client, news_index, "atom")

    entry = feed.find(f"{ATOM}entry")
    assert response["Content-Type"].startswith("application/atom+xml")
    assert entry.findtext(f"{ATOM}title") == "Bài có tác giả"
    assert entry.find(f"{ATOM}link").get("href") == page.full_url
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Nguyễn Thị Ước"
    assert feed.find(f"{ATOM}link[@rel='self']").get("href").endswith("/tin-tuc/atom.xml")


@pytest.mark.parametrize("route", ["category_feed", "category_atom"])
def test_feed_of_a_category_holds_its_news_only(client, news_index, route):
    category = NewsCategoryFactory(name="Đào tạo", slug="dao-tao")
    NewsPageFactory(title="Của chuyên mục", category=category)
    NewsPageFactory(title="Bài khác")
    NewsPageFactory(title="Nháp", category=category, live=False)

    feed, _response = read(client, news_index, route, "dao-tao")

    words = {one.text for one in feed.iter()}
    assert "Của chuyên mục" in words
    assert f"Đào tạo | {news_index.title}" in words
    assert words.isdisjoint({"Bài khác", "Nháp"})


@pytest.mark.parametrize("route", ["category_feed", "category_atom"])
def test_feed_of_an_unknown_or_empty_category_is_not_found(client, news_index, route):
    NewsCategoryFactory(slug="trong")

    assert client.get(news_index.route_url(route, "trong")).status_code == 404
    assert client.get(news_index.route_url(route, "khong-co")).status_code == 404


def test_article_keeps_its_name_for_readers_when_its_address_changes(client, news_index):
    page = NewsPageFactory()
    before = read(client, news_index, "feed")[0].findtext("channel/item/guid")
    page.slug = "dia-chi-moi"
    page.save_revision().publish()

    after = read(client, news_index, "feed")[0]

    assert after.findtext("channel/item/guid") == before
    assert after.findtext("channel/item/link").endswith("/dia-chi-moi/")


def test_list_names_the_feeds_of_what_it_shows(client, news_index):
    NewsPageFactory(category=NewsCategoryFactory(slug="dao-tao"))

    text = client.get(news_index.route_url("category", "dao-tao")).text

    for route in ("category_feed", "category_atom"):
        assert f'href="{news_index.route_url(route, "dao-tao")}"' in text


def test_feed_asks_as_often_for_many_articles_as_for_one(
    client, news_index, django_assert_num_queries
):
    address = news_index.route_url("feed")
    NewsPageFactory().tags.add("a")
    client.get(address)
    with django_assert_num_queries(14, exact=False) as counted:
        client.get(address)
    for _n in range(5):
        NewsPageFactory()

    with django_assert_num_queries(len(counted)):
        client.get(address)
