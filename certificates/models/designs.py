"""How a certificate looks: designs edited by the organizers, and each version as it was printed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.querysets import DesignQuerySet
from courses.models import IssuingBody


class CertificateDesign(models.Model):
    """A layout to choose from. What it looks like is said by its versions."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    # Stable name of a design that came with the site; empty for those made here.
    shipped_as = models.SlugField(max_length=40, blank=True, editable=False)
    issuing_body = models.ForeignKey(
        IssuingBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="designs",
        verbose_name=_("issuing body"),
        help_text=_("Empty: for all of them."),
    )
    is_retired = models.BooleanField(
        _("no longer offered"), default=False, help_text=_("What was printed with it stays.")
    )
    current = models.OneToOneField(
        "DesignVersion", models.PROTECT, null=True, related_name="current_of", editable=False
    )

    objects = DesignQuerySet.as_manager()

    class Meta:
        verbose_name = _("design of certificates")
        verbose_name_plural = _("designs of certificates")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["shipped_as"], condition=~Q(shipped_as=""), name="design_shipped_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DesignVersion(models.Model):
    """One state of a design, never changed: certificates are printed anew with the one they had."""

    design = models.ForeignKey(CertificateDesign, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    markup = models.TextField(_("front page"))
    back = models.TextField(_("back page"), blank=True)
    style = models.TextField(_("style"), blank=True)
    # {"second_language": "en", "photo": false, ...}
    options = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    saved_at = models.DateTimeField(_("saved"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("version of a design")
        verbose_name_plural = _("versions of designs")
        ordering = ["design", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["design", "number"], name="design_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.design_id}/{self.number}"
