"""Which agencies the tables of a year are told by."""

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.year_book.structure import Structure
from courses.dates import short_date
from courses.forms.fields import DayField


class StructureForm(forms.Form):
    """A day whose agencies the figures are converted to; empty: as they were."""

    on = DayField(
        label=_("Agencies of the day"),
        required=False,
        help_text=_("Day/month/year. Empty: as they were at the time of study."),
        # An example in the field would be taken for the day that is shown.
        widget=forms.DateInput(attrs={"inputmode": "numeric"}),
    )

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> Self:
        """From an address; a day in its ISO form is shown as people write it."""
        form = cls({"on": query.get("on", "")})
        day = form.cleaned_data["on"] if form.is_valid() else None
        return cls({"on": short_date(day)}) if day else form

    def structure(self) -> Structure:
        """What was asked for; as it was, when that is no day."""
        return Structure(self.cleaned_data.get("on") if self.is_valid() else None)

    def refuse(self, reason: Any) -> None:
        """The day is one, but the year cannot be converted to it."""
        self.add_error("on", reason)
