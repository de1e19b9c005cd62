"""One scheduled holding of a course, and its meetings."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses import vietnamese
from courses.dates import short_date
from courses.models.reference import Course, Instructor, IssuingBody, Venue
from courses.models.rules import AttendanceRule, RankingScheme
from courses.querysets import TrainingClassQuerySet


class TrainingClass(models.Model):
    """People enroll in this. Stored are decisions; "open", "full", "over" are derived from them."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        CANCELED = "canceled", _("Canceled")

    class Registration(models.TextChoices):
        OPEN = "open", _("open: confirmed while seats last")
        APPROVAL = "approval", _("by approval")
        NOMINATION = "nomination", _("only named by the agencies")

    class Approval(models.TextChoices):
        """Who says yes to a registration by approval, in this order."""

        DESK = "desk", _("the organizers")
        AGENCY = "agency", _("the coordinator of the agency")
        BOTH = "both", _("the coordinator, then the organizers")

    class WaitingPolicy(models.TextChoices):
        """Who of those who wait is offered a free seat first."""

        FIRST_COME = "first_come", _("who came first")
        FEWEST_SEATS = "fewest_seats", _("agencies with the fewest seats first")
        TARGET_GROUP = "target_group", _("the target group first")
        ORGANIZERS_ORDER = "organizers_order", _("in the order set by the organizers")

    class Phase(models.TextChoices):
        """What the dates and decisions amount to today."""

        DRAFT = "draft", _("Draft")
        ANNOUNCED = "announced", _("Announced")
        OPEN = "open", _("Open for registration")
        CLOSED = "closed", _("Registration closed")
        RUNNING = "running", _("Running")
        ENDED = "ended", _("Ended")
        RECOGNIZED = "recognized", _("Results recognized")
        CANCELED = "canceled", _("Canceled")

    code = models.CharField(
        _("code"),
        max_length=30,
        unique=True,
        validators=[RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]*$")],
        help_text=_("Letters, digits and hyphens; part of the address of the class."),
    )
    course = models.ForeignKey(
        Course, models.PROTECT, related_name="classes", verbose_name=_("course")
    )
    # With a context: Wagtail names the titles of its pages by the same word.
    title = models.CharField(pgettext_lazy("of a class", "title"), max_length=300)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    venue = models.ForeignKey(
        Venue, models.PROTECT, related_name="classes", verbose_name=_("venue")
    )
    instructors = models.ManyToManyField(
        Instructor, blank=True, related_name="classes", verbose_name=_("instructors")
    )
    capacity = models.PositiveIntegerField(_("seats"), validators=[MinValueValidator(1)])
    minimum = models.PositiveIntegerField(_("smallest number to be held"), default=0)
    registration = models.CharField(
        _("registration"), max_length=20, choices=Registration, default=Registration.OPEN
    )
    approval = models.CharField(
        _("approval by"), max_length=20, choices=Approval, default=Approval.DESK
    )
    waiting_policy = models.CharField(
        _("order of the waiting list"),
        max_length=20,
        choices=WaitingPolicy,
        default=WaitingPolicy.FIRST_COME,
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to answer an offer"),
        default=0,
        help_text=_("For a seat from the waiting list; 0 gives the seat at once, unasked."),
    )
    withdraw_until = models.DateField(
        _("last day to withdraw"),
        null=True,
        blank=True,
        help_text=_("Empty: until the day before the class begins."),
    )
    reminder_days = models.PositiveSmallIntegerField(
        _("reminder before the class, in days"),
        default=2,
        help_text=_("0 sends no reminder."),
    )
    registration_opens_at = models.DateTimeField(_("registration opens"))
    registration_closes_at = models.DateTimeField(_("registration deadline"))
    issuing_body = models.ForeignKey(
        IssuingBody, models.PROTECT, related_name="classes", verbose_name=_("issuing body")
    )
    attendance_rule = models.ForeignKey(
        AttendanceRule, models.PROTECT, related_name="classes", verbose_name=_("attendance rule")
    )
    ranking_scheme = models.ForeignKey(
        RankingScheme, models.PROTECT, related_name="classes", verbose_name=_("ranking scheme")
    )
    contact = models.CharField(_("contact"), max_length=300, blank=True)
    decision = models.CharField(
        _("opening decision"), max_length=200, blank=True, help_text=_("Number and date.")
    )
    list_closed_at = models.DateTimeField(_("list frozen"), null=True, editable=False)
    finalized_at = models.DateTimeField(_("results recognized"), null=True, editable=False)
    canceled_at = models.DateTimeField(_("canceled at"), null=True, editable=False)
    cancel_reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    # "It will be held": decided once enough people have come.
    held_decided_at = models.DateTimeField(_("decided to be held"), null=True, editable=False)
    # Raised with each change that calendars must hear of.
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    # Kept by enrollment.seating.seats alone, in the same transaction as the enrollment. Taken
    # are the seats of those confirmed and of those who have an offer; reserved are the seats
    # given to agencies which nobody has taken yet.
    seats_taken = models.PositiveIntegerField(_("seats taken"), default=0, editable=False)
    seats_reserved = models.PositiveIntegerField(_("seats reserved"), default=0, editable=False)
    waiting_count = models.PositiveIntegerField(_("waiting"), default=0, editable=False)
    # Code, title and audience without accents, for every search of classes.
    search_text = models.TextField(editable=False, default="")
    # A class of before this system was in use: recorded from old papers, without its sessions.
    recorded_at = models.DateTimeField(_("recorded from the past"), null=True, editable=False)
    recorded_sessions = models.PositiveSmallIntegerField(
        _("half-days as recorded"), null=True, editable=False
    )
    recorded_periods = models.PositiveSmallIntegerField(
        _("periods as recorded"), null=True, editable=False
    )
    is_demo = models.BooleanField(default=False, editable=False)

    objects = TrainingClassQuerySet.as_manager()

    class Meta:
        verbose_name = _("training class")
        verbose_name_plural = _("training classes")
        ordering = ["starts_on", "code"]
        indexes = [models.Index(fields=["ends_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(seats_taken__lte=F("capacity") - F("seats_reserved")),
                name="class_not_oversold",
                violation_error_message=_("More seats are taken or given than there would be."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="class_ends_after_start",
                violation_error_message=_("The last day is before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(registration_closes_at__gte=F("registration_opens_at")),
                name="class_registration_window",
                violation_error_message=_("Registration would close before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(minimum__lte=F("capacity")),
                name="class_minimum_within_seats",
                violation_error_message=_("The smallest number is above the number of seats."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = vietnamese.fold(f"{self.code} {self.title} {self.audience}")
        super().save(*args, **kwargs)

    @property
    def free_seats(self) -> int:
        """Seats anyone may take now; none while people wait."""
        if self.waiting_count:
            return 0
        return max(self.capacity - self.seats_taken - self.seats_reserved, 0)

    @property
    def is_held(self) -> bool:
        """Neither a draft nor canceled; `held()` finds these rows."""
        return self.status == self.Status.PUBLISHED

    @property
    def is_canceled(self) -> bool:
        return self.status == self.Status.CANCELED

    @property
    def phase(self) -> "TrainingClass.Phase":
        return self.phase_at(timezone.now())

    def phase_at(self, at: dt.datetime) -> "TrainingClass.Phase":
        """The state people speak of, from decisions first and the clock second."""
        if self.status == self.Status.DRAFT:
            return self.Phase.DRAFT
        if self.is_canceled:
            return self.Phase.CANCELED
        if self.finalized_at:
            return self.Phase.RECOGNIZED
        return self._phase_by_clock(at)

    def _phase_by_clock(self, at: dt.datetime) -> "TrainingClass.Phase":
        today = timezone.localdate(at)
        if today > self.ends_on:
            return self.Phase.ENDED
        if today >= self.starts_on:
            return self.Phase.RUNNING
        if self.list_closed_at or at >= self.registration_closes_at:
            return self.Phase.CLOSED
        return self.Phase.ANNOUNCED if at < self.registration_opens_at else self.Phase.OPEN

    def is_cancelable_at(self, at: dt.datetime) -> bool:
        """Before it is held and while it is; what was held cannot be called off."""
        phases = (self.Phase.ANNOUNCED, self.Phase.OPEN, self.Phase.CLOSED, self.Phase.RUNNING)
        return self.phase_at(at) in phases

    @property
    def is_cancelable(self) -> bool:
        return self.is_cancelable_at(timezone.now())

    def is_open_for_registration(self, at: dt.datetime) -> bool:
        """Whether a registration arriving now is accepted, seats or not."""
        return (
            self.is_held
            and self.list_closed_at is None
            and self.finalized_at is None
            and self.registration_opens_at <= at < self.registration_closes_at
        )

    @property
    def last_day_to_withdraw(self) -> dt.date:
        """For trainees and coordinators; organizers may later."""
        return self.withdraw_until or self.starts_on - dt.timedelta(days=1)

    @property
    def year(self) -> int:
        """A class belongs to the year of its last day."""
        return self.ends_on.year


class Session(models.Model):
    """One meeting of a class; attendance is taken per session."""

    class Part(models.TextChoices):
        MORNING = "morning", _("Morning")
        AFTERNOON = "afternoon", _("Afternoon")
        EVENING = "evening", _("Evening")

    training_class = models.ForeignKey(
        TrainingClass, models.CASCADE, related_name="sessions", verbose_name=_("class")
    )
    held_on = models.DateField(_("date"))
    part = models.CharField(_("half-day"), max_length=10, choices=Part, default=Part.MORNING)
    starts_at = models.TimeField(_("from"), default=dt.time(7, 30))
    ends_at = models.TimeField(_("to"), default=dt.time(11, 0))
    periods = models.PositiveSmallIntegerField(
        _("periods"), default=4, validators=[MinValueValidator(1)]
    )
    topic = models.CharField(_("topic"), max_length=300, blank=True)
    instructor = models.ForeignKey(
        Instructor, models.SET_NULL, null=True, blank=True, verbose_name=_("instructor")
    )
    locked_at = models.DateTimeField(_("roll call closed"), null=True, editable=False)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("roll call closed by"),
    )
    # Read out or written on the board; empty while nobody may check in by it.
    check_in_code = models.CharField(_("check-in code"), max_length=12, blank=True, editable=False)
    check_in_until = models.DateTimeField(_("check-in until"), null=True, editable=False)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["held_on", "starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "held_on", "part"],
                name="session_once_per_half_day",
                violation_error_message=_("This half-day already has a session."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message=_("The session ends before it begins."),
            ),
            models.CheckConstraint(condition=Q(periods__gte=1), name="session_has_periods"),
        ]

    def __str__(self) -> str:
        return f"{short_date(self.held_on)} {self.get_part_display()}"

    def clean(self) -> None:
        in_class = getattr(self, "training_class", None)
        if not in_class or not self.held_on:
            return
        if not in_class.starts_on <= self.held_on <= in_class.ends_on:
            raise ValidationError({"held_on": _("This day is outside the class.")})

    @property
    def begins_at(self) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(self.held_on, self.starts_at))

    @property
    def has_begun(self) -> bool:
        """The roll may be taken from the session's own day on."""
        return timezone.localdate() >= self.held_on
