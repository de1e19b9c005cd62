"""What the start refuses: a database that would lose registrations, an address nobody can reach."""

from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


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
