"""What is typed at the register: revocations, corrections, requests, days of handing over."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Column, Row

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate, CertificateRequest
from courses.dates import birth_text
from courses.form_layout import bare_helper
from courses.forms.fields import DayField, LineField
from enrollment.forms.fields import Birth, BirthField, NameField
from enrollment.models import Trainee

LONGEST_REASON = 300


class RevocationForm(forms.Form):
    """Why, and by which decision."""

    decision = LineField(
        label=_("Number of the decision"),
        max_length=60,
        help_text=_("As it stands on the paper, for example 12-QĐ/VPTU."),
    )
    decision_on = DayField(label=_("Date of the decision"), required=False)
    reason = LineField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("Stays in the register; whoever checks the certificate reads it, too."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper(Row(Column("decision"), Column("decision_on")), "reason")


class AnswerForm(forms.Form):
    """Why not: told to whoever asked."""

    answer = LineField(label=_("Reason of the refusal"), max_length=LONGEST_REASON)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("answer")


class ReasonForm(forms.Form):
    """Why something is undone."""

    reason = LineField(
        label=_("Reason"), max_length=LONGEST_REASON, help_text=_("Stays in the log.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("reason")


class CorrectionForm(forms.Form):
    """The details as they are to be printed; what is left alone stays as it was."""

    full_name = NameField(label=_("Full name"))
    birth = BirthField(label=_("Date of birth"), required=False)
    gender = forms.ChoiceField(
        label=_("Sex"), choices=[("", _("No answer")), *Trainee.Gender.choices], required=False
    )
    position = LineField(label=_("Position"), max_length=200, required=False)
    agency = LineField(label=_("Agency"), max_length=400, required=False)
    title = LineField(label=_("Class"), max_length=200)
    reason = LineField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("Stays in the register; whoever checks the old certificate reads it, too."),
    )

    def __init__(
        self, *args: Any, certificate: Certificate, reason: str = "", **options: Any
    ) -> None:
        initial = _as_printed(certificate) | {"reason": reason[:LONGEST_REASON]}
        super().__init__(*args, initial=initial, **options)
        self.helper = bare_helper(
            "full_name",
            Row(Column("birth"), Column("gender")),
            Row(Column("position"), Column("agency")),
            "title",
            "reason",
        )

    @property
    def corrections(self) -> dict[str, Any]:
        """As `reissuing` takes them."""
        data = self.cleaned_data
        birth: Birth = data["birth"]
        return {
            **{name: data[name] for name in ("full_name", "gender", "position", "agency")},
            "birth_date": birth.date.isoformat() if birth.date else None,
            "birth_year": birth.year,
            "title": data["title"],
        }


def _as_printed(certificate: Certificate) -> dict[str, Any]:
    person = certificate.content["person"]
    day = person["birth_date"]
    shown = dt.date.fromisoformat(day) if day else None
    return {
        **{name: person[name] for name in ("full_name", "gender", "position", "agency")},
        "birth": birth_text(shown, person["birth_year"]),
        "title": certificate.content["class"]["title"],
    }


class RequestForm(forms.Form):
    """What happened, and how it should be."""

    kind = forms.ChoiceField(
        label=_("What happened?"),
        widget=forms.RadioSelect,
        choices=[
            (CertificateRequest.Kind.ERROR, _("Something on the certificate is wrong")),
            (CertificateRequest.Kind.LOST, _("It was lost")),
            (CertificateRequest.Kind.DAMAGED, _("It was damaged")),
        ],
    )
    text = LineField(
        label=_("In words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("If something is wrong: what, and how it is right."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("kind", "text")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") == CertificateRequest.Kind.ERROR and not data.get("text"):
            self.add_error(
                "text",
                ValidationError(_("Say what is wrong, and how it is right."), code="required"),
            )
        return data


class LetterRequestForm(RequestForm):
    """The same, brought in by a letter to the desk."""

    letter = LineField(label=_("Number and date of the letter"), max_length=120, required=False)
    asked_on = DayField(
        label=_("Received on"), help_text=_("The working days count from the day after.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["asked_on"].initial = timezone.localdate
        self.helper = bare_helper("kind", "text", Row(Column("letter"), Column("asked_on")))


class HandOverForm(forms.Form):
    """On which day, and which of the class: all that are left, some numbers, or ticked ones."""

    ALL, LINES, NUMBERS, TICKED = "all", "lines", "numbers", "ticked"

    on = DayField(label=_("Handed over on"))
    which = forms.ChoiceField(
        label=_("Which?"),
        widget=forms.RadioSelect,
        initial=LINES,
        choices=[
            (LINES, _("Those in these lines of the hand-over list")),
            (NUMBERS, _("Those with these register numbers")),
            (TICKED, _("Those ticked in the list")),
            (ALL, _("All that are not handed over yet")),
        ],
    )
    numbers = LineField(
        label=_("Lines or numbers"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "text", "placeholder": "1-20, 23"}),
        help_text=_("For example 1-20, 23."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].initial = timezone.localdate
        self.helper = bare_helper("on", "which", "numbers")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("which") in (self.LINES, self.NUMBERS) and not data.get("numbers"):
            self.add_error("numbers", ValidationError(_("Type the numbers."), code="required"))
        return data


class OneHandOverForm(forms.Form):
    """One certificate, perhaps to somebody else."""

    on = DayField(label=_("Handed over on"))
    to = LineField(
        label=_("To somebody else"),
        max_length=120,
        required=False,
        help_text=_("Name of the person who took it; empty if it was the holder."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].initial = timezone.localdate
        self.helper = bare_helper(Row(Column("on"), Column("to")))
