"""What a coordinator types when naming people: those not on record yet, and the letter."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.forms.fields import DayField, LineField
from enrollment.forms.letter_file import LetterFileField
from enrollment.forms.people import NewPersonForm
from enrollment.models import Agency, Trainee
from enrollment.nominating.nomination import LetterOfAgency
from enrollment.registering.obstacles import Nominee

MOST_NEW: Final = 20


class LetterForm(forms.Form):
    """The letter in which the agency names its people; each part may be missing."""

    letter_number = LineField(
        label=_("Number of the letter"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "125-CV/HU"}),
    )
    letter_date = DayField(label=_("Date of the letter"), required=False)
    letter_file = LetterFileField(label=_("Signed letter, scanned"))

    def clean_letter_date(self) -> Any:
        day = self.cleaned_data["letter_date"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."), code="future")
        return day

    @property
    def letter(self) -> LetterOfAgency:
        data = self.cleaned_data
        file = data["letter_file"]
        return LetterOfAgency(
            number=data["letter_number"],
            date=data["letter_date"],
            file=file,
            file_name=file.name if file else "",
        )


class NewNomineeForm(NewPersonForm):
    """One person not on record; namesakes are looked for among the agency's own people."""

    use_required_attribute = False

    def __init__(
        self, *args: Any, agency: Agency, agencies: Any, people: Any, **options: Any
    ) -> None:
        super().__init__(*args, people=people, **options)
        del self.fields["request_key"], self.fields["despite"]
        self.fields["agency"].queryset = agencies
        self.fields["agency"].initial = agency
        self.fields["full_name"].help_text = ""

    def nominee(self) -> Nominee:
        data = self.cleaned_data
        trainee = Trainee(
            full_name=data["full_name"],
            birth_date=data["birth"].date,
            birth_year=data["birth"].year,
            gender=data["gender"],
            email=data["email"],
        )
        return Nominee(trainee, data["agency"], data["position"])


class NewNominees(BaseFormSet):
    """Rows for people not on record; an empty row is nobody."""

    def nominees(self) -> list[Nominee]:
        return [form.nominee() for form in self.forms if form.has_changed()]


NewNomineesFormSet = formset_factory(
    NewNomineeForm, formset=NewNominees, extra=0, max_num=MOST_NEW, absolute_max=MOST_NEW
)


def with_one_more(data: Any, prefix: str, agency: Agency) -> Any:
    """What was typed, with one more row, empty but for the agency."""
    more = data.copy()
    total = more.get(f"{prefix}-TOTAL_FORMS", "0")
    count = int(total) if total.isdecimal() and len(total) <= 3 else 0
    more[f"{prefix}-TOTAL_FORMS"] = str(min(count + 1, MOST_NEW))
    more[f"{prefix}-{count}-agency"] = agency.code
    return more
