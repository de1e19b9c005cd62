"""The box for an amount of money: typed in the usual ways, refused when it may be another."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from courses.money_words import figures, read_amount


class AmountField(forms.Field):
    """Takes 1.250.000, 1,250,000, 1250000 and 1 250 000; shows the amount grouped."""

    widget = forms.TextInput(
        attrs={"inputmode": "decimal", "autocomplete": "off", "class": "text-end", "maxlength": 40}
    )

    def __init__(
        self, *, max_digits: Any = None, decimal_places: Any = None, **options: Any
    ) -> None:
        """Digits are the business of the currency, not of the column."""
        super().__init__(**options)

    def to_python(self, value: Any) -> Decimal | None:
        return None if value in self.empty_values else read_amount(str(value))

    def clean(self, value: Any) -> Decimal | None:
        # Spaces alone are no amount that was meant.
        return super().clean(value.strip() if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        """What was typed stays as it was typed; what is stored is shown grouped."""
        return figures(value) if isinstance(value, (Decimal, int)) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != _as_amount(initial)
        except forms.ValidationError:
            return True


def _as_amount(initial: Any) -> Decimal | None:
    try:
        return None if initial in (None, "") else Decimal(initial)
    except InvalidOperation:
        return None
