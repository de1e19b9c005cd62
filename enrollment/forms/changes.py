"""Forms about a change of people: withdraw, substitute, move, come without registration, merge."""

import uuid
from typing import Any, Final

from crispy_forms.layout import Field

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.form_layout import bare_helper
from courses.forms.fields import LineField
from courses.models import TrainingClass
from enrollment.forms.people import NewPersonForm, PersonForm, RegistrationForm
from enrollment.models import Agency

OTHER: Final = "other"
REASONS: Final = (
    ("duty", _("other duties on these days")),
    ("ill", _("illness")),
    ("family", _("family matters")),
    ("left", _("has changed agency or position")),
    ("mistake", _("registered by mistake")),
    (OTHER, _("another reason")),
)
USUAL_REASONS: Final = [label for value, label in REASONS if value != OTHER]
LONGEST_REASON: Final = 300


class WithdrawForm(forms.Form):
    """Why: one of the usual reasons, with room for a word."""

    why = forms.ChoiceField(label=_("Reason"), choices=[("", _("Choose a reason")), *REASONS])
    note = LineField(label=_("In words"), max_length=200, required=False)

    def __init__(self, *args: Any, is_required: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["why"].required = is_required
        if not is_required:
            self.fields["why"].choices = [("", _("No answer")), *REASONS]
        self.helper = bare_helper("why", "note")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("why") == OTHER and not data.get("note"):
            self.add_error("note", ValidationError(_("Please say which."), code="required"))
        return data

    @property
    def reason(self) -> str:
        """As it is kept in the history."""
        why, note = self.cleaned_data["why"], self.cleaned_data["note"]
        named = str(dict(REASONS)[why]) if why and why != OTHER else ""
        return ": ".join(part for part in (named, note) if part)[:LONGEST_REASON]


class _KnownPerson(forms.Form):
    """Where somebody on record comes from; a button pressed twice sends the same key twice."""

    agency = PersonForm.base_fields["agency"]
    position = PersonForm.base_fields["position"]
    request_key = RegistrationForm.base_fields["request_key"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset = Agency.objects.existing_on(timezone.localdate())
        self.fields["request_key"].initial = uuid.uuid4


class SubstituteForm(_KnownPerson):
    """Where the colleague comes from, and why; agencies are those of whoever asks."""

    reason = LineField(label=_("Reason"), max_length=LONGEST_REASON, required=False)

    def __init__(self, *args: Any, agencies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset = agencies
        self.helper = bare_helper("agency", "position", "reason", Field("request_key"))


class NewColleagueForm(NewPersonForm):
    """Somebody not on record; namesakes are looked for among those who may be seen."""

    reason = LineField(label=_("Reason"), max_length=LONGEST_REASON, required=False)

    def __init__(self, *args: Any, agencies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset = agencies
        self.helper.layout.append("reason")

    @property
    def person(self) -> dict[str, Any]:
        return super().person | {"reason": self.cleaned_data["reason"]}


class MoveForm(forms.Form):
    """Into which class of the course, and why."""

    other = forms.ModelChoiceField(
        label=_("To the class"), queryset=TrainingClass.objects.none(), to_field_name="code"
    )
    reason = LineField(label=_("Reason"), max_length=LONGEST_REASON, required=False)

    def __init__(self, *args: Any, classes: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["other"].queryset = classes
        self.helper = bare_helper("other", "reason")


class _WalkIn(forms.Form):
    with_more_seats = forms.BooleanField(
        label=_("Raise the number of seats by one for this person"), required=False
    )


class KnownWalkInForm(_WalkIn, _KnownPerson):
    """Somebody on record who has come."""

    def __init__(self, *args: Any, offers_seat: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("agency", "position", Field("request_key"))
        if offers_seat:
            self.helper.layout.append("with_more_seats")
        else:
            del self.fields["with_more_seats"]


class NewWalkInForm(_WalkIn, NewPersonForm):
    """Somebody unknown at the door: name, agency, year; the rest can be added later."""

    def __init__(self, *args: Any, offers_seat: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if offers_seat:
            self.helper.layout.append("with_more_seats")
        else:
            del self.fields["with_more_seats"]

    @property
    def person(self) -> dict[str, Any]:
        return super().person | {"with_more_seats": self.cleaned_data.get("with_more_seats", False)}


class MergeForm(forms.Form):
    """Why the two are one person."""

    reason = LineField(label=_("Reason"), max_length=LONGEST_REASON)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("reason")


def agencies_under(agencies: Any, above: Agency | None) -> Any:
    """Those of whoever asks that may use a seat given to `above`."""
    return agencies.filter(path__startswith=above.path) if above else agencies
