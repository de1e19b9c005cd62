"""The form of an indicator: what is typed for it is held against its whole and its parts."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from wagtail.admin.forms import WagtailAdminModelForm

from cms.year_figures.indicators import amount

Values = dict[date, Decimal | None]


class AmountInput(forms.DecimalField):
    """Typed as it is written in the language of the editor: 74.292 and 2,04 in Vietnamese."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "localize": False, "widget": self.widget})
        self.localize = True

    def prepare_value(self, value: Any) -> Any:
        return amount(value) if isinstance(value, Decimal) else value


class IndicatorForm(WagtailAdminModelForm):
    def is_valid(self) -> bool:
        return super().is_valid() and self._parts_fit()

    def _parts_fit(self) -> bool:
        """Values are rows of their own, read after the indicator itself."""
        typed = self._typed()
        try:
            self.instance.must_fit(typed)
        except ValidationError as error:
            self.add_error(None, error)
            return False
        return True

    def _typed(self) -> Values:
        forms = self.formsets["values"].forms if "values" in self.formsets else []
        rows: list[dict[str, Any]] = [form.cleaned_data for form in forms if form.is_valid()]
        return {
            row["as_of"]: row.get("value")
            for row in rows
            if row.get("as_of") and not row.get("DELETE")
        }
