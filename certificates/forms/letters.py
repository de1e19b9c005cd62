"""What is typed about papers: a code to be checked, a reason for revoking, a call letter."""

from typing import Any

from crispy_forms.layout import Column, Row

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.calling import FIELDS
from certificates.models import CallLetter, Signatory
from certificates.verification import normal_code
from courses.form_layout import bare_helper
from courses.forms.fields import DayField, LineField


class VerifyForm(forms.Form):
    """Any spaces and hyphens are welcome; whether a code exists is told on the next page only."""

    code = forms.CharField(
        label=_("Verification code"),
        max_length=100,
        help_text=_("Printed at the bottom left of the certificate, beside the square QR code."),
        widget=forms.TextInput(
            attrs={
                "class": "code-input",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("code")

    def clean_code(self) -> str:
        code = normal_code(self.cleaned_data["code"])
        if not code:
            raise ValidationError(_("Type the letters and digits of the code."), code="empty")
        return code


class LinesField(LineField):
    """Several lines, each as it is stored; empty ones are dropped."""

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value: Any) -> str:
        # The whole first: what nobody could read is refused, wherever it stands.
        super().to_python(value)
        lines = (super(LinesField, self).to_python(line) for line in (value or "").splitlines())
        return "\n".join(filter(None, lines))


class CallLetterForm(forms.ModelForm):
    """What the letters of a class say beside the facts of the class."""

    class Meta:
        model = CallLetter
        fields = FIELDS
        field_classes = {
            "number": LineField,
            "issued_on": DayField,
            "bring": LineField,
            "costs": LineField,
            "extra": LinesField,
            "recipients": LinesField,
        }
        widgets = {"extra": LinesField.widget, "recipients": LinesField.widget}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        training_class = self.instance.training_class
        signatory = self.fields["signatory"]
        signatory.queryset = Signatory.objects.filter(issuing_body=training_class.issuing_body)
        usual = signatory.queryset.signing(training_class.issuing_body, timezone.localdate())
        signatory.empty_label = _("who signs on that day") + (f": {usual}" if usual else "")
        self.helper = bare_helper(
            Row(Column("number"), Column("issued_on")),
            "signatory",
            "bring",
            "costs",
            "extra",
            "recipients",
        )
