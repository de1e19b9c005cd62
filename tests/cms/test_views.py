"""What machines ask for, and the doors that all lead to one sign-in."""

import pytest

from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from django.urls import reverse

from cms.models import NewsIndexPage
from tests.factories.cms import NewsCategoryFactory, NewsPageFactory
from tests.factories.courses import TrainingClassFactory
from tests.factories.enrollment import UserFactory

pytestmark = pytest.mark.django_db


def test_health_is_good_while_the_database_answers(client):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"ok": True})


def test_health_is_bad_without_the_database(client, monkeypatch):
    def fail():
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", fail)

    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (503, {"ok": False})


def test_robots_are_kept_from_work_pages(client, settings):
    settings.BASE_URL = "https://taphuan.example"

    lines = client.get("/robots.txt").text.splitlines()

    assert lines[0] == "User-agent: *"
    assert {"Disallow: /manage/", "Disallow: /en/manage/"} <= set(lines)
    assert lines[-1] == "Sitemap: https://taphuan.example/sitemap.xml"


def test_sitemap_lists_pages_of_both_languages_and_classes(client, site_tree):
    TrainingClassFactory(code="OPEN-1")
    article = NewsPageFactory()

    text = client.get("/sitemap.xml").text

    expected = ["/", "/en/", "/lich-mo-lop/OPEN-1/", "/en/schedule/OPEN-1/", article.get_url()]
    assert [path for path in expected if f"<loc>http://testserver{path}</loc>" not in text] == []


def test_favicon_is_the_sign_of_the_site(client):
    assert client.get("/favicon.ico").url == "/static/cms/favicon.svg"


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/"])
def test_every_door_leads_to_the_one_that_counts_attempts(client, door):
    inside = client.get(f"{door}?next=/admin/images/").url
    outside = client.get(f"{door}?next=//evil.example/").url

    assert inside == "/accounts/login/?next=%2Fadmin%2Fimages%2F"
    assert outside == "/accounts/login/"


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/"])
def test_no_password_is_taken_at_another_door(client, door):
    UserFactory(email="a@example.org")

    response = client.post(door, {"username": "a@example.org", "password": "x"})

    assert response.status_code == 302
    assert "_auth_user_id" not in client.session


def test_admin_of_a_stranger_leads_to_the_sign_in_page(client):
    assert client.get("/admin/").url == "/accounts/login/?next=/admin/"


def test_password_reset_of_wagtail_is_closed(client):
    assert client.get("/admin/password_reset/").status_code == 404


def test_feed_has_the_articles(client, site_tree):
    NewsPageFactory(
        title="Bài trong nguồn", category=NewsCategoryFactory(name="CNTT"), lead="Lời dẫn."
    )

    response = client.get("/tin-tuc/rss.xml")

    assert response.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    expected = ["Bài trong nguồn", "Lời dẫn.", "<category>CNTT</category>", "<language>vi<"]
    assert [words for words in expected if words not in response.text] == []


def test_feed_survives_text_pasted_from_a_word_processor(client, site_tree):
    NewsIndexPage.objects.update(intro="Giới\x0b thiệu")
    NewsPageFactory(lead="Dòng một\x0bdòng hai\x0c")

    response = client.get("/tin-tuc/rss.xml")

    assert "<description>Dòng một dòng hai</description>" in response.text


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["/", "/tin-tuc/", "/tin-tuc/rss.xml", "/lich-mo-lop/"])
def test_pages_are_only_read(client, site_tree, address, method):
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize(
    "name",
    ["private/certificates/1.pdf", "original_images/a.png", "documents/a.pdf", "images/../a"],
)
def test_media_gives_pictures_of_pages_and_nothing_else(client, settings, name):
    path = settings.MEDIA_ROOT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("kín")

    assert client.get(f"/media/{name}", follow=True).status_code == 404


def test_media_gives_renditions(client, settings):
    folder = settings.MEDIA_ROOT / "images"
    folder.mkdir(parents=True)
    (folder / "a.png").write_bytes(b"png")

    response = client.get("/media/images/a.png")

    assert response.getvalue() == b"png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_original_pictures_are_for_editors(client, settings, site_tree, editor):
    folder = settings.MEDIA_ROOT / "original_images"
    folder.mkdir(parents=True)
    (folder / "a.png").write_bytes(b"png")
    client.force_login(editor)

    assert client.get("/media/original_images/a.png").getvalue() == b"png"


@pytest.mark.parametrize("address", ["/khong-co/", "/en/nothing/", "/lich-mo-lop/x%00y/"])
def test_unknown_address_is_told_in_the_language_of_the_page(client, site_tree, address):
    response = client.get(address)

    assert response.status_code == 404
    assert f'lang="{"en" if address.startswith("/en/") else "vi"}"' in response.text


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError("disk full"), 503), (ValueError("ours"), 500)]
)
def test_an_outage_is_told_apart_from_a_fault_of_ours(site_tree, monkeypatch, error, status):
    def fail(*args, **options):
        raise error

    monkeypatch.setattr("cms.search.views.find", fail)

    answer = Client(raise_request_exception=False).get(reverse("search"))

    assert answer.status_code == status
    assert answer.has_header("Retry-After") == (status == 503)
