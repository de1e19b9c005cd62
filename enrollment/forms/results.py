"""Forms around the results: an exception, the recognition and its undoing, feedback."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses import vietnamese
from courses.form_layout import bare_helper
from courses.forms.fields import DayField, LineField, refuse_unreadable
from enrollment.running.feedback import MARKS, QUESTIONS
from enrollment.running.recognition import (
    EXCUSES_OPEN,
    SCORES_MISSING,
    SESSIONS_OPEN,
    Obstacle,
    WrittenDecision,
)


class ExceptionForm(forms.Form):
    """For or against one person, and why."""

    is_entitled = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("gets a certificate")), ("no", _("does not get a certificate"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = LineField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Shown to the person and in the list of results."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("is_entitled", "reason")


class RecognitionForm(forms.Form):
    """The decision, and a tick for each thing that may be agreed to."""

    number = LineField(
        label=_("Number of the decision"),
        max_length=60,
        required=False,
        help_text=_("As printed on papers; empty when there is no written decision."),
    )
    decided_on = DayField(label=_("Date of the decision"))
    decided_by = LineField(label=_("Decided by"), max_length=200, required=False)

    # What is agreed to, by the code of the obstacle.
    TICKS = {
        SESSIONS_OPEN: _("Close these sessions as they are"),
        EXCUSES_OPEN: _("Recognize without answering these requests"),
        SCORES_MISSING: _("These people do not complete"),
    }

    def __init__(self, *args: Any, obstacles: list[Obstacle], **options: Any) -> None:
        super().__init__(*args, **options)
        asked = [one.code for one in obstacles if one.may_be_agreed]
        for code in asked:
            self.fields[code] = forms.BooleanField(
                label=self.TICKS[code],
                required=True,
                error_messages={"required": _("Mend it, or tick this to agree.")},
            )
        self.helper = bare_helper("number", "decided_on", "decided_by", *asked)

    @property
    def decision(self) -> WrittenDecision:
        day: dt.date = self.cleaned_data["decided_on"]
        return WrittenDecision(
            number=self.cleaned_data["number"],
            decided_on=day,
            decided_by=self.cleaned_data["decided_by"],
        )

    @property
    def agreed(self) -> list[str]:
        return [code for code in self.TICKS if self.cleaned_data.get(code)]


class FeedbackForm(forms.Form):
    """Three marks in words, and room for a comment."""

    comment = forms.CharField(
        label=_("What should stay, what should be different?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Please name nobody: comments are shown as they were written."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in QUESTIONS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label, choices=list(MARKS.items()), coerce=int, widget=forms.RadioSelect
            )
        self.order_fields([*QUESTIONS, "comment"])
        self.helper = bare_helper(*self.fields)

    def clean_comment(self) -> str:
        text = self.cleaned_data["comment"]
        refuse_unreadable(text)
        return "\n".join(vietnamese.clean_text(line) for line in text.splitlines()).strip()

    @property
    def answer(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
