"""The register: who signs, the book of a year, its certificates and what became of them."""

import secrets
import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.models.designs import DesignVersion
from certificates.querysets import (
    CertificateQuerySet,
    CertificateRequestQuerySet,
    RegisterQuerySet,
    SignatoryQuerySet,
    refuse_frozen,
    refuse_to_delete,
)
from courses.models import IssuingBody
from courses.models.reference import DatedRule
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
    # Kept by certificates.register.numbers alone, in the same transaction as the certificate.
    last_number = models.PositiveIntegerField(_("last number"), default=0)
    # From then on no number is given in it; opened again by an administrator only.
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )

    objects = RegisterQuerySet.as_manager()

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

    def delete(self, *args: Any, **options: Any) -> Any:
        refuse_to_delete()

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


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
    # The printed name folded; that of the person may become another.
    search_text = models.CharField(max_length=300, blank=True, editable=False)
    # The layout it was printed with; empty for those of before there were designs.
    design = models.ForeignKey(
        DesignVersion, models.PROTECT, null=True, related_name="certificates"
    )
    # Signed short record in the QR code, made when the certificate was; empty without a key.
    record = models.CharField(max_length=400, blank=True, editable=False)
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
    revoked_decision = models.CharField(_("number of the decision"), max_length=60, blank=True)
    revoked_decision_on = models.DateField(_("date of the decision"), null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    pdf = models.FileField(storage=private_storage, upload_to="certificates", blank=True)
    # When the stored file was signed; empty for one made while no key was set.
    signed_at = models.DateTimeField(_("signed"), null=True, editable=False)
    handed_over_on = models.DateField(_("handed over on"), null=True)
    handed_over_to = models.CharField(
        _("handed over to"),
        max_length=120,
        blank=True,
        help_text=_("Only where it was somebody else."),
    )
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

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
            models.CheckConstraint(
                condition=Q(handed_over_on=None) | Q(handed_over_on__gte=F("issued_on")),
                name="handed_over_after_issue",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | ~Q(revoked_reason=""), name="revoked_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.serial

    def save(self, *args: Any, **options: Any) -> None:
        """Stored once; afterwards only named fields may follow, and none of the frozen ones."""
        if not (self._state.adding or options.get("force_insert")):
            refuse_frozen(CertificateQuerySet.frozen, options.get("update_fields"))
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> Any:
        refuse_to_delete()

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


class RevocationRequest(models.Model):
    """One person asks for a revocation, another one decides."""

    class State(models.TextChoices):
        OPEN = "open", _("Awaiting the second person")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        TAKEN_BACK = "taken_back", _("Taken back")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="revocations")
    reason = models.CharField(_("reason"), max_length=300)
    decision = models.CharField(_("number of the decision"), max_length=60)
    decision_on = models.DateField(_("date of the decision"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("request for a revocation")
        verbose_name_plural = _("requests for revocations")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(state="open"), name="revocation_asked_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(asked_by=None) | ~Q(asked_by=F("decided_by")),
                name="revocation_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.state}"


class RequestRule(DatedRule):
    """Within how many working days a request is answered; counted from the day after."""

    working_days = models.PositiveSmallIntegerField(
        _("working days"), default=5, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("time to answer requests about certificates")
        verbose_name_plural = _("times to answer requests about certificates")
        ordering = ["-valid_from"]


class CertificateRequest(models.Model):
    """A wish for a corrected certificate or for a copy; answered within some working days."""

    class Kind(models.TextChoices):
        ERROR = "error", _("error of the issuing body")
        LOST = "lost", _("lost")
        DAMAGED = "damaged", _("damaged")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="requests")
    kind = models.CharField(_("what happened"), max_length=10, choices=Kind)
    text = models.CharField(_("what is asked for"), max_length=500, blank=True)
    # Number and date of the letter, where the desk records one.
    letter = models.CharField(_("letter"), max_length=120, blank=True)
    asked_on = models.DateField(_("asked on"))
    due_on = models.DateField(_("answer due on"), db_index=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    objects = CertificateRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request about a certificate")
        verbose_name_plural = _("requests about certificates")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(state="open"), name="request_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.kind} {self.state}"


class CertificateCopy(models.Model):
    """A copy from the register: what the book says, certified on a later day."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="copies")
    number = models.PositiveSmallIntegerField(_("number of the copy"))
    request = models.OneToOneField(
        CertificateRequest, models.PROTECT, null=True, related_name="copy"
    )
    signatory = models.ForeignKey(Signatory, models.PROTECT, related_name="+")
    content = models.JSONField(_("frozen content"))
    content_hash = models.CharField(max_length=64)
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField(_("recorded"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("copy from the register")
        verbose_name_plural = _("copies from the register")
        ordering = ["certificate", "number"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "number"], name="copy_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.number}"

    def delete(self, *args: Any, **options: Any) -> Any:
        refuse_to_delete()
