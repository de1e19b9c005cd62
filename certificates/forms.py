"""What is typed about certificates: a code to be checked, a reason for revoking."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from certificates.verification import normal_code
from courses.form_layout import bare_helper
from courses.forms.fields import LineField


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


class RevokeForm(forms.Form):
    """Why; and whether a corrected certificate follows at once."""

    reason = LineField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Stays in the register; whoever checks the certificate reads it, too."),
    )
    is_replaced = forms.BooleanField(
        label=_("Issue a corrected certificate in its place"),
        required=False,
        help_text=_("It gets the next number and says that it is a reissue."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("reason", "is_replaced")
