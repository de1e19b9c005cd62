"""What a regulation sets, as dated data: how much must be attended, how results are ranked."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.reference import DatedRule, TwoLanguages


class AttendanceRule(DatedRule):
    """Share of periods that must be attended, as a whole percentage."""

    required_percent = models.PositiveSmallIntegerField(
        _("required percent of periods"), validators=[MaxValueValidator(100)]
    )
    late_costs_periods = models.PositiveSmallIntegerField(
        _("periods lost by coming late or leaving early"), default=1
    )

    class Meta:
        verbose_name = _("attendance rule")
        verbose_name_plural = _("attendance rules")
        ordering = ["name", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(required_percent__lte=100), name="rule_percent_at_most_100"
            ),
        ]


class RankingScheme(DatedRule):
    """How a score becomes a rank. Without a scale there is no test and no rank."""

    scale_max = models.DecimalField(
        _("highest score"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    pass_mark = models.DecimalField(
        _("pass mark"), max_digits=4, decimal_places=1, null=True, blank=True
    )

    class Meta:
        verbose_name = _("ranking scheme")
        verbose_name_plural = _("ranking schemes")
        ordering = ["name", "valid_from"]

    @property
    def has_scores(self) -> bool:
        return self.scale_max is not None


class RankingBand(TwoLanguages):
    """From this score upward a result has this rank, until the next band begins."""

    scheme = models.ForeignKey(RankingScheme, models.CASCADE, related_name="bands")
    minimum = models.DecimalField(
        _("from score"), max_digits=4, decimal_places=1, validators=[MinValueValidator(0)]
    )
    name = models.CharField(_("rank"), max_length=60)
    name_en = models.CharField(_("rank in English"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("rank")
        verbose_name_plural = _("ranks")
        ordering = ["scheme", "-minimum"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "minimum"], name="band_minimum_unique"),
        ]
