"""Forms about one person's record: details, places of work, account."""

from typing import Any

from crispy_forms.layout import Column, Row

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.form_layout import bare_helper
from courses.forms.fields import DayField, LineField
from enrollment.accounts import LONGEST_ADDRESS
from enrollment.forms.fields import AgencyChoiceField, BirthField, NameField
from enrollment.forms.groups import GroupBoxes
from enrollment.models import Affiliation, Agency, Trainee
from enrollment.models.people import normal_email


class DetailsForm(GroupBoxes):
    """What the record says of the person."""

    full_name = NameField(label=_("Full name"))
    given_name = LineField(
        label=_("Given name"),
        max_length=120,
        required=False,
        help_text=_("Lists are sorted by it. Empty: the last word of the name."),
    )
    birth = BirthField(
        label=_("Date of birth"),
        required=False,
        help_text=_("Day/month/year, or the year alone if only that is known."),
    )
    gender = forms.ChoiceField(
        label=_("Sex"), choices=[("", _("No answer")), *Trainee.Gender.choices], required=False
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=LONGEST_ADDRESS,
        help_text=_("Letters go to the account's address, where there is an account."),
    )
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)
    also_on_lists = forms.BooleanField(
        label=_("Put the name also on lists of classes whose results are not recognized yet"),
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper(
            "full_name",
            "given_name",
            Row(Column("birth"), Column("gender")),
            "email",
            "language",
            "also_on_lists",
        )
        self.add_groups()

    def clean_email(self) -> str:
        return normal_email(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        given, name = data.get("given_name"), data.get("full_name", "")
        if given and given not in name.split():
            self.add_error(
                "given_name", ValidationError(_("This is not a word of the name."), code="not_part")
            )
        return data

    @property
    def details(self) -> dict[str, Any]:
        """What the verb asks for."""
        data = self.cleaned_data
        return {
            "full_name": data["full_name"],
            "given_name": data["given_name"] or data["full_name"].split()[-1],
            "birth_date": data["birth"].date,
            "birth_year": data["birth"].year,
            "gender": data["gender"],
            "email": data["email"],
            "language": data["language"],
            "also_on_lists": data["also_on_lists"],
        }


def known_details(person: Trainee) -> dict[str, Any]:
    return {
        "full_name": person.full_name,
        "given_name": person.given_name,
        "birth": person.birth,
        "gender": person.gender,
        "email": person.email,
        "language": person.language,
        "also_on_lists": True,
    }


class WorkForm(forms.Form):
    """One place of work; an agency that was dissolved may have been one."""

    agency = AgencyChoiceField()
    position = LineField(label=_("Position"), max_length=200, required=False)
    valid_from = DayField(label=pgettext_lazy("first day", "From"))
    valid_to = DayField(label=_("Last day"), required=False, help_text=_("Empty: works there now."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset = Agency.objects.all()
        self.helper = bare_helper(
            "agency", "position", Row(Column("valid_from"), Column("valid_to"))
        )


def known_work(work: Affiliation) -> dict[str, Any]:
    return {
        "agency": work.agency,
        "position": work.position,
        "valid_from": work.valid_from,
        "valid_to": work.valid_to,
    }


class AccountForm(forms.Form):
    """The address with which the person signs in."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=LONGEST_ADDRESS,
        help_text=_("The person signs in with a code that is mailed there."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("email")

    def clean_email(self) -> str:
        return normal_email(self.cleaned_data["email"])


class PositionForm(forms.Form):
    """The position from today on."""

    position = LineField(label=_("Position"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("position")


class LeftForm(forms.Form):
    """The last day at the agency."""

    last_day = DayField(label=_("Last day"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["last_day"].initial = timezone.localdate
        self.helper = bare_helper("last_day")

    def clean_last_day(self) -> Any:
        day = self.cleaned_data["last_day"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This day lies in the future."), code="future")
        return day
