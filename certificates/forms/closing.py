"""What is typed when a year is closed, opened again or amended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.forms.register import LONGEST_REASON
from courses.form_layout import bare_helper
from courses.forms.fields import LineField


class CloseYearForm(forms.Form):
    """A note; with classes whose results are open also that this is known."""

    note = LineField(
        label=_("Note"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=_("For example the number of the report. Stays with the closed year."),
    )
    leaves_open = forms.BooleanField(
        label=_("Close the year although these results are open; the note says why"), required=False
    )

    def __init__(self, *args: Any, has_open_classes: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if has_open_classes:
            self.helper = bare_helper("leaves_open", "note")
        else:
            del self.fields["leaves_open"]
            self.helper = bare_helper("note")


class YearReasonForm(forms.Form):
    """Why a closed year is amended or opened again."""

    reason = LineField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("Shown beside the figures and kept with them."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("reason")
