"""The outbox: each letter is written down with the change that causes it, and sent afterwards."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import TrainingClass
from enrollment.models.agencies import Agency
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
        PENDING_AGENCY = "pending_agency", _("Registration received, the agency is asked")
        WAITING = "waiting", _("On the waiting list")
        DECLINED = "declined", _("Registration declined")
        WITHDRAWN = "withdrawn", _("Registration withdrawn")
        PROMOTED = "promoted", _("Seat from the waiting list")
        OFFERED = "offered", _("Seat offered")
        OFFER_EXPIRED = "offer_expired", _("Offer not answered in time")
        SUBSTITUTED = "substituted", _("Somebody else comes instead")
        MOVED = "moved", _("Moved to another class")
        CLASS_CHANGED = "class_changed", _("Days or place changed")
        CLASS_HELD = "class_held", _("The class will be held")
        CLASS_REMINDER = "class_reminder", _("Reminder before the class")
        CLASS_CANCELED = "class_canceled", _("Class canceled")
        ROUND_OPENED = "round_opened", _("Agencies are asked to name people")
        ROUND_REMINDER = "round_reminder", _("Reminder before the deadline of nominations")
        APPROVAL_ASKED = "approval_asked", _("A registration awaits the agency")
        EXCUSE_ACCEPTED = "excuse_accepted", _("Excuse accepted")
        EXCUSE_REFUSED = "excuse_refused", _("Excuse not accepted")
        FEEDBACK_ASKED = "feedback_asked", _("Feedback is asked for")
        CERTIFICATE_READY = "certificate_ready", _("Certificate ready")
        CERTIFICATE_REVOKED = "certificate_revoked", _("Certificate revoked")
        CERTIFICATE_REPLACED = "certificate_replaced", _("Corrected certificate issued")
        CERTIFICATE_COPIED = "certificate_copied", _("Copy from the register issued")
        REQUEST_RECEIVED = "certificate_request_received", _("Request about a certificate received")
        REQUEST_REFUSED = "certificate_request_refused", _("Request about a certificate refused")

    kind = models.CharField(_("letter"), max_length=30, choices=Kind)
    # The cause, e.g. "confirmed:<id of the change>": one event, one letter (I8).
    key = models.CharField(max_length=120, unique=True)
    enrollment = models.ForeignKey(Enrollment, models.CASCADE, null=True, related_name="letters")
    training_class = models.ForeignKey(
        TrainingClass, models.CASCADE, null=True, related_name="letters"
    )
    # For letters to coordinators; letters about an enrollment go to the person.
    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, related_name="letters", verbose_name=_("agency")
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
    # As it went out, so that anybody can see later what was written.
    subject = models.CharField(pgettext_lazy("of a letter", "subject"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.to}"


class LetterText(models.Model):
    """The words of one kind of letter in one language, where the site has changed them."""

    kind = models.CharField(_("letter"), max_length=30, choices=Letter.Kind)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    subject = models.CharField(pgettext_lazy("of a letter", "subject"), max_length=200)
    body = models.TextField(_("text"))
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("text of a letter")
        verbose_name_plural = _("texts of letters")
        constraints = [
            models.UniqueConstraint(fields=["kind", "language"], name="letter_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"
