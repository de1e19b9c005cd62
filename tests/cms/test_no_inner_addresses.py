"""Whatever address an editor types, the server asks nobody: it knows no way to fetch."""

import socket

import pytest

from django.urls import reverse

from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedUnsupportedProviderException
from wagtail.embeds.finders import get_finders

from enrollment.models.people import EDITORS
from tests.factories.enrollment import UserFactory

pytestmark = pytest.mark.django_db

INNER = [
    "http://127.0.0.1:6379/",
    "http://169.254.169.254/latest/meta-data/",
    "http://localhost/admin/",
    "http://[::1]/",
    "file:///etc/passwd",
    "gopher://10.0.0.1:25/",
    "https://www.youtube.com/watch?v=x",
]


class Called(AssertionError):
    """A connection was tried."""


@pytest.fixture(autouse=True)
def _no_way_out(monkeypatch):
    def refuse(*_given, **_named):
        raise Called

    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def editing(client, site_tree):
    client.force_login(UserFactory(role=EDITORS))
    return client


def test_the_guard_of_these_tests_sees_a_connection():
    with pytest.raises(Called):
        socket.create_connection(("127.0.0.1", 80))


def test_no_finder_of_embeds_is_there():
    assert get_finders() == []


@pytest.mark.parametrize("url", INNER)
def test_nothing_is_embedded(url):
    with pytest.raises(EmbedUnsupportedProviderException):
        get_embed(url)


@pytest.mark.parametrize("url", INNER)
def test_the_choosers_of_the_editor_fetch_nothing(editing, url):
    embed = editing.post(reverse("wagtailembeds:chooser_upload"), {"embed-chooser-url": url})
    link = editing.post(
        reverse("wagtailadmin_choose_page_external_link"),
        {"external-link-chooser-url": url, "external-link-chooser-link_text": "a"},
    )

    assert embed.status_code == link.status_code == 200
    assert "<iframe" not in embed.content.decode()


@pytest.mark.parametrize("url", INNER)
def test_neither_pictures_nor_documents_are_taken_from_an_address(editing, url):
    for address in ("wagtailimages:add", "wagtaildocs:add"):
        response = editing.post(reverse(address), {"title": "a", "file": url})
        assert response.status_code == 200
