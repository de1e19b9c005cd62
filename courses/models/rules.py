"""What a regulation sets, as dated data: how much must be attended, how results are ranked."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.reference import DatedRule, TwoLanguages


class AttendanceRule(DatedRule):
    """What must be attended: a share of periods as a whole percentage, and what counts to it."""

    class Excused(models.TextChoices):
        MISSED = "missed", _("counts as missed")
        ATTENDED = "attended", _("counts as attended")
        LEFT_OUT = "left_out", _("is left out of the total")

    required_percent = models.PositiveSmallIntegerField(
        _("required percent of periods"), validators=[MaxValueValidator(100)]
    )
    late_costs_periods = models.PositiveSmallIntegerField(
        _("periods lost by coming late or leaving early"),
        default=1,
        help_text=_("Used where no minutes were noted."),
    )
    excused = models.CharField(
        _("excused absence"), max_length=10, choices=Excused, default=Excused.MISSED
    )
    allowed_misses = models.PositiveSmallIntegerField(
        _("sessions that may be missed"),
        null=True,
        blank=True,
        help_text=_("Besides the share of periods; empty for no further limit."),
    )
    allows_make_up = models.BooleanField(
        _("a missed session may be made up in another class of the course"), default=False
    )
    needs_feedback = models.BooleanField(_("feedback must be given first"), default=False)

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

    class Counts(models.TextChoices):
        LAST = "last", _("the last attempt")
        BEST = "best", _("the best attempt")

    scale_max = models.DecimalField(
        _("highest score"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    pass_mark = models.DecimalField(
        _("pass mark"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    attempts = models.PositiveSmallIntegerField(
        _("attempts"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
        help_text=_("How often a test may be taken."),
    )
    counts = models.CharField(
        _("score that counts"), max_length=10, choices=Counts, default=Counts.LAST
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


class Holiday(models.Model):
    """A day on which offices are closed, besides the weekend; entered as each year is announced."""

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day"]

    def __str__(self) -> str:
        return self.name
