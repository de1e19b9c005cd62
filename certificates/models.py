"""What a class leaves behind: registers, certificates with frozen content, runs that make files."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.private_files import private_storage
from certificates.querysets import (
    CertificateQuerySet,
    IssueRunQuerySet,
    SignatoryQuerySet,
)
from courses.models import IssuingBody, TrainingClass
from enrollment.models import Enrollment

# Without 0 O 1 I L U: read aloud and typed from paper.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 28  # 30**28 is more than 2**137


def new_code() -> str:
    """An unguessable verification code, at least 128 bits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _unused in range(CODE_LENGTH))


class Signatory(models.Model):
    """Who signs, as printed: authority, title and name; dated."""

    issuing_body = models.ForeignKey(
        IssuingBody, models.PROTECT, related_name="signatories", verbose_name=_("issuing body")
    )
    authority = models.CharField(
        _("authority"), max_length=120, blank=True, help_text=_("First line, e.g. on behalf of.")
    )
    title = models.CharField(_("office as printed"), max_length=120)
    full_name = models.CharField(_("full name"), max_length=120)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["issuing_body", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="signatory_ends_after_start",
                violation_error_message=_("The last day is before the first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name}, {self.title}"


class Register(models.Model):
    """The book of one issuing body and year; numbers run 1..N without a gap."""

    issuing_body = models.ForeignKey(IssuingBody, models.PROTECT, related_name="registers")
    year = models.PositiveSmallIntegerField(_("year"))
    # Kept by certificates.register alone, in the same transaction as the certificate.
    last_number = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("register")
        verbose_name_plural = _("registers")
        ordering = ["-year", "issuing_body"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuing_body", "year"], name="register_one_per_body_and_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issuing_body} {self.year}"


class Certificate(models.Model):
    """An issued document: number and printed text are stored together and never change.

    The PDF is a derived file that can be made again from `content`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    register = models.ForeignKey(Register, models.PROTECT, related_name="certificates")
    number = models.PositiveIntegerField(_("register number"))
    serial = models.CharField(_("serial number"), max_length=40, unique=True)
    code = models.CharField(
        _("verification code"), max_length=40, unique=True, default=new_code, editable=False
    )
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="certificates")
    content = models.JSONField(_("frozen content"))
    content_hash = models.CharField(max_length=64)
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField(_("recorded"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_reason = models.CharField(_("reason"), max_length=300, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    pdf = models.FileField(storage=private_storage, upload_to="certificates", blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["register", "number"]
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="number_once_in_register"),
            models.UniqueConstraint(
                fields=["enrollment"],
                condition=Q(revoked_at=None),
                name="certificate_one_valid_per_enrollment",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="number_begins_at_one"),
        ]

    def __str__(self) -> str:
        return self.serial

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def is_replaced(self) -> bool:
        """Ask for it after `select_related("replaced_by")` in lists."""
        return hasattr(self, "replaced_by")

    @property
    def register_number(self) -> str:
        """The line in the book, as printed: 123/2010."""
        return f"{self.number}/{self.content['year']}"


class IssueRun(models.Model):
    """One order to make the files of a class; may be killed and taken up again at any point."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be made")
        RUNNING = "running", _("Being made")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Could not be made")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="issue_runs", verbose_name=_("class")
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(_("requested"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.QUEUED)
    total = models.PositiveIntegerField(_("papers"), default=0)
    done = models.PositiveIntegerField(_("made"), default=0)
    # Whoever works on the run moves this on; past it another may take over.
    lease_until = models.DateTimeField(null=True)
    # How often a worker began; a run that kills its worker each time is given up.
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)
    merged_pdf = models.FileField(storage=private_storage, upload_to="runs", blank=True)

    objects = IssueRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue of certificates")
        verbose_name_plural = _("issues of certificates")
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class"],
                condition=Q(state__in=["queued", "running"]),
                name="issue_run_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.state}"

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)
