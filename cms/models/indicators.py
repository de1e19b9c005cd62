"""Indicators: figures of the agency beside those of training, each as of a day."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel

from cms.year_figures.indicator_form import AmountInput, IndicatorForm
from courses import vietnamese
from courses.dates import short_date
from courses.models.reference import TwoLanguages


class AmountField(models.DecimalField):
    """Up to billions with some decimals; forms take it as people write it."""

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{**options, "form_class": AmountInput})


class Indicator(TwoLanguages, ClusterableModel):
    """What is counted: workstations, communes with a computer, documents of an archive."""

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Small letters, digits, hyphens."))],
        help_text=_("Never changes; articles and files know the indicator by it."),
    )
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=60, blank=True)
    part_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
        help_text=_("Of the same day, a part is never more than its whole."),
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    base_form_class = IndicatorForm
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
        FieldPanel("code"),
        FieldRowPanel([FieldPanel("unit"), FieldPanel("unit_en")]),
        FieldPanel("part_of"),
        InlinePanel("values", label=_("Value"), heading=_("Values")),
        FieldPanel("source"),
        FieldPanel("note"),
    ]

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(part_of=None) | ~Q(part_of=F("id")), name="indicator_not_part_of_itself"
            ),
        ]

    def clean(self) -> None:
        super().clean()
        self.name = vietnamese.clean_text(self.name)
        if self._stands_below_itself():
            raise ValidationError({"part_of": _("An indicator cannot be a part of itself.")})
        if self.part_of and self.part_of.unit != self.unit:
            raise ValidationError(
                {"part_of": _("A part has the unit of its whole: %(unit)s.")},
                params={"unit": self.part_of.unit},
            )

    def must_fit(self, values: Mapping[dt.date, Decimal | None]) -> None:
        """Refuse values that are more than the whole of the same day, or less than a part."""
        if self.part_of:
            refuse_larger_parts(values, self.part_of.known_values())
        for part in self.parts.all() if self.pk else ():
            refuse_larger_parts(part.known_values(), values)

    def known_values(self) -> dict[dt.date, Decimal | None]:
        stored = IndicatorValue.objects.filter(indicator=self)
        return dict(stored.values_list("as_of", "value"))

    def _stands_below_itself(self) -> bool:
        above, seen = self.part_of, set()
        while above is not None and above.pk not in seen:
            if self.pk and above.pk == self.pk:
                return True
            seen.add(above.pk)
            above = above.part_of
        return False

    @property
    def shown_unit(self) -> str:
        return self.unit_en if self.unit_en and get_language() == "en" else self.unit


class IndicatorValue(models.Model):
    """What an indicator was on a day: a count, a share of a count, or not quantified at all."""

    indicator = ParentalKey(Indicator, on_delete=models.CASCADE, related_name="values")
    as_of = models.DateField(_("as of"))
    value = AmountField(_("value"), max_digits=18, decimal_places=4, null=True, blank=True)
    denominator = AmountField(
        _("of how many"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("Only for a share: 82 of 210. It is never reduced."),
    )
    note = models.CharField(
        _("note"), max_length=300, blank=True, help_text=_("Needed where there is no value.")
    )

    panels = [
        FieldRowPanel([FieldPanel("as_of"), FieldPanel("value"), FieldPanel("denominator")]),
        FieldPanel("note"),
    ]

    class Meta:
        verbose_name = _("value of an indicator")
        verbose_name_plural = _("values of indicators")
        ordering = ["indicator", "-as_of"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "as_of"],
                name="indicator_value_once_a_day",
                violation_error_message=_("This indicator has a value of this day already."),
            ),
            models.CheckConstraint(
                condition=Q(denominator=None) | Q(denominator__gt=0),
                name="indicator_denominator_above_zero",
                violation_error_message=_("The whole of a share is more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(denominator=None)
                | Q(value=None)
                | Q(value__gte=0, value__lte=F("denominator")),
                name="indicator_share_within_whole",
                violation_error_message=_("A share is not more than its whole."),
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(note=""),
                name="indicator_value_or_note",
                violation_error_message=_("Without a value, the note says why."),
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(denominator=None),
                name="indicator_share_has_a_value",
                violation_error_message=_("A share needs its value."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} ({self.as_of:%d/%m/%Y})"

    def clean(self) -> None:
        super().clean()
        self.note = vietnamese.clean_text(self.note)
        indicator = getattr(self, "indicator", None)
        if indicator is not None and indicator.pk and self.value is not None:
            indicator.must_fit({self.as_of: self.value})


def refuse_larger_parts(
    part: Mapping[dt.date, Decimal | None], whole: Mapping[dt.date, Decimal | None]
) -> None:
    for day, value in part.items():
        of = whole.get(day)
        if value is not None and of is not None and value > of:
            raise ValidationError(
                _("On %(day)s the part would be more than its whole: %(part)s of %(whole)s."),
                code="part_above_whole",
                params={
                    "day": short_date(day),
                    "part": number_format(value.normalize(), force_grouping=True),
                    "whole": number_format(of.normalize(), force_grouping=True),
                },
            )
