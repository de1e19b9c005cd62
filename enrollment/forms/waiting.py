"""What organizers decide about a waiting list and about an offer."""

from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from courses.form_layout import bare_helper
from courses.forms.classes import MOST_OFFER_HOURS
from courses.forms.fields import LineField
from courses.models import TrainingClass
from enrollment.models import Enrollment

MOST_TRIED: Final = 100


class RuleForm(forms.Form):
    """The rule of the list; `free` is only for trying it out."""

    policy = forms.ChoiceField(
        label=_("Rule of the waiting list"),
        choices=TrainingClass.WaitingPolicy.choices,
        widget=forms.RadioSelect,
    )
    offer_hours = forms.IntegerField(
        label=_("Hours to answer an offer"),
        help_text=_("For a seat from the waiting list; 0 gives the seat at once, unasked."),
        validators=[MinValueValidator(0), MaxValueValidator(MOST_OFFER_HOURS)],
    )
    free = forms.IntegerField(
        label=_("Try it out with so many free seats"),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_TRIED)],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("policy", "offer_hours", "free")


class OfferForm(forms.Form):
    """More time, or the seat for somebody else; what is asked depends on the act."""

    hours = forms.IntegerField(
        label=_("Hours from now"),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_OFFER_HOURS)],
    )
    instead = forms.ModelChoiceField(
        Enrollment.objects.none(),
        label=_("The seat goes to"),
        required=False,
        to_field_name="public_id",
    )
    reason = LineField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, training_class: TrainingClass, **options: Any) -> None:
        super().__init__(*args, **options)
        waiting = Enrollment.objects.for_class(training_class).waiting()
        self.fields["instead"].queryset = waiting
