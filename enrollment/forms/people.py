"""Forms about a person: registering, one's own details, adding somebody by hand."""

import uuid
from typing import Any

from crispy_forms.layout import HTML, Column, Field, Row

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.form_layout import bare_helper
from courses.forms.fields import LineField
from enrollment.forms.fields import AgencyChoiceField, BirthField, NameField
from enrollment.forms.groups import GroupBoxes, OwnGroupBoxes
from enrollment.models import Affiliation, Agency, ConsentText, Trainee, User
from enrollment.models.people import normal_email


class PersonForm(forms.Form):
    """Name, birth and work, as every form about a person asks for them."""

    full_name = NameField(
        label=_("Full name"), help_text=_("As it shall stand on the certificate.")
    )
    birth = BirthField(
        label=_("Date of birth"),
        help_text=_("Day/month/year, or the year alone if only that is known."),
    )
    gender = forms.ChoiceField(
        label=_("Sex"), choices=[("", _("No answer")), *Trainee.Gender.choices], required=False
    )
    agency = AgencyChoiceField()
    position = LineField(
        label=_("Position"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset = Agency.objects.existing_on(timezone.localdate())
        self.helper = bare_helper(
            "full_name", Row(Column("birth"), Column("gender")), "agency", "position"
        )

    @property
    def person(self) -> dict[str, Any]:
        """What the verbs of `enrollment.profile` ask for."""
        data = self.cleaned_data
        return {
            "full_name": data["full_name"],
            "birth_date": data["birth"].date,
            "birth_year": data["birth"].year,
            "gender": data["gender"],
            "agency": data["agency"],
            "position": data["position"],
        }


def initial_person(trainee: Trainee, affiliation: Affiliation | None) -> dict[str, Any]:
    """What is known already, so that nobody types it twice."""
    return {
        "full_name": trainee.full_name,
        "birth": trainee.birth,
        "gender": trainee.gender,
        "agency": affiliation.agency if affiliation else None,
        "position": affiliation.position if affiliation else "",
    }


class RegistrationForm(PersonForm):
    """One page for a newcomer; consent is asked for once per version of its text."""

    request_key = forms.UUIDField(
        label=_("This form"),
        widget=forms.HiddenInput,
        required=False,
        error_messages={"invalid": _("It is damaged. Open the page again.")},
    )

    def __init__(self, *args: Any, consent: ConsentText | None, **options: Any) -> None:
        super().__init__(*args, **options)
        # Not `consent`: in templates that is the box.
        self.consent_text = consent
        self.fields["request_key"].initial = uuid.uuid4
        self.helper.layout.append(Field("request_key"))
        if consent:
            self.fields["consent"] = forms.BooleanField(
                label=_("I have read this and agree"),
                error_messages={"required": _("Without agreement the data must not be stored.")},
            )
            self.helper.layout.append(HTML("{% include 'enrollment/public/_consent.html' %}"))
            self.helper.layout.append("consent")

    @property
    def person(self) -> dict[str, Any]:
        return super().person | {
            "language": get_language(),
            "consent": self.consent_text,
            "typed_name": self.data.get("full_name", ""),
        }


class ProfileForm(OwnGroupBoxes, PersonForm):
    """One's own details, outside any registration."""

    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper.layout.append("language")
        self.add_groups()

    @property
    def person(self) -> dict[str, Any]:
        return super().person | {
            "language": self.cleaned_data["language"],
            "typed_name": self.data.get("full_name", ""),
        }


class DespiteConditions(forms.Form):
    """A condition of entry that is not met is told; marked, the person is added all the same."""

    despite = forms.BooleanField(
        label=_("Add this person although a condition of entry is not met"), required=False
    )

    def warn(self, unmet: list[str]) -> None:
        """Refuse the form until the box is marked, which it now shows."""
        self.helper.layout.append("despite")
        for text in unmet:
            self.add_error("despite", forms.ValidationError(text, code="condition"))


class KnownPersonForm(DespiteConditions):
    """Where a person who is on record comes from, for one registration."""

    agency = PersonForm.base_fields["agency"]
    position = PersonForm.base_fields["position"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset = Agency.objects.existing_on(timezone.localdate())
        self.helper = bare_helper("agency", "position")

    @property
    def person(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("agency", "position")}


class NewPersonForm(DespiteConditions, PersonForm):
    """Somebody without an account; a namesake of the same year is asked about, never merged."""

    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        help_text=_("Letters about the class go there; without one nothing is sent."),
    )
    is_other = forms.BooleanField(
        label=_("This is another person of the same name"), required=False
    )
    request_key = RegistrationForm.base_fields["request_key"]

    def __init__(self, *args: Any, people: Any = None, **options: Any) -> None:
        """`people`: those of whom whoever asks may learn that they are on record."""
        super().__init__(*args, **options)
        self.people = Trainee.objects.present() if people is None else people
        self.namesakes: list[Trainee] = []
        self.fields["birth"].required = False
        self.fields["request_key"].initial = uuid.uuid4
        self.helper.layout.extend(["email", Field("request_key")])

    def clean_email(self) -> str:
        email = normal_email(self.cleaned_data["email"])
        if email and User.objects.filter(email=email, trainee__in=self.people).exists():
            raise forms.ValidationError(
                _("This address belongs to a person on record. Search for the address above."),
                code="known_address",
            )
        return email

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not data["is_other"]:
            self.namesakes = self._find_namesakes()
        if self.namesakes or data.get("is_other"):
            self.helper.layout.append("is_other")
        if self.namesakes:
            self.add_error(
                "full_name",
                forms.ValidationError(
                    _("A person of this name is on record. Choose that one, or confirm below."),
                    code="namesake",
                ),
            )
        return data

    def _find_namesakes(self) -> list[Trainee]:
        """The same name without accents; a year that is not known on one side may be the same."""
        year = self.cleaned_data["birth"].year
        same_year = Q(birth_year=year) | Q(birth_year=None) if year else Q()
        return list(self.people.namesakes(self.cleaned_data["full_name"]).filter(same_year)[:5])

    @property
    def person(self) -> dict[str, Any]:
        return super().person | {
            "email": self.cleaned_data["email"],
            "request_key": self.cleaned_data["request_key"],
        }


class DeskPersonForm(GroupBoxes, NewPersonForm):
    """As the organizers write somebody down; agencies are not asked for groups."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.add_groups()
