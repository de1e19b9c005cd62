"""Search forms over registrations and letters; every choice is bounded and comes from own rows."""

from typing import Any

import django_filters

from django.utils.translation import gettext_lazy as _

from courses.filters import WordsFilter
from courses.form_layout import filter_helper
from courses.models import TrainingClass
from enrollment.models import Enrollment, Letter


class EnrollmentFilter(django_filters.FilterSet):
    """Registrations of one's agencies."""

    q = WordsFilter(label=_("Name or agency"), max_length=100)
    training_class = django_filters.ModelChoiceFilter(
        label=_("Class"), queryset=TrainingClass.objects.none(), empty_label=_("All classes")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=Enrollment.State.choices, empty_label=_("All states")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Only classes of rows that may be seen: a choice tells nothing about others.
        own = TrainingClass.objects.filter(pk__in=self.queryset.values("training_class"))
        self.filters["training_class"].queryset = own.order_by("-starts_on", "code")
        self.form.helper = filter_helper("q", "training_class", "state")


class LetterFilter(django_filters.FilterSet):
    """Letters of one class."""

    state = django_filters.ChoiceFilter(
        label=_("State"), choices=Letter.State.choices, empty_label=_("All states")
    )
    kind = django_filters.ChoiceFilter(
        label=_("Letter"), choices=Letter.Kind.choices, empty_label=_("All letters")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.form.helper = filter_helper("kind", "state")
