"""What a search finds: one row for each public thing, derived from it and made anew at any time."""

from typing import Any, Final

from django.db import models
from django.db.models.functions import Now

LONGEST_TITLE: Final = 300


class TermsField(models.TextField):
    """A set of terms: `tsvector` on PostgreSQL, words with spaces between them elsewhere.

    The terms are made by `cms.search.terms` for both; what a database adds is only to know quickly
    which rows have which of them (`cms.search.tables`).
    """

    def db_type(self, connection: Any) -> str:
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::tsvector" if connection.vendor == "postgresql" else "%s"


class SearchEntry(models.Model):
    """One public thing in the index: where it stands among results, and the terms it has."""

    # Kind, languages, day and number of the thing in one integer: see `cms.search.places`.
    place = models.BigIntegerField(unique=True)
    kind = models.PositiveSmallIntegerField()
    object_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE)
    terms = TermsField()
    # Tells whether anything has changed, without reading the terms.
    digest = models.CharField(max_length=32)
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "search entry"
        verbose_name_plural = "search entries"
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once"),
        ]

    def __str__(self) -> str:
        return self.title
