"""The outbox: each letter is written down with the change that causes it, and sent afterwards."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import TrainingClass
from enrollment.models.enrollment import Enrollment


class Letter(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed, will be tried again")
        GIVEN_UP = "given_up", _("Given up")

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", _("Registration confirmed")
        PENDING = "pending", _("Registration received")
        WAITING = "waiting", _("On the waiting list")
        DECLINED = "declined", _("Registration declined")
        WITHDRAWN = "withdrawn", _("Registration withdrawn")
        PROMOTED = "promoted", _("Seat from the waiting list")
        CLASS_CANCELED = "class_canceled", _("Class canceled")
        CERTIFICATE_READY = "certificate_ready", _("Certificate ready")

    kind = models.CharField(_("letter"), max_length=30, choices=Kind)
    # The cause, e.g. "confirmed:<id of the change>": one event, one letter (I8).
    key = models.CharField(max_length=120, unique=True)
    enrollment = models.ForeignKey(Enrollment, models.CASCADE, null=True, related_name="letters")
    training_class = models.ForeignKey(
        TrainingClass, models.CASCADE, null=True, related_name="letters"
    )
    to = models.EmailField(_("to"))
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.QUEUED, db_index=True
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.to}"
