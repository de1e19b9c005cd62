"""Classes and certificates of the past: what came in as a file, and what an old book says."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.querysets import PaperCertificateQuerySet, refuse_frozen, refuse_to_delete
from courses import vietnamese
from courses.models import IssuingBody
from enrollment.models import Enrollment


class HistoryImport(models.Model):
    """A spreadsheet of past years: rows that are checked, then all of it recorded or nothing."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(_("read"))
    source_name = models.CharField(_("file"), max_length=200, blank=True)
    # SHA-256 of the cells, so that the same file is known again whatever it is called.
    source_hash = models.CharField(max_length=64, db_index=True)
    # As `roster.kept` writes them; emptied once they are recorded.
    rows = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    committed_at = models.DateTimeField(_("recorded"), null=True)
    # What was recorded: figures, and the ids of all rows that were made.
    totals = models.JSONField(default=dict)
    made = models.JSONField(default=dict)
    undone_at = models.DateTimeField(_("taken back"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    undone_reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("import of past years")
        verbose_name_plural = _("imports of past years")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at=None) | ~Q(undone_reason=""),
                name="history_undone_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(committed_at__isnull=False),
                name="history_undone_after_commit",
            ),
        ]

    def __str__(self) -> str:
        return self.source_name or str(self.public_id)

    @property
    def is_standing(self) -> bool:
        return self.committed_at is not None and self.undone_at is None


class PaperCertificate(models.Model):
    """What an old book says. It has no file and no code of ours: its number and name find it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Empty once the import was taken back with its participations: the number stays, declared void.
    enrollment = models.ForeignKey(
        Enrollment,
        models.PROTECT,
        null=True,
        related_name="paper_certificates",
        verbose_name=_("enrollment"),
    )
    issuing_body = models.ForeignKey(
        IssuingBody, models.PROTECT, related_name="+", verbose_name=_("issuing body")
    )
    source = models.ForeignKey(HistoryImport, models.PROTECT, related_name="paper_certificates")
    # The class as it was recorded: title, starts_on, ends_on, ranking.
    facts = models.JSONField(default=dict)
    serial = models.CharField(_("serial number"), max_length=60)
    register_number = models.CharField(_("register number"), max_length=40, blank=True)
    issuer = models.CharField(_("issuing body as printed"), max_length=200)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    full_name = models.CharField(_("full name as printed"), max_length=120)
    # Without accents, capitals, blanks and hyphens: how number and name are looked for.
    serial_key = models.CharField(max_length=120, editable=False, db_index=True)
    name_key = models.CharField(max_length=300, editable=False)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    voided_at = models.DateTimeField(_("declared void"), null=True)
    voided_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = PaperCertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate on paper")
        verbose_name_plural = _("certificates on paper")
        ordering = ["issuer", "serial"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "serial_key"],
                condition=Q(voided_at=None),
                name="paper_serial_once_per_issuer",
            ),
            models.UniqueConstraint(
                fields=["enrollment"],
                condition=Q(voided_at=None),
                name="paper_certificate_one_per_enrollment",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None) | ~Q(voided_reason=""), name="paper_void_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=False) | Q(enrollment__isnull=False),
                name="paper_valid_with_its_enrollment",
            ),
        ]

    def __str__(self) -> str:
        return self.serial

    def save(self, *args: Any, **options: Any) -> None:
        """Stored once; afterwards only named fields may follow, and none of the frozen ones."""
        if not (self._state.adding or options.get("force_insert")):
            refuse_frozen(PaperCertificateQuerySet.frozen, options.get("update_fields"))
        elif self.enrollment and not self.facts:
            self.take_facts(self.enrollment)
        self.derive()
        super().save(*args, **options)

    def take_facts(self, enrollment: Enrollment) -> None:
        """Body, class and rank as they are on record now."""
        held = enrollment.training_class
        self.issuing_body = held.issuing_body
        self.facts = {
            "code": held.code,
            "title": held.title,
            "starts_on": held.starts_on.isoformat(),
            "ends_on": held.ends_on.isoformat(),
            "ranking": enrollment.ranking,
        }

    def derive(self) -> None:
        """Fill what follows from number and name; bulk writers call it themselves."""
        self.serial_key = serial_key(self.serial)
        self.name_key = vietnamese.fold(self.full_name)

    def delete(self, *args: Any, **options: Any) -> Any:
        refuse_to_delete()


def serial_key(typed: str) -> str:
    """Letters and digits alone: "Số 12/CN-2005" and "so 12 CN 2005" are one number."""
    return "".join(char for char in vietnamese.fold(typed) if char.isalnum())
