"""What a class costs: where money comes from, what it is for, what was planned and spent."""

import uuid
from typing import Final

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.classes import TrainingClass
from courses.models.reference import TwoLanguages
from courses.querysets import CostLineQuerySet

AMOUNT_DIGITS: Final = 15
AMOUNT_DECIMALS: Final = 2
# Thousands of the largest amounts.
SUM_DIGITS: Final = 20


class MoneyField(models.DecimalField):
    """An amount in the currency of the house, never negative."""

    def __init__(self, *args, **options) -> None:
        options.setdefault("max_digits", AMOUNT_DIGITS)
        options.setdefault("decimal_places", AMOUNT_DECIMALS)
        options.setdefault("validators", [MinValueValidator(0)])
        super().__init__(*args, **options)


class FundingSource(TwoLanguages):
    """Who pays: the central budget, that of the province, the agencies, fees."""

    code = models.SlugField(_("code"), unique=True)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=0)

    class Meta:
        verbose_name = _("source of money")
        verbose_name_plural = _("sources of money")
        ordering = ["position", "name"]


class CostKind(TwoLanguages):
    """What is paid for: lecturers, rooms, documents, travel."""

    code = models.SlugField(_("code"), unique=True)
    account = models.CharField(
        _("account"), max_length=40, blank=True, help_text=_("As the bookkeeping numbers it.")
    )
    position = models.PositiveSmallIntegerField(_("place in lists"), default=0)

    class Meta:
        verbose_name = _("kind of cost")
        verbose_name_plural = _("kinds of cost")
        ordering = ["position", "name"]


class CostLine(models.Model):
    """One line of the costs of a class: what was planned, what was spent, or both."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="costs", verbose_name=_("class")
    )
    kind = models.ForeignKey(
        CostKind, models.PROTECT, related_name="lines", verbose_name=_("kind of cost")
    )
    source = models.ForeignKey(
        FundingSource, models.PROTECT, related_name="lines", verbose_name=_("source of money")
    )
    text = models.CharField(_("what for"), max_length=200, blank=True)
    planned = MoneyField(_("planned"), null=True, blank=True)
    spent = MoneyField(_("spent"), null=True, blank=True)
    payee = models.CharField(_("paid to"), max_length=200, blank=True)
    voucher = models.CharField(_("voucher"), max_length=60, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    # Raised with each change, so that nobody overwrites what he has not seen.
    edition = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = CostLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of costs")
        verbose_name_plural = _("lines of costs")
        ordering = ["kind__position", "kind__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned__isnull=False) | Q(spent__isnull=False),
                name="cost_planned_or_spent",
                violation_error_message=_("Enter what was planned or what was spent."),
            ),
            models.CheckConstraint(
                condition=Q(planned=None) | Q(planned__gte=0), name="cost_planned_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(spent=None) | Q(spent__gte=0), name="cost_spent_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(paid_on=None) | Q(spent__isnull=False),
                name="cost_paid_when_spent",
                violation_error_message=_("A day of payment needs an amount spent."),
            ),
        ]

    def __str__(self) -> str:
        return self.text or str(self.kind)

    @property
    def is_paid(self) -> bool:
        return self.paid_on is not None


class CostSettlement(models.Model):
    """The costs of a class as they were settled. Opened again it stays; the next is a new row."""

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="settlements", verbose_name=_("class")
    )
    settled_at = models.DateTimeField(_("settled"))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    # What the lines gave on that day; no line changes while the settlement stands.
    lines = models.PositiveIntegerField(_("lines"))
    planned = MoneyField(_("planned"), max_digits=SUM_DIGITS)
    spent = MoneyField(_("spent"), max_digits=SUM_DIGITS)
    reopened_at = models.DateTimeField(_("opened again"), null=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    reopened_reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("settlement of costs")
        verbose_name_plural = _("settlements of costs")
        ordering = ["-settled_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class"],
                condition=Q(reopened_at=None),
                name="costs_settled_once",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None) | ~Q(reopened_reason=""),
                name="costs_reopened_with_a_reason",
            ),
            models.CheckConstraint(condition=Q(lines__gte=1), name="costs_settled_with_lines"),
        ]

    def __str__(self) -> str:
        return f"{self.training_class_id} {self.settled_at:%Y-%m-%d}"

    @property
    def stands(self) -> bool:
        return self.reopened_at is None
