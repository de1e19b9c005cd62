"""Closed years: figures, lists and papers as they were, and what was amended since."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.querysets import (
    ClosedYearFileQuerySet,
    ClosedYearQuerySet,
    YearAmendmentQuerySet,
    refuse_frozen,
    refuse_to_delete,
)
from courses.private_files import private_storage


class ClosedYear(models.Model):
    """One closing of a year. Opened again it stays, and the next closing is a new row."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    closed_at = models.DateTimeField(_("closed"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    # All but the lists, small enough to read on every page that cites it: see `year_book.content`.
    figures = models.JSONField(_("figures"))
    # Figures with the lists behind them as canonical JSON, compressed; the hash is of the JSON.
    content = models.FileField(storage=private_storage, upload_to="years")
    content_hash = models.CharField(max_length=64)
    reopened_at = models.DateTimeField(_("opened again"), null=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    reopened_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = ClosedYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("closed year")
        verbose_name_plural = _("closed years")
        ordering = ["-year", "-closed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"], condition=Q(reopened_at=None), name="year_closed_once"
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None) | ~Q(reopened_reason=""),
                name="year_reopened_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(content="") & ~Q(content_hash=""),
                name="year_closed_with_its_content",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    def save(self, *args: Any, **options: Any) -> None:
        """Stored once; afterwards only named fields may follow, and none of the frozen ones."""
        if not (self._state.adding or options.get("force_insert")):
            refuse_frozen(ClosedYearQuerySet.frozen, options.get("update_fields"))
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> Any:
        refuse_to_delete()

    @property
    def is_closed(self) -> bool:
        return self.reopened_at is None


class ClosedYearFile(models.Model):
    """A paper of a closed year: tables as PDF, XLSX, CSV; made once from the frozen figures."""

    closed_year = models.ForeignKey(ClosedYear, models.PROTECT, related_name="files")
    name = models.CharField(_("file"), max_length=120)
    file = models.FileField(storage=private_storage, upload_to="years")
    content_hash = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size"))
    made_at = models.DateTimeField(_("made"))

    objects = ClosedYearFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a closed year")
        verbose_name_plural = _("files of closed years")
        ordering = ["closed_year", "name"]
        constraints = [
            models.UniqueConstraint(fields=["closed_year", "name"], name="closed_file_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """Stored once; afterwards only named fields may follow, and none of the frozen ones."""
        if not (self._state.adding or options.get("force_insert")):
            refuse_frozen(ClosedYearFileQuerySet.frozen, options.get("update_fields"))
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> Any:
        refuse_to_delete()


class YearAmendment(models.Model):
    """What became of the figures after the year was closed: dated, with its reason."""

    closed_year = models.ForeignKey(ClosedYear, models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField(_("number"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=300)
    # One for each figure of a table or of the year: see `year_book.differences.Change`.
    changes = models.JSONField(_("changes"))
    # SHA-256 over the hash before it, the number, the moment, the reason and the changes.
    content_hash = models.CharField(max_length=64)

    objects = YearAmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("amendment of a closed year")
        verbose_name_plural = _("amendments of closed years")
        ordering = ["closed_year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["closed_year", "number"], name="amendment_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="amendment_with_a_reason"),
            models.CheckConstraint(condition=Q(number__gte=1), name="amendment_numbered_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.closed_year} {self.number}"

    def save(self, *args: Any, **options: Any) -> None:
        """Stored once; afterwards only named fields may follow, and none of the frozen ones."""
        if not (self._state.adding or options.get("force_insert")):
            refuse_frozen(YearAmendmentQuerySet.frozen, options.get("update_fields"))
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> Any:
        refuse_to_delete()
