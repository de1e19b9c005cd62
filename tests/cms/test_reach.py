"""What search machines and shared links are told: one address, its languages, a picture."""

import re
from io import BytesIO

import pytest
from PIL import Image as Picture

from django.contrib.staticfiles import finders
from django.core.files.images import ImageFile
from django.utils import translation

from wagtail.images import get_image_model

from cms.chrome import sitemaps
from cms.models import NewsIndexPage, SchedulePage
from tests.factories.cms import NewsPageFactory
from tests.factories.courses import TrainingClassFactory

pytestmark = pytest.mark.django_db

HERE = "http://testserver"
LINK = re.compile(r'<link rel="(canonical|alternate)"(?: hreflang="([\w-]+)")? href="([^"]+)">')


def links_of(client, address):
    """{"canonical": ..., "vi": ..., "en": ..., "x-default": ...} as whole addresses."""
    found = LINK.findall(client.get(address).text)
    return {language or rel: url.removeprefix(HERE) for rel, language, url in found}


def shared(client, address):
    text = client.get(address).text
    return dict(re.findall(r'<meta property="og:([\w:]+)" content="([^"]*)">', text))


@pytest.fixture
def english(news_index):
    return NewsIndexPage.objects.get(locale__language_code="en")


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        ("/", "/en/"),
        ("/lich-mo-lop/", "/en/schedule/"),
        ("/lich-mo-lop/OPEN-1/", "/en/schedule/OPEN-1/"),
        ("/gioi-thieu/", "/en/about/"),
        ("/statistics/", "/en/statistics/"),
    ],
)
def test_each_language_names_both(client, site_tree, vietnamese, english):
    TrainingClassFactory(code="OPEN-1")
    languages = {"vi": vietnamese, "en": english, "x-default": vietnamese}

    assert links_of(client, vietnamese) == {"canonical": vietnamese, **languages}
    assert links_of(client, english) == {"canonical": english, **languages}


def test_text_in_one_language_names_no_other(client, news_index):
    article = NewsPageFactory()

    assert links_of(client, article.get_url()) == {"canonical": article.get_url()}


def test_alias_leads_to_the_page_whose_text_it_shows(client, english):
    article = NewsPageFactory()
    alias = article.copy_for_translation(english.locale, alias=True)

    assert links_of(client, alias.get_url()) == {"canonical": article.get_url()}
    assert set(links_of(client, article.get_url())) == {"canonical"}


def test_translated_article_names_its_twin(client, english):
    article = NewsPageFactory()
    twin = article.copy_for_translation(english.locale)
    twin.title, twin.slug = "Courses", "courses"
    twin.save_revision().publish()

    assert links_of(client, article.get_url())["en"] == "/en/news/courses/"
    assert links_of(client, "/en/news/courses/")["vi"] == article.get_url()


@pytest.mark.parametrize("query", ["?q=cntt", "?free=on&page=1", "?fbclid=x"])
def test_filters_lead_to_the_whole_list(client, site_tree, query):
    TrainingClassFactory(title="CNTT")

    assert links_of(client, f"/lich-mo-lop/{query}") == {"canonical": "/lich-mo-lop/"}


def test_page_of_a_list_leads_to_itself(client, news_index):
    NewsPageFactory.create_batch(21)

    assert links_of(client, "/tin-tuc/?page=2") == {"canonical": "/tin-tuc/?page=2"}


def test_the_name_a_visitor_came_by_does_not_count(client, site_tree, settings):
    settings.ALLOWED_HOSTS = ["*"]

    text = client.get("/", headers={"host": "10.0.0.7:8000"}).text

    assert f'<link rel="canonical" href="{HERE}/">' in text
    assert "10.0.0.7" not in text


@pytest.mark.parametrize("address", ["/search/?q=a", "/verify/", "/accounts/login/", "/khong-co/"])
def test_what_is_not_listed_has_no_address_to_be_listed_under(client, site_tree, address):
    assert links_of(client, address) == {}


# Wagtail leaves the files open from which it makes a picture.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_shared_article_shows_its_title_lead_and_picture(client, news_index):
    article = NewsPageFactory(
        title="Đẩy mạnh ứng dụng CNTT",
        lead="Trong những năm qua.",
        illustration=picture(),
        illustration_alt="Một lớp học",
    )

    card = shared(client, article.get_url())

    assert card | {"image": ""} == {
        "site_name": "Taphuan",
        "type": "article",
        "title": "Đẩy mạnh ứng dụng CNTT",
        "description": "Trong những năm qua.",
        "url": HERE + article.get_url(),
        "locale": "vi_VN",
        "image": "",
        "image:width": "1200",
        "image:height": "630",
        "image:alt": "Một lớp học",
    }
    assert client.get(card["image"].removeprefix(HERE)).getvalue()[:3] == b"\xff\xd8\xff"


def picture():
    """Large enough for a card."""
    file = BytesIO()
    Picture.new("RGB", (1600, 1000), "navy").save(file, "PNG")
    return get_image_model().objects.create(title="Ảnh", file=ImageFile(file, "anh.png"))


def test_shared_class_shows_its_title_and_the_sign_of_the_site(client, schedule):
    training_class = TrainingClassFactory(title="Tập huấn chữ ký số")

    card = shared(client, schedule.class_url(training_class.code))

    assert card["title"] == "Tập huấn chữ ký số"
    assert card["image"] == f"{HERE}/static/cms/share.png"
    assert finders.find("cms/share.png")


def test_shared_figures_say_what_they_are(client, site_tree):
    assert shared(client, "/en/statistics/")["title"] == "Statistics of training classes"


# -- the map of the site


def entries_of(client, address="/sitemap.xml"):
    """{address: {language: address}}"""
    text = client.get(address).text
    return {
        re.search("<loc>(.*?)</loc>", block)[1].removeprefix(HERE): {
            language: url.removeprefix(HERE)
            for language, url in re.findall(r'hreflang="([\w-]+)" href="([^"]+)"', block)
        }
        for block in re.findall("<url>(.*?)</url>", text, re.DOTALL)
    }


def test_map_names_each_address_with_its_languages(client, site_tree):
    training_class = TrainingClassFactory(code="OPEN-1")
    courses = [page.course_url(training_class.course.slug) for page in schedules()]

    entries = entries_of(client)

    for vietnamese, english in [
        ("/", "/en/"),
        ("/lich-mo-lop/OPEN-1/", "/en/schedule/OPEN-1/"),
        tuple(courses),
        ("/statistics/", "/en/statistics/"),
    ]:
        languages = {"vi": vietnamese, "en": english, "x-default": vietnamese}
        assert (entries[vietnamese], entries[english]) == (languages, languages)


def schedules():
    """In the order of their languages; addresses are written in the language of the page."""
    for language in ("vi", "en"):
        with translation.override(language):
            yield SchedulePage.objects.get(locale__language_code=language)


def test_map_leaves_out_aliases_and_what_is_not_public(client, english):
    article = NewsPageFactory()
    alias = article.copy_for_translation(english.locale, alias=True)
    draft = NewsPageFactory(live=False)
    TrainingClassFactory(code="NHAP-1", status="draft")

    entries = entries_of(client)

    assert entries[article.get_url()] == {}
    assert not {alias.get_url(), draft.get_url(), "/lich-mo-lop/NHAP-1/"} & set(entries)


def test_every_address_of_the_map_answers(client, news_index):
    NewsPageFactory()
    TrainingClassFactory()

    answers = {address: client.get(address).status_code for address in entries_of(client)}

    assert set(answers.values()) == {200}


def test_map_asks_the_database_as_often_for_many_pages_as_for_one(
    client, news_index, django_assert_num_queries, django_assert_max_num_queries
):
    def add():
        NewsPageFactory()
        TrainingClassFactory()

    add()
    client.get("/sitemap.xml")
    with django_assert_max_num_queries(60) as first:
        client.get("/sitemap.xml")
    add()
    add()

    with django_assert_num_queries(len(first)):
        client.get("/sitemap.xml")


def test_large_map_is_a_list_of_files(client, site_tree, monkeypatch):
    for name in ("PageSitemap", "InLanguages"):
        monkeypatch.setattr(getattr(sitemaps, name), "limit", 2)
    monkeypatch.setattr(sitemaps, "ADDRESSES_IN_FILE", 2)

    files = re.findall("<loc>(.*?)</loc>", client.get("/sitemap.xml").text)

    assert f"{HERE}/sitemap-pages.xml" in files
    assert f"{HERE}/sitemap-pages.xml?p=2" in files
    found = [len(entries_of(client, one.removeprefix(HERE))) for one in files]
    assert all(found)


def test_map_of_an_unknown_part_is_not_there(client, site_tree):
    assert client.get("/sitemap-x.xml").status_code == 404
