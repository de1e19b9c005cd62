"""Small forms that go with an act: a reason, a set of people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms.fields import LineField
from enrollment.forms.people import bare_helper


class ReasonForm(forms.Form):
    """Why: goes into the log and, where people are told, into the letter."""

    reason = LineField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, is_required: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = is_required
        self.helper = bare_helper("reason")
