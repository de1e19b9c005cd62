"""The search form over classes."""

from typing import Any

import django_filters

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.form_layout import filter_helper
from courses.models import Category, TrainingClass


class WordsFilter(django_filters.CharFilter):
    """Hands what was typed to `search` of the rows."""

    def filter(self, rows: QuerySet, words: str) -> QuerySet:
        return rows.search(words) if words else rows


class ClassFilter(django_filters.FilterSet):
    """By words without accents, year, state and field of training."""

    q = WordsFilter(label=_("Title or code"), max_length=100)
    year = django_filters.ChoiceFilter(
        label=_("Year"), field_name="ends_on__year", empty_label=_("All years")
    )
    phase = django_filters.ChoiceFilter(
        label=_("State"),
        method="in_phase",
        choices=TrainingClass.Phase.choices,
        empty_label=_("All states"),
    )
    category = django_filters.ModelChoiceFilter(
        label=_("Field of training"),
        field_name="course__category",
        queryset=Category.objects.all(),
        empty_label=_("All fields"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        days = TrainingClass.objects.dates("ends_on", "year", order="DESC")
        self.filters["year"].extra["choices"] = [(str(day.year), str(day.year)) for day in days]
        self.form.helper = filter_helper("q", "year", "phase", "category")

    def in_phase(self, rows: QuerySet, _name: str, phase: str) -> QuerySet:
        return rows.in_phase(phase, timezone.now())
