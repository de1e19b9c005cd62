"""Certificates of the past: issued on paper, their numbers recorded here later."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.querysets import PaperCertificateQuerySet, refuse_to_delete
from courses import vietnamese
from enrollment.models import Enrollment


class PaperCertificate(models.Model):
    """What an old book says. It has no file and no code of ours: its number and name find it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(
        Enrollment, models.PROTECT, related_name="paper_certificates", verbose_name=_("enrollment")
    )
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
        ]

    def __str__(self) -> str:
        return self.serial

    def save(self, *args: Any, **options: Any) -> None:
        self.derive()
        super().save(*args, **options)

    def derive(self) -> None:
        """Fill what follows from number and name; bulk writers call it themselves."""
        self.serial_key = serial_key(self.serial)
        self.name_key = vietnamese.fold(self.full_name)

    def delete(self, *args: Any, **options: Any) -> Any:
        refuse_to_delete()


def serial_key(typed: str) -> str:
    """Letters and digits alone: "Số 12/CN-2005" and "so 12 CN 2005" are one number."""
    return "".join(char for char in vietnamese.fold(typed) if char.isalnum())
