"""The form of accounts in Wagtail admin: an address and roles; the password may stay empty."""

from typing import Any

from allauth.account.models import EmailAddress

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.users.forms import UserCreationForm, UserEditForm

from enrollment.models import User
from enrollment.models.people import (
    ADMINISTRATORS,
    APPROVERS,
    EDITORS,
    ORGANIZERS,
    normal_email,
)

# The database knows the groups by their English names.
ROLE_NAMES = {
    ORGANIZERS: pgettext_lazy("role", "Organizers"),
    EDITORS: pgettext_lazy("role", "Editors"),
    APPROVERS: pgettext_lazy("role", "Approvers of pages"),
    ADMINISTRATORS: pgettext_lazy("role", "Administrators"),
}


class RolesField(forms.ModelMultipleChoiceField):
    """Shows the groups of this site in the reader's language."""

    def label_from_instance(self, group: Group) -> str:
        return str(ROLE_NAMES.get(group.name, group.name))


class AccountFormMixin(forms.Form):
    """What the account form of Wagtail asks for too much, and whom it trusts too much."""

    # Sign-in is by mailed code; names belong to trainees and instructors.
    password_required = False
    field_order = ("email", "groups", "is_superuser", "is_active", "password1", "password2")
    first_name = None
    last_name = None
    groups = RolesField(
        queryset=Group.objects.order_by("name"),
        required=False,
        label=_("Roles"),
        help_text=_("Trainees, coordinators and instructors need no role here."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only a superuser makes superusers: an absent field is not read from the request either.
        if not by.is_superuser:
            self.fields.pop("is_superuser", None)
        self.fields["password1"].help_text = _(
            "May stay empty: sign-in is by a code sent to the e-mail address."
        )

    def clean_email(self) -> str:
        return normal_email(self.cleaned_data["email"])

    def save(self, commit: bool = True) -> User:
        if self.instance._state.adding:
            self.instance.set_unusable_password()
        user = super().save(commit=commit)
        if commit:
            # A code mailed to the address of before must not open the account any more.
            EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
        return user


class NewAccountForm(AccountFormMixin, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = ["email", "groups", "is_superuser"]


class AccountForm(AccountFormMixin, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = ["email", "groups", "is_superuser", "is_active"]
