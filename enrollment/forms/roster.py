"""Forms of a roster: paste or file, one row, the letter that goes with the commit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.form_layout import bare_helper
from courses.forms.fields import DayField, LineField
from enrollment.forms.fields import AgencyChoiceField
from enrollment.forms.letter_file import LetterFileField
from enrollment.models import Trainee


class SheetForm(forms.Form):
    """Cells copied from a spreadsheet, or the file itself."""

    pasted = forms.CharField(
        label=_("Paste the rows here"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Mark the rows in the spreadsheet, headings too, copy them and paste them."),
        strip=False,
    )
    file = forms.FileField(
        label=_("or choose the file"),
        required=False,
        allow_empty_file=True,
        max_length=300,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        text, file = data.get("pasted", "").strip(), data.get("file")
        if not self.errors and bool(text) == bool(file):
            message = _("Paste the rows or choose a file: one of the two.")
            self.add_error("pasted", forms.ValidationError(message, code="one_of_two"))
        return data


class RosterForm(SheetForm):
    """A list of people, and the agency that sends them."""

    def __init__(self, *args: Any, agencies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"] = AgencyChoiceField(queryset=agencies)
        self.order_fields(["agency", "pasted", "file"])
        self.helper = bare_helper("agency", "pasted", "file")


class RowForm(forms.Form):
    """One row of the roster, as text; what it means is judged by the roster itself."""

    full_name = forms.CharField(label=_("Full name"), max_length=300, required=False)
    birth = forms.CharField(
        label=_("Date of birth"),
        max_length=60,
        required=False,
        help_text=_("Day/month/year, or the year alone if only that is known."),
    )
    gender = forms.ChoiceField(
        label=_("Sex"), choices=[("", _("No answer")), *Trainee.Gender.choices], required=False
    )
    position = forms.CharField(label=_("Position"), max_length=300, required=False)
    agency = forms.CharField(
        label=_("Agency"),
        max_length=300,
        required=False,
        help_text=_("Name or code; empty means the agency that sends the list."),
    )
    email = forms.CharField(label=_("E-mail address"), max_length=300, required=False)

    def __init__(self, *args: Any, namesakes: list[Trainee], **options: Any) -> None:
        super().__init__(*args, **options)
        names = [name for name in self.fields if name != "same"]
        if namesakes:
            choices = [(str(t.public_id), self._described(t)) for t in namesakes]
            self.fields["same"] = forms.ChoiceField(
                label=_("A person of this name is on record. Is it the same?"),
                choices=[*choices, ("other", _("No, this is another person"))],
                widget=forms.RadioSelect,
            )
            names.insert(0, "same")
        self.helper = bare_helper(*names)

    def _described(self, trainee: Trainee) -> str:
        birth = trainee.birth or _("birth not known")
        return _("Yes: %(name)s (%(birth)s)") % {"name": trainee.full_name, "birth": birth}

    def add_problems(self, problems: list[tuple[str, str, str]]) -> None:
        """What the row still suffers from, beside the boxes that exist for it."""
        for name, heading, why in problems:
            box = name if name in self.fields else None
            self.add_error(box, why if box or not heading else f"{heading}: {why}")

    @property
    def texts(self) -> dict[str, str]:
        """What was typed into the boxes that replace cells."""
        return {name: text for name, text in self.cleaned_data.items() if name != "same"}


class LetterForm(forms.Form):
    """The letter in which the agency names its people; all of it may come later or never."""

    number = LineField(label=_("Number of the letter"), max_length=60, required=False)
    date = DayField(label=_("Date of the letter"), required=False)
    file = LetterFileField(label=_("Letter as a file"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("number", "date", "file")
