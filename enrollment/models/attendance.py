"""Who was there: one row per session and enrollment, and every mark that was ever made."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import Session, TrainingClass
from courses.private_files import private_storage
from enrollment.models.enrollment import Enrollment
from enrollment.querysets import ExcuseRequestQuerySet, RollDeviceQuerySet


class Attendance(models.Model):
    """The mark that counts now; how it came about stands in `AttendanceMark`."""

    class Mark(models.TextChoices):
        PRESENT = "present", _("Present")
        LATE = "late", _("Late")
        LEFT_EARLY = "left_early", _("Left early")
        EXCUSED = "excused", _("Excused absence")
        ABSENT = "absent", _("Absent")

    # Those who were there, if not for all of it.
    ATTENDED = (Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY)

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendance")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="attendance")
    mark = models.CharField(_("mark"), max_length=20, choices=Mark)
    minutes = models.PositiveSmallIntegerField(
        _("minutes missed"), null=True, blank=True, help_text=_("Of coming late or leaving early.")
    )
    # Whole periods that count, decided by the class's rule when the mark was made.
    periods = models.PositiveSmallIntegerField(_("periods"))
    marked_at = models.DateTimeField(_("marked"))
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [
            models.UniqueConstraint(fields=["session", "enrollment"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(mark__in=["late", "left_early"]),
                name="minutes_of_late_or_early_only",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.enrollment_id} {self.mark}"


class RollDevice(models.Model):
    """A browser that takes the roll without a network; its marks are told apart by it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="roll_devices", verbose_name=_("by")
    )
    name = models.CharField(_("device"), max_length=120)
    registered_at = models.DateTimeField(_("first used"))
    last_seen_at = models.DateTimeField(_("last seen"))
    revoked_at = models.DateTimeField(_("blocked"), null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = RollDeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("device for the roll call")
        verbose_name_plural = _("devices for the roll call")
        ordering = ["-last_seen_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class AttendanceMark(models.Model):
    """One mark as it came in; rows are added, never changed but for the decision on a held one."""

    class Source(models.TextChoices):
        DESK = "desk", _("screen of the roll call")
        GRID = "grid", _("table of sessions and people")
        PAPER = "paper", _("signed sheet")
        DEVICE = "device", _("phone, sent later")
        QR = "qr", _("QR code")
        CODE = "code", _("typed code")
        EXCUSE = "excuse", _("accepted excuse")
        MAKE_UP = "make_up", _("made up in another class")

    class Outcome(models.TextChoices):
        APPLIED = "applied", _("counts, or counted")
        SAME = "same", _("changed nothing")
        OLDER = "older", _("older than the mark that counts")
        REFUSED = "refused", _("refused")
        HELD = "held", _("held for a decision")

    # Made on the device; the same mark sent again is recognized by it.
    client_id = models.UUIDField(_("key of the device"), unique=True, default=uuid.uuid4)
    session = models.ForeignKey(Session, models.PROTECT, related_name="marks")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="marks")
    # Empty: the mark before was a slip and is taken back.
    mark = models.CharField(_("mark"), max_length=20, choices=Attendance.Mark, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes missed"), null=True, blank=True)
    # "All the rest present" and codes typed by trainees never change a mark that is there.
    only_if_unmarked = models.BooleanField(_("only where there is no mark"), default=False)
    replaced = models.CharField(_("mark before"), max_length=20, blank=True)
    source = models.CharField(_("taken by"), max_length=10, choices=Source)
    outcome = models.CharField(_("what became of it"), max_length=10, choices=Outcome)
    # Stable code of the refusal, or why it is held.
    refusal = models.CharField(max_length=40, blank=True)
    # A correction after the session was closed says why.
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    device = models.ForeignKey(
        RollDevice, models.SET_NULL, null=True, related_name="marks", verbose_name=_("device")
    )
    # As told by the clock of the device, which may be wrong; `made_at` is set right by what that
    # clock showed when it sent, and orders the marks of a person (enrollment.running.roll_rules).
    device_at = models.DateTimeField(_("time of the device"), null=True)
    made_at = models.DateTimeField(_("made"))
    received_at = models.DateTimeField(_("received"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("mark of the roll call")
        verbose_name_plural = _("marks of the roll call")
        ordering = ["received_at", "pk"]
        indexes = [models.Index(fields=["session", "enrollment"])]

    def __str__(self) -> str:
        return f"{self.session_id} {self.enrollment_id} {self.mark} {self.outcome}"


class ExcuseRequest(models.Model):
    """A trainee says beforehand or afterwards why a session is or was missed."""

    class State(models.TextChoices):
        OPEN = "open", _("Awaiting an answer")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        TAKEN_BACK = "taken_back", _("Taken back")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="excuses")
    session = models.ForeignKey(
        Session, models.CASCADE, related_name="excuses", verbose_name=_("session")
    )
    reason = models.CharField(_("reason"), max_length=500)
    proof = models.FileField(
        _("proof"), storage=private_storage, upload_to="excuses", blank=True, max_length=200
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField(_("asked"))
    decided_at = models.DateTimeField(_("answered"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    objects = ExcuseRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to be excused")
        verbose_name_plural = _("requests to be excused")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "session"],
                condition=Q(state__in=["open", "accepted"]),
                name="excuse_once_per_session",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.session_id} {self.state}"


class MakeUp(models.Model):
    """A missed session, made up by attending one of another class of the same course."""

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="make_ups")
    missed = models.ForeignKey(Session, models.PROTECT, related_name="made_up")
    attended = models.ForeignKey(Session, models.PROTECT, related_name="make_ups")
    periods = models.PositiveSmallIntegerField(_("periods"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("session made up")
        verbose_name_plural = _("sessions made up")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "missed"], name="made_up_once"),
            models.CheckConstraint(
                condition=~Q(missed=F("attended")), name="made_up_in_another_session"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.missed_id} > {self.attended_id}"


class SheetNumber(models.Model):
    """The row of a person on the printed sheet; it never moves, so that paper can be typed in.

    Numbering anew makes another version and leaves the older ones as they were printed.
    """

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="sheet_numbers")
    version = models.PositiveSmallIntegerField(_("version of the sheet"), default=1)
    number = models.PositiveSmallIntegerField(_("number"))
    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="sheet_numbers")

    class Meta:
        verbose_name = _("row of the sign-in sheet")
        verbose_name_plural = _("rows of the sign-in sheet")
        ordering = ["training_class", "version", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "version", "number"], name="sheet_number_once"
            ),
            models.UniqueConstraint(
                fields=["version", "enrollment"], name="sheet_number_of_a_person_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class_id} v{self.version} {self.number}"


class PaperSheet(models.Model):
    """The signed sheet of a session, kept as evidence of what was typed from it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="paper_sheets")
    session = models.ForeignKey(Session, models.PROTECT, related_name="paper_sheets")
    file = models.FileField(
        _("scan"), storage=private_storage, upload_to="sheets", blank=True, max_length=200
    )
    version = models.PositiveSmallIntegerField(_("version of the sheet"), default=1)
    typed = models.TextField(_("as typed"), max_length=2000, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("signed sheet")
        verbose_name_plural = _("signed sheets")
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.session_id} {self.recorded_at:%Y-%m-%d}"
