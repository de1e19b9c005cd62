"""Search boxes behind the desk and in Wagtail's admin: no sign that is typed there breaks them."""

import re

import pytest

from django.db import connection
from django.urls import URLPattern, get_resolver

from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from tests.factories.enrollment import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SIGNS = ["\x00", "a\x00b", '"', 'đ "', "a*'", "NEAR(a", "a & !b:*", "\\", "%", "a" * 10_000]
# There are many boxes: to each all signs at once, and what was an error once.
FEW = ['đ "', "a\x00 & !b:* NEAR('\\%", "a" * 10_000]
NO_LIST = re.compile("logout|delete|jsi18n|failwhale|api/|accounts/|documents-files")
BOX = re.compile(r'<input[^>]*type="(?:search|text)"[^>]*>')
FTS = "wagtailsearch_indexentry_fts"
NAME = re.compile(r'name="(\w+)"')


def plain_addresses(patterns, before=""):
    """All addresses which take no parameter."""
    for one in patterns:
        address = before + str(one.pattern)
        if not isinstance(one, URLPattern):
            yield from plain_addresses(one.url_patterns, address)
        elif not re.search(r"[<(]", address) and not NO_LIST.search(address):
            yield re.sub(r"[\^$?]|\\Z|\\", "", address)


def boxes_of(text):
    """The names of boxes for words; those of forms that store something are not meant."""
    main = text.partition("<main")[2]
    if 'method="post"' in main.lower() and 'method="get"' not in main.lower():
        return set()
    return {found[1] for box in BOX.findall(main) if (found := NAME.search(box))}


@pytest.fixture
def index_of_admin(db, monkeypatch):
    """On SQLite a virtual table, which modelsearch makes in its migrations; gone with the test."""
    monkeypatch.setattr("modelsearch.backends.database.USE_SQLITE_FTS", None)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {FTS}")
            cursor.execute(f"CREATE VIRTUAL TABLE {FTS} USING fts5(autocomplete, body, title)")


@pytest.mark.parametrize("room", ["admin/", "manage/"])
def test_no_sign_breaks_a_search_box(client, site_tree, index_of_admin, room):
    client.force_login(UserFactory(email="all@example.org", is_superuser=True, is_staff=True))
    addresses = set(plain_addresses(get_resolver().url_patterns))
    searched = set()
    for address in sorted(address for address in addresses if address.startswith(room)):
        page = client.get(f"/{address}")
        is_page = page.status_code == 200 and "html" in page.get("Content-Type", "")
        for name in boxes_of(page.text) if is_page else ():
            searched.add(address)
            for sign in FEW:
                answer = client.get(f"/{address}", {name: sign})
                assert answer.status_code < 500, (address, name, sign)
    assert len(searched) >= 5


@pytest.mark.parametrize("way", ["search", "autocomplete"])
def test_no_sign_breaks_the_index_of_the_admin(index_of_admin, way):
    search = getattr(get_search_backend(), way)

    for sign in SIGNS:
        assert list(search(sign, Page)) == []
