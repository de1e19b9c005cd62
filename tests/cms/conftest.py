"""The pages of a fresh site, made once per module and taken back at its end."""

import pytest

from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cms.models import HomePage, NewsIndexPage, SchedulePage


@pytest.fixture(scope="module")
def _tree_of_module(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("setup_site", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def site_tree(_tree_of_module, db):
    """The page tree and reference data that a fresh installation has."""


@pytest.fixture
def home(site_tree) -> HomePage:
    return HomePage.objects.get(locale__language_code="vi")


@pytest.fixture
def news_index(site_tree) -> NewsIndexPage:
    return NewsIndexPage.objects.get(locale__language_code="vi")


@pytest.fixture
def schedule(site_tree) -> SchedulePage:
    return SchedulePage.objects.get(locale__language_code="vi")


@pytest.fixture
def few_queries(client):
    """`few_queries(address)`: a page that nobody has asked for yet stays within its budget."""

    def count(address: str, most: int = 15) -> None:
        client.get(address)  # pictures are made in their sizes once
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code == 200
        asked = "\n".join(query["sql"][:160] for query in queries)
        assert len(queries) <= most, f"{address}: {len(queries)} queries\n{asked}"

    return count
