"""The search form over the register."""

from typing import Any

import django_filters

from django.utils.translation import gettext_lazy as _

from certificates.models import Register
from courses.filters import WordsFilter
from courses.form_layout import filter_helper
from courses.models import IssuingBody


class RegisterFilter(django_filters.FilterSet):
    """By issuing body, year and words without accents."""

    body = django_filters.ModelChoiceFilter(
        label=_("Issuing body"),
        field_name="register__issuing_body",
        queryset=IssuingBody.objects.filter(registers__isnull=False).distinct(),
        empty_label=_("All issuing bodies"),
    )
    year = django_filters.ChoiceFilter(
        label=_("Year"), field_name="register__year", empty_label=_("All years")
    )
    q = WordsFilter(label=_("Name or number"), max_length=100)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        years = Register.objects.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]
        self.form.helper = filter_helper("body", "year", "q")

    @property
    def register(self) -> Register | None:
        """The one book that is shown, when body and year are chosen."""
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        if not (chosen.get("body") and chosen.get("year")):
            return None
        registers = Register.objects.select_related("issuing_body__heading")
        return registers.filter(issuing_body=chosen["body"], year=int(chosen["year"])).first()
