"""The form that goes with an act: its reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.form_layout import bare_helper
from courses.forms.fields import LineField


class ReasonForm(forms.Form):
    """Why: goes into the log and, where people are told, into the letter."""

    reason = LineField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, is_required: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = is_required
        self.helper = bare_helper("reason")
