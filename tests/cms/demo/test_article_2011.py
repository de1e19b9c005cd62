"""The article of 2011 wherever a reader meets it: each line of the list it was measured by."""

import json
import re
import unicodedata
from xml.etree import ElementTree

import pytest

from django.test import Client
from django.utils import timezone
from django.utils.html import escape, strip_tags

from cms.demo.article import read_article
from cms.models import NewsIndexPage, NewsPage

pytestmark = pytest.mark.django_db

SLUG = "day-manh-ung-dung-cntt-trong-cac-co-quan-dang"
ADDRESS = f"/tin-tuc/{SLUG}/"
TITLE = "Đẩy mạnh ứng dụng CNTT trong các cơ quan Đảng"
PRAISED = ["VPTU", "VP-THB", "VP-YT", "VP-TL", "VP-CP", "VP-LS"]


@pytest.fixture(scope="module")
def source():
    return read_article()


@pytest.fixture
def text(demo):
    return Client().get(ADDRESS).text


def test_it_stands_at_an_address_made_of_its_title_without_accents(demo):
    assert NewsPage.objects.get(slug=SLUG).get_url() == ADDRESS
    assert Client().get(ADDRESS).status_code == 200


def test_title_is_the_heading_and_the_name_of_the_page(text):
    assert f"<h1>{TITLE}</h1>" in text
    assert f"<title>{TITLE} |" in text


def test_category_leads_to_its_news(text):
    assert '<a href="/tin-tuc/chuyen-muc/cntt-va-vien-thong/">CNTT và Viễn Thông</a>' in text


def test_day_is_that_of_2011_without_its_midnight(text):
    assert re.search(r'<time datetime="2011-03-16T00:00:00\+07:00">16/03/2011</time>', text)
    assert "00:00</time>" not in text


def test_lead_stands_out_above_the_text(text, source):
    assert f"<strong>{escape(source.lead)}</strong>" in text


def test_picture_has_its_caption_and_its_words(text):
    figure = re.search(r'<figure class="figure">.*?</figure>', text, re.DOTALL)[0]

    assert "<figcaption>Hình minh họa</figcaption>" in figure
    assert 'alt="Hình vẽ: các máy trạm' in figure


def test_text_is_that_of_the_source_letter_by_letter(text, source):
    shown = [strip_tags(one) for one in re.findall(r"<p[^>]*>(.*?)</p>", text, re.DOTALL)]
    body = [one for one in shown if one in source.body]

    assert tuple(body) == source.body
    assert "Lotus Note," in text
    assert "DetailController" not in text
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize(
    "route",
    [
        ("category", "cntt-va-vien-thong"),
        ("year", "2011"),
        ("month", "2011", "03"),
        ("tag", "ke-toan-dang"),
        *(("agency", code) for code in PRAISED),
    ],
    ids="-".join,
)
def test_it_is_in_the_list_of(demo, route):
    address = NewsIndexPage.objects.get(slug="tin-tuc").route_url(*route)

    assert f'href="{ADDRESS}">{TITLE}</a>' in Client().get(address).text


@pytest.mark.parametrize(
    "route", [("category_feed", "cntt-va-vien-thong"), ("category_atom", "cntt-va-vien-thong")]
)
def test_it_is_in_the_feed(demo, source, route):
    address = NewsIndexPage.objects.get(slug="tin-tuc").route_url(*route)
    feed = ElementTree.fromstring(Client().get(address).content)  # noqa: S314 - our own feed

    words = [one.text for one in feed.iter()]
    assert TITLE in words
    assert source.lead in words


def test_it_is_in_the_map_for_search_machines(demo):
    assert f"{ADDRESS}</loc>" in Client().get("/sitemap.xml").text


@pytest.mark.parametrize(
    "typed", ["day manh", "ĐẨY MẠNH", unicodedata.normalize("NFD", "đẩy mạnh")]
)
def test_it_is_found_by_its_words_with_and_without_accents(demo, typed):
    assert ADDRESS in Client().get("/search/", {"q": typed}).text


def test_printed_sheet_has_text_source_address_and_day_and_nothing_of_the_site(demo, source):
    page = NewsPage.objects.get(slug=SLUG)
    sheet = Client().get(ADDRESS + page.reverse_subpage("print")).text

    assert all(escape(one) in sheet for one in (TITLE, source.lead, *source.body))
    assert "Hình minh họa</figcaption>" in sheet
    assert "16/03/2011</time>" in sheet
    assert re.search(rf"https?://\S+{ADDRESS}</p>", sheet)
    assert f"{timezone.localdate():%d/%m/%Y}" in sheet
    assert "site-header" not in sheet
    assert '<meta name="robots" content="noindex">' in sheet


def test_search_machines_read_when_it_was_written(text):
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    data = [json.loads(one) for one in scripts]

    article = next(one for one in data if one["@type"] == "NewsArticle")
    assert article["headline"] == TITLE
    assert article["datePublished"] == "2011-03-16T00:00+07:00"
    assert article["articleSection"] == "CNTT và Viễn Thông"


def test_agencies_that_it_praises_are_named_below_it(text):
    named = re.search(r'<footer class="article-foot">.*?</p>', text, re.DOTALL)[0]

    assert re.findall(r'href="/tin-tuc/[^/]+/([^/]+)/"', named) == PRAISED
    assert "Văn phòng Huyện ủy Lạc Sơn</a>" in named
