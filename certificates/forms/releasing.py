"""What is typed when a version of the schedule is released."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.form_layout import bare_helper
from courses.forms.fields import LineField
from courses.models import ScheduleRelease

LONGEST_NOTE = ScheduleRelease._meta.get_field("note").max_length


class ReleaseForm(forms.Form):
    """A note to the public; and what the organizer has seen, so that nothing else is released."""

    note = LineField(
        label=_("Note to the public"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_("Stands above the list of changes, for example why classes were moved."),
    )
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: str, **options: Any) -> None:
        super().__init__(*args, initial={"seen": now}, **options)
        self.now = now
        self.helper = bare_helper("seen", "note")

    def clean(self) -> dict[str, Any]:
        """Shown again with what has changed meanwhile, and then it can be confirmed."""
        if self.cleaned_data.get("seen") != self.now:
            self.data = self.data.copy()
            self.data["seen"] = self.now
            raise ValidationError(
                _("The schedule has changed meanwhile. Look at the changes again."), code="not_seen"
            )
        return self.cleaned_data
