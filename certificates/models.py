"""What a class leaves behind: registers, certificates with frozen content, runs that make files."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.querysets import (
    CertificateQuerySet,
    IssueRunQuerySet,
    SignatoryQuerySet,
)
from courses.models import IssuingBody, TrainingClass
from courses.private_files import private_storage
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


class CallLetter(models.Model):
    """What the organizers typed for the call letters of a class; the same for every agency."""

    training_class = models.OneToOneField(
        TrainingClass, models.CASCADE, related_name="call_letter", verbose_name=_("class")
    )
    number = models.CharField(
        _("number of the letter"),
        max_length=60,
        blank=True,
        help_text=_("As it is to be printed; empty leaves room for the clerk's hand."),
    )
    issued_on = models.DateField(_("date of the letter"), null=True, blank=True)
    signatory = models.ForeignKey(
        Signatory, models.SET_NULL, null=True, blank=True, verbose_name=_("signed by")
    )
    bring = models.CharField(_("what to bring"), max_length=500, blank=True)
    costs = models.CharField(_("who pays what"), max_length=500, blank=True)
    extra = models.TextField(
        _("further text"),
        max_length=3000,
        blank=True,
        help_text=_("One paragraph per line, before the signature."),
    )
    recipients = models.TextField(
        _("recipients"),
        max_length=1000,
        blank=True,
        help_text=_("One per line, as at the foot of the letter."),
    )
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("call letter")
        verbose_name_plural = _("call letters")

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.number}"


class IssueRun(models.Model):
    """One order to make the files of a class; may be killed and taken up again at any point."""

    class Kind(models.TextChoices):
        CERTIFICATES = "certificates", _("Certificates")
        CALL_LETTERS = "call_letters", _("Call letters")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be made")
        RUNNING = "running", _("Being made")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Could not be made")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="issue_runs", verbose_name=_("class")
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.CERTIFICATES)
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
                fields=["training_class", "kind"],
                condition=Q(state__in=["queued", "running"]),
                name="issue_run_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.state}"

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)
