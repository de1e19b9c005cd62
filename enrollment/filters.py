"""Search forms over registrations and letters; every choice is bounded and comes from own rows."""

from typing import Any

import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.models import TrainingClass
from enrollment.models import Enrollment, Letter


def search_helper(*names: str) -> FormHelper:
    """One row of boxes and a button; the address keeps what was chosen."""
    helper = FormHelper()
    helper.form_method = "get"
    helper.form_class = "filters"
    helper.disable_csrf = True
    button = "{% include 'enrollment/_filter_buttons.html' %}"
    helper.layout = Layout(*names, Div(HTML(button), css_class="actions"))
    return helper


class EnrollmentFilter(django_filters.FilterSet):
    """Registrations of one's agencies."""

    q = django_filters.CharFilter(label=_("Name or agency"), method="search", max_length=100)
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
        self.form.helper = search_helper("q", "training_class", "state")

    def search(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        return rows.search(text)


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
        self.form.helper = search_helper("kind", "state")
