"""The record trainee x class: its state, its history, and the names as they were that day."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import TrainingClass
from enrollment.models.agencies import Agency, AgencyLevel
from enrollment.models.people import Trainee
from enrollment.querysets import EnrollmentQuerySet


class Enrollment(models.Model):
    class State(models.TextChoices):
        PENDING_AGENCY = "pending_agency", _("Awaiting the agency")
        PENDING = "pending", _("Awaiting approval")
        CONFIRMED = "confirmed", _("Confirmed")
        OFFERED = "offered", _("Seat offered")
        WAITING = "waiting", _("Waiting list")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        SUBSTITUTED = "substituted", _("Substituted")
        CANCELED = "canceled", _("Class canceled")

    class Source(models.TextChoices):
        SELF = "self", _("registered online")
        AGENCY = "agency", _("named by the agency")
        DESK = "desk", _("added by the organizers")
        WALK_IN = "walk_in", _("came without registration")
        RECORDED = "recorded", _("recorded from old papers")

    class Outcome(models.TextChoices):
        OPEN = "", _("not decided")
        COMPLETED = "completed", _("Completed")
        NOT_COMPLETED = "not_completed", _("Not completed")

    ACTIVE = (
        State.PENDING_AGENCY,
        State.PENDING,
        State.CONFIRMED,
        State.OFFERED,
        State.WAITING,
    )
    # Those for whom a seat is kept.
    SEATED = (State.CONFIRMED, State.OFFERED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="enrollments", verbose_name=_("class")
    )
    trainee = models.ForeignKey(
        Trainee, models.PROTECT, related_name="enrollments", verbose_name=_("trainee")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="enrollments", verbose_name=_("agency")
    )
    state = models.CharField(_("state"), max_length=20, choices=State, db_index=True)
    source = models.CharField(_("source"), max_length=20, choices=Source, default=Source.SELF)
    registered_at = models.DateTimeField(_("registered"))
    # The seats of an agency out of which this one came; empty for one that anybody could have.
    seat_of = models.ForeignKey(
        "AgencySeats", models.PROTECT, null=True, blank=True, related_name="enrollments"
    )
    batch = models.ForeignKey(
        "NominationBatch",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="enrollments",
        verbose_name=_("nomination"),
    )
    # Who came instead (a colleague), or what came instead (the same person in another class).
    replaced_by = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces"
    )
    # Place set by the organizers; smaller is earlier, empty comes last.
    queue_rank = models.IntegerField(_("place in the order"), null=True, blank=True)
    # A form sent twice carries the same key and gets the first answer.
    request_key = models.UUIDField(null=True, unique=True, editable=False)
    # As it was on the day; a later merger or marriage changes none of it.
    full_name = models.CharField(_("full name"), max_length=120)
    position = models.CharField(_("position"), max_length=200, blank=True)
    agency_name = models.CharField(_("agency as of the class"), max_length=200)
    agency_parent_names = models.TextField(_("parents of the agency"), blank=True)
    agency_level = models.ForeignKey(AgencyLevel, models.PROTECT, related_name="+")
    # Frozen when the results are recognized.
    outcome = models.CharField(
        _("result"), max_length=20, choices=Outcome, blank=True, default=Outcome.OPEN
    )
    periods_attended = models.PositiveSmallIntegerField(_("periods attended"), null=True)
    periods_total = models.PositiveSmallIntegerField(_("periods held"), null=True)
    score = models.DecimalField(_("score"), max_digits=4, decimal_places=1, null=True, blank=True)
    ranking = models.CharField(_("rank"), max_length=60, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrollment")
        verbose_name_plural = _("enrollments")
        ordering = ["registered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "trainee"],
                condition=Q(
                    state__in=["pending_agency", "pending", "confirmed", "offered", "waiting"]
                ),
                name="enrollment_one_active_per_class",
            ),
            models.CheckConstraint(
                condition=Q(periods_attended=None)
                | Q(periods_attended__lte=models.F("periods_total")),
                name="enrollment_periods_within_total",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0), name="enrollment_score_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["training_class", "state"])]

    def __str__(self) -> str:
        return f"{self.full_name}, {self.training_class_id}"

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def has_seat(self) -> bool:
        return self.state in self.SEATED

    @property
    def is_completed(self) -> bool:
        return self.outcome == self.Outcome.COMPLETED

    @property
    def open_offer(self) -> "SeatOffer | None":
        """The offer that awaits an answer."""
        return next((offer for offer in self.offers.all() if not offer.answer), None)


class SeatOffer(models.Model):
    """A free seat, kept for one who waits until the answer comes or the time is over."""

    class Answer(models.TextChoices):
        OPEN = "", _("no answer yet")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("not answered in time")
        # The person was withdrawn, substituted or the class was canceled meanwhile.
        VOID = "void", _("no longer needed")

    # In the link of the letter: who knows it may answer.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="offers")
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("answer until"), db_index=True)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True, default="")
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("offer of a seat")
        verbose_name_plural = _("offers of seats")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment"], condition=Q(answer=""), name="offer_one_open_per_enrollment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id} {self.expires_at:%Y-%m-%d %H:%M}"


class EnrollmentChange(models.Model):
    """One step in the life of an enrollment; rows are added, never changed."""

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="changes")
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, choices=Enrollment.State)
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    # Which rule made the move: a person's decision, a free seat, the class was canceled.
    rule = models.CharField(_("rule"), max_length=40)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("change of an enrollment")
        verbose_name_plural = _("changes of enrollments")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_state} > {self.to_state}"
