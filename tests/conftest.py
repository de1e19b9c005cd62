"""What every test can use: accounts by role, a site with its pages, a clean cache."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import translation

from wagtail.models import Locale, Page, Site

from enrollment.models.people import ADMINISTRATORS, EDITORS, ORGANIZERS
from tests.factories.enrollment import UserFactory

BLOCKER: pytest.StashKey = pytest.StashKey()

# The suite has minutes; `pytest --hypothesis-profile=nightly` has hours.
hypothesis_settings.register_profile(
    "suite", max_examples=100, stateful_step_count=15, deadline=None
)
hypothesis_settings.register_profile(
    "nightly", max_examples=5_000, stateful_step_count=40, deadline=None
)
hypothesis_settings.load_profile("suite")

# Playwright keeps an event loop running in the thread of the browser tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def plant_root() -> None:
    """Wagtail makes locale, root page and site in migrations, which most tests skip."""
    locale, _created = Locale.objects.get_or_create(language_code="vi")
    if not Page.objects.exists():
        root = Page.add_root(title="Root", slug="root", locale=locale)
        home = root.add_child(instance=Page(title="Home", slug="home", locale=locale))
        Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, request):
    request.config.stash[BLOCKER] = django_db_blocker
    with django_db_blocker.unblock():
        plant_root()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """A test with real transactions leaves the tables empty; the next one finds the root again."""
    result = yield
    marker = item.get_closest_marker("django_db")
    is_marked = marker is not None and marker.kwargs.get("transaction", False)
    # After the last test the database itself is gone.
    if nextitem and (is_marked or "transactional_db" in item.fixturenames):
        with item.config.stash[BLOCKER].unblock():
            plant_root()
    return result


@pytest.fixture(autouse=True)
def _clean_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _house_language():
    """A request to /en/ leaves its language behind; each test begins in the house's own."""
    with translation.override("vi"):
        yield


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "media" / "private"


@pytest.fixture
def site_tree(db):
    """The page tree and reference data that a fresh installation has."""
    call_command("setup_site", verbosity=0)


@pytest.fixture
def organizer(db):
    return UserFactory(email="organizer@example.org", role=ORGANIZERS)


@pytest.fixture
def desk(client, organizer):
    """The browser of somebody who works at the desk."""
    client.force_login(organizer)
    return client


@pytest.fixture
def administrator(db):
    return UserFactory(email="administrator@example.org", role=ADMINISTRATORS)


@pytest.fixture
def editor(db):
    return UserFactory(email="editor@example.org", role=EDITORS)


@pytest.fixture(scope="session")
def project_root() -> Path:
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def database_address():
    """Makes the address of another database of the PostgreSQL cluster under test."""
    return lambda name: os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"


@pytest.fixture
def shared_database(transactional_db, tmp_path, database_address) -> Callable[[], str]:
    """Call after the rows are made; returns the address under which processes find them."""

    def share() -> str:
        if connection.vendor == "sqlite":
            path = tmp_path / "race.sqlite3"
            with sqlite3.connect(path) as copy:
                connection.connection.backup(copy)
                # Of two processes that turn the journal of a new file, one is refused at once.
                copy.execute("PRAGMA journal_mode=WAL")
            return f"sqlite:///{path}"
        return database_address(connection.settings_dict["NAME"])

    return share
