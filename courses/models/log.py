"""The log of acts. Rows are written by `courses.audit.record` only and never changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditChain(models.Model):
    """One chain of entries per subject; its head tells length and last hash."""

    key = models.CharField(_("subject"), max_length=120, unique=True)
    length = models.PositiveIntegerField(_("entries"), default=0)
    head_hash = models.CharField(_("last hash"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("log of a subject")
        verbose_name_plural = _("logs of subjects")

    def __str__(self) -> str:
        return self.key


class AuditEntry(models.Model):
    """One act of one person, in the same transaction as the act itself."""

    chain = models.ForeignKey(AuditChain, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField(_("number"))
    at = models.DateTimeField(_("time"))
    action = models.CharField(_("act"), max_length=60, db_index=True)
    subject = models.CharField(_("record"), max_length=120, blank=True)
    # Without a constraint: a person may be erased, the log of what was done stays.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("by"),
    )
    data = models.JSONField(_("details"), default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log of acts")
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_number_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.chain_id}/{self.number} {self.action}"
