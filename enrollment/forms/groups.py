"""Boxes for the groups in which a person counts in reports; never asked of anybody as a duty."""

from typing import Any, Final

from crispy_forms.layout import HTML, Fieldset

from django import forms
from django.utils.translation import gettext_lazy as _

from enrollment.models import Trainee
from enrollment.people.groups import codes_of, offered_groups

PREFIX: Final = "group_"


class GroupBoxes(forms.Form):
    """One box for each counted group, below the other fields; without groups there is nothing."""

    purpose: Any = _(
        "Counted in yearly reports and nowhere shown beside a name: not in lists, not on papers, "
        "not to agencies. Fill in only what the person has said."
    )

    def add_groups(self) -> None:
        """Called when the form has its layout; a name each, since no field is sent twice."""
        names = []
        for group in offered_groups():
            name = f"{PREFIX}{group.code}"
            self.fields[name] = forms.BooleanField(label=str(group), required=False)
            names.append(name)
        if names:
            note = HTML('<p class="form-text">{{ form.purpose }}</p>')
            self.helper.layout.append(Fieldset(_("Groups counted in reports"), note, *names))

    @property
    def groups(self) -> set[str]:
        """Codes of the chosen groups."""
        data = self.cleaned_data
        names = {name for name in data if name.startswith(PREFIX) and data[name]}
        return {name.removeprefix(PREFIX) for name in names}


class OwnGroupBoxes(GroupBoxes):
    purpose = _(
        "Voluntary, and may be taken back at any time. Used for one thing: counting participations "
        "in yearly reports. Only the organizers can see it; it is not in lists, not on papers, and "
        "not told to agencies."
    )


def known_groups(person: Trainee) -> dict[str, Any]:
    return {f"{PREFIX}{code}": True for code in codes_of(person)}
