"""The search form over the register."""

from typing import Any

import django_filters
from crispy_forms.layout import HTML

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from certificates.models import Register
from courses.filters import WordsFilter
from courses.form_layout import filter_helper
from courses.models import IssuingBody, TrainingClass

# What may be shown of a line beside its number and name, which always stand there.
COLUMNS = (
    ("serial", _("Serial number")),
    ("agency", _("Agency")),
    ("class_title", _("Class")),
    ("ranking", _("Ranking")),
    ("issued_on", _("Issued on")),
    ("handed_over_on", _("Handed over on")),
    ("state", _("State")),
    ("remarks", _("Remarks")),
)
USUAL_COLUMNS = ("serial", "class_title", "issued_on", "handed_over_on", "state")
STATES = (
    ("issued", _("issued, not handed over")),
    ("handed_over", _("handed over")),
    ("to_sign", _("waiting to be signed")),
    ("revoked", _("revoked")),
    ("replaced", _("replaced")),
)


class RegisterFilter(django_filters.FilterSet):
    """By issuing body, year, class, state and words without accents."""

    q = WordsFilter(label=_("Name, number or code"), max_length=100)
    body = django_filters.ModelChoiceFilter(
        label=_("Issuing body"),
        field_name="register__issuing_body",
        queryset=IssuingBody.objects.filter(registers__isnull=False).distinct(),
        empty_label=_("All issuing bodies"),
    )
    year = django_filters.ChoiceFilter(
        label=_("Year"), field_name="register__year", empty_label=_("All years")
    )
    training_class = django_filters.ModelChoiceFilter(
        label=_("Class"),
        field_name="enrollment__training_class",
        to_field_name="code",
        queryset=TrainingClass.objects.filter(enrollments__certificates__isnull=False)
        .distinct()
        .order_by("-starts_on", "code"),
        empty_label=_("All classes"),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), method="in_state", choices=STATES, empty_label=_("All states")
    )
    columns = django_filters.MultipleChoiceFilter(
        label=_("Columns"),
        method="leave_alone",
        choices=COLUMNS,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        years = Register.objects.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]
        columns = HTML("{% include 'certificates/manage/_columns.html' %}")
        names = ("q", "body", "year", "training_class", "state", columns)
        self.form.helper = filter_helper(*names)

    def in_state(self, rows: QuerySet, _name: str, state: str) -> QuerySet:
        return rows.in_state(state)

    def leave_alone(self, rows: QuerySet, _name: str, _columns: list[str]) -> QuerySet:
        return rows

    @property
    def shown_columns(self) -> list[str]:
        """The columns that are wanted; those read most where none was chosen."""
        chosen = self.form.cleaned_data.get("columns") if self.form.is_valid() else None
        return list(chosen or USUAL_COLUMNS)

    @property
    def register(self) -> Register | None:
        """The one book that is shown, when body and year are chosen."""
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        if not (chosen.get("body") and chosen.get("year")):
            return None
        registers = Register.objects.select_related("issuing_body__heading")
        return registers.filter(issuing_body=chosen["body"], year=int(chosen["year"])).first()
