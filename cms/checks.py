"""What the start refuses: lost registrations, an address nobody reaches, lost cents."""

from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from courses.models.money import AMOUNT_DECIMALS


@register(Tags.database)
def check_sqlite(**kwargs: Any) -> list[CheckMessage]:
    """Under deferred transactions a storm of registrations fails with "database is locked"."""
    database = settings.DATABASES["default"]
    options = database.get("OPTIONS", {})
    if database["ENGINE"].endswith("sqlite3") and options.get("transaction_mode") != "IMMEDIATE":
        return [
            Error(
                "SQLite needs immediate transactions.",
                hint='Set DATABASES["default"]["OPTIONS"]["transaction_mode"] = "IMMEDIATE".',
                id="cms.E001",
            )
        ]
    return []


@register(Tags.urls)
def check_base_url(**kwargs: Any) -> list[CheckMessage]:
    """QR codes, letters and calendars are built from it and cannot be called back."""
    address = urlparse(settings.BASE_URL)
    if address.scheme in ("http", "https") and address.hostname and not address.path:
        return []
    return [
        Error(
            "BASE_URL must be the public address of the site, such as https://example.org.",
            hint="Without a path and without a slash at the end.",
            id="cms.E002",
        )
    ]


@register()
def check_currency(**kwargs: Any) -> list[CheckMessage]:
    """Amounts are stored with two decimals; more would be lost without a word."""
    if settings.CURRENCY["code"] and settings.CURRENCY["decimals"] in range(AMOUNT_DECIMALS + 1):
        return []
    return [
        Error(
            "CURRENCY_CODE must be set, and CURRENCY_DECIMALS must be 0, 1 or 2.",
            id="cms.E003",
        )
    ]
