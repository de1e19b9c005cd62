"""What the start refuses."""

import runpy

import pytest

from django.core.cache.backends.filebased import FileBasedCache

from cms.checks import check_base_url, check_currency, check_sqlite
from cms.settings import base


def test_embedded_default_is_accepted():
    assert check_sqlite() + check_base_url() + check_currency() == []


def test_sqlite_without_immediate_transactions_is_refused(settings, monkeypatch):
    database = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {}}
    monkeypatch.setitem(settings.DATABASES, "default", database)

    assert [error.id for error in check_sqlite()] == ["cms.E001"]


@pytest.mark.parametrize(
    "address", ["taphuan.example", "https://a.example/path", "ftp://a.example"]
)
def test_address_that_nobody_can_reach_is_refused(settings, address):
    settings.BASE_URL = address

    assert [error.id for error in check_base_url()] == ["cms.E002"]


@pytest.mark.parametrize("wrong", [{"decimals": 3}, {"decimals": -1}, {"code": ""}])
def test_currency_that_amounts_cannot_hold_is_refused(settings, wrong):
    settings.CURRENCY = settings.CURRENCY | wrong

    assert [error.id for error in check_currency()] == ["cms.E003"]


def test_limits_of_the_embedded_default_survive_a_storm(tmp_path):
    cache = FileBasedCache(str(tmp_path), dict(base.CACHES["default"]))

    for visitor in range(400):
        cache.set(f"visitor-{visitor}", 1)

    assert all(cache.get(f"visitor-{visitor}") for visitor in range(400))


@pytest.mark.parametrize("variable", ["DATABASE_URL", "CACHE_URL", "EMAIL_URL"])
def test_empty_address_in_the_environment_counts_as_not_set(monkeypatch, variable):
    monkeypatch.setenv(variable, "")
    read = runpy.run_path(base.__file__)

    assert read["DATABASES"]["default"]["ENGINE"]
    assert read["CACHES"]["default"]["BACKEND"]
    assert read["EMAIL_BACKEND"]
