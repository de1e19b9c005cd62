"""The training plan of a year: what is to be held, for whom, and with which money."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Course, FundingSource, IssuingBody, TrainingClass
from courses.models.money import MoneyField
from enrollment.models.agencies import Agency
from enrollment.querysets import PlanLineQuerySet, PlanQuerySet


class TrainingPlan(models.Model):
    """One plan for each year and body; approved by a decision, changed by later ones."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    issuing_body = models.ForeignKey(
        IssuingBody, models.PROTECT, related_name="plans", verbose_name=_("issuing body")
    )
    decision = models.CharField(_("number of the decision"), max_length=120, blank=True)
    decided_on = models.DateField(_("date of the decision"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    is_demo = models.BooleanField(default=False, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("training plan")
        verbose_name_plural = _("training plans")
        ordering = ["-year", "issuing_body"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "issuing_body"],
                name="plan_one_per_year_and_body",
                violation_error_message=_("This body has a plan for this year already."),
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | ~Q(decision=""), name="plan_approved_by_a_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.issuing_body}"

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None


class PlanLine(models.Model):
    """One line: so many classes for so many people in a quarter."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(TrainingPlan, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(_("place in the plan"), default=0)
    title = models.CharField(_("content"), max_length=300)
    course = models.ForeignKey(
        Course,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_lines",
        verbose_name=_("course"),
    )
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    quarter = models.PositiveSmallIntegerField(
        _("quarter"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(4)],
        help_text=_("Empty: some time in the year."),
    )
    classes = models.PositiveSmallIntegerField(
        _("classes"), default=1, validators=[MinValueValidator(1)]
    )
    participations = models.PositiveIntegerField(_("participations"), default=0)
    place = models.CharField(_("place"), max_length=200, blank=True)
    host = models.CharField(_("leading unit"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    dropped_at = models.DateTimeField(_("dropped"), null=True, editable=False)
    dropped_reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    target_agencies = models.ManyToManyField(
        Agency, blank=True, related_name="plan_lines", verbose_name=_("target agencies")
    )

    objects = PlanLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a plan")
        verbose_name_plural = _("lines of plans")
        ordering = ["plan", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quarter=None) | Q(quarter__range=(1, 4)), name="plan_quarter_of_a_year"
            ),
            models.CheckConstraint(condition=Q(classes__gte=1), name="plan_line_has_classes"),
            models.CheckConstraint(
                condition=Q(dropped_at=None) | ~Q(dropped_reason=""),
                name="plan_line_dropped_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_dropped(self) -> bool:
        return self.dropped_at is not None


class PlanBudget(models.Model):
    """Money of one source for one line."""

    line = models.ForeignKey(PlanLine, models.CASCADE, related_name="budgets")
    source = models.ForeignKey(
        FundingSource, models.PROTECT, related_name="plan_budgets", verbose_name=_("source")
    )
    amount = MoneyField(_("amount"))

    class Meta:
        verbose_name = _("budget of a line")
        verbose_name_plural = _("budgets of lines")
        ordering = ["source__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "source"], name="budget_once_per_source"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.amount}"


class PlannedClass(models.Model):
    """A class that carries out a line of the plan."""

    training_class = models.OneToOneField(
        TrainingClass, models.CASCADE, related_name="planned", verbose_name=_("class")
    )
    line = models.ForeignKey(
        PlanLine, models.PROTECT, related_name="planned_classes", verbose_name=_("line of the plan")
    )

    class Meta:
        verbose_name = _("class of a plan")
        verbose_name_plural = _("classes of plans")

    def __str__(self) -> str:
        return f"{self.line_id} {self.training_class_id}"
