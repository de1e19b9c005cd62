"""Forms of the costs of a class: a line, and its payment."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Column, Fieldset, Row

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.form_layout import bare_helper
from courses.forms.classes import ConstraintsBesideFields
from courses.forms.fields import DayField, LineField
from courses.forms.money import AmountField
from courses.models import CostLine
from courses.money_words import currency, figures


class PaidOnField(DayField):
    """A day of payment lies behind us; a later one is a slip of the finger."""

    def clean(self, value: Any) -> dt.date | None:
        day = super().clean(value)
        if day and day > timezone.localdate():
            raise ValidationError(_("This day lies ahead."), code="ahead")
        return day


class AmountsForm:
    """Says beside the boxes in which currency, and how an amount may be typed."""

    def _tell_currency(self, *names: str) -> None:
        words = {"currency": currency(), "example": figures(1_250_000)}
        for name in names:
            self.fields[name].help_text = _("In %(currency)s, for example %(example)s.") % words


class CostLineForm(ConstraintsBesideFields, AmountsForm, forms.ModelForm):
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    class Meta:
        model = CostLine
        fields = ("kind", "source", "text", "planned", "spent", "payee", "voucher", "paid_on")
        field_classes = {
            "text": LineField,
            "planned": AmountField,
            "spent": AmountField,
            "payee": LineField,
            "voucher": LineField,
            "paid_on": PaidOnField,
        }
        widgets = {
            "planned": AmountField.widget,
            "spent": AmountField.widget,
            "paid_on": DayField.widget,
        }
        help_texts = {
            "text": _("As it is to stand in the settlement list; empty: the kind of cost."),
            "voucher": _("Number of the invoice, receipt or contract."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._tell_currency("planned", "spent")
        self.fields["edition"].initial = self.instance.edition
        self.helper = bare_helper(
            Fieldset(_("What it is"), Row(Column("kind"), Column("source")), "text"),
            Fieldset(_("Amounts"), Row(Column("planned"), Column("spent"))),
            Fieldset(_("Payment"), "payee", Row(Column("voucher"), Column("paid_on")), "edition"),
        )

    @property
    def values(self) -> dict[str, Any]:
        """What the person decided about the line."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class PaymentForm(AmountsForm, forms.Form):
    spent = AmountField(label=_("Amount paid"))
    paid_on = PaidOnField(label=_("Paid on"))
    voucher = LineField(label=_("Voucher"), max_length=60, required=False)
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, line: CostLine, **options: Any) -> None:
        due = line.planned if line.spent is None else line.spent
        initial = {
            "spent": due,
            "paid_on": line.paid_on or timezone.localdate(),
            "voucher": line.voucher,
            "edition": line.edition,
        }
        super().__init__(*args, initial=initial, **options)
        self._tell_currency("spent")
        self.helper = bare_helper("spent", Row(Column("paid_on"), Column("voucher")), "edition")
