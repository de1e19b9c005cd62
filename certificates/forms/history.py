"""Forms of past years: the file with what holds for rows that say nothing, one row, its columns."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.forms.register import LONGEST_REASON
from certificates.history import columns
from certificates.history.classes import Usual
from certificates.history.verdicts import OTHER, Judged
from courses.form_layout import bare_helper
from courses.forms.fields import LineField
from courses.models import Category, IssuingBody, Venue
from enrollment.forms.roster import SheetForm
from enrollment.models import Trainee
from enrollment.roster.headings import column_letter
from enrollment.roster.sheets import Roster


class _UsualBoxes(forms.Form):
    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("Field of training"), required=False
    )
    body = forms.ModelChoiceField(
        IssuingBody.objects.all(), label=_("Issuing body"), required=False
    )
    venue = forms.ModelChoiceField(Venue.objects.all(), label=_("Venue"), required=False)

    @property
    def usual(self) -> Usual:
        chosen = (self.cleaned_data[name] for name in ("category", "body", "venue"))
        return Usual(*(one.pk if one else None for one in chosen))


class UsualForm(_UsualBoxes):
    """What is taken for rows that name no field, body or venue."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("category", "body", "venue")


class HistoryForm(_UsualBoxes, SheetForm):
    """The old list itself."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("file", "pasted")
        bodies = list(IssuingBody.objects.all()[:2])
        if len(bodies) == 1:
            self.fields["body"].initial = bodies[0].pk
        self.usual_helper = bare_helper("category", "body", "venue")
        self.fields["file"].label = _("File")
        self.fields["pasted"].label = _("or paste the rows here")


class ColumnsForm(forms.Form):
    """Of each thing that can be recorded, the column that tells it."""

    def __init__(self, *args: Any, roster: Roster, **options: Any) -> None:
        chosen = columns.chosen_columns(roster)
        initial = {name: chosen.get(name, "") for name in columns.LABELS}
        super().__init__(*args, initial=initial, **options)
        width = max([*(len(row.cells) for row in roster.rows), max(roster.texts, default=-1) + 1])
        choices = [(n, f"{column_letter(n)}: {roster.heading_at(n)}") for n in range(width)]
        for name, label in columns.LABELS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                choices=[("", _("no column")), *choices],
                coerce=int,
                empty_value=None,
                required=False,
            )
        self.helper = bare_helper(*columns.LABELS)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names: dict[int, str] = {}
        for name, column in list(data.items()):
            if column is not None and names.setdefault(column, name) != name:
                told = _("This column is chosen for “%(other)s” already.")
                self.add_error(name, told % {"other": columns.LABELS[names[column]]})
        return data

    @property
    def changes(self) -> dict[str, int | None]:
        """Only what differs from what was found: a name in two columns stays as it is."""
        return {
            name: column
            for name, column in self.cleaned_data.items()
            if (column if column is not None else "") != self.initial[name]
        }


class HistoryRowForm(forms.Form):
    """One row, as text; what it means is judged by the history itself."""

    def __init__(self, *args: Any, judged: Judged, names: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        shown = list(names)
        for name in shown:
            label = columns.LABELS[name]
            self.fields[name] = forms.CharField(label=label, max_length=300, required=False)
        if judged.namesakes:
            choices = [(str(t.public_id), _described(t)) for t in judged.namesakes]
            self.fields["same"] = forms.ChoiceField(
                label=_("A person of this name is on record. Is it the same?"),
                choices=[*choices, (OTHER, _("No, this is another person"))],
                widget=forms.RadioSelect,
                required=False,
            )
            shown.insert(0, "same")
        self.helper = bare_helper(*shown)

    def add_findings(self, judged: Judged) -> None:
        """What the row suffers from, beside the boxes that exist for it."""
        for finding in judged.findings:
            self.add_error(finding.box if finding.box in self.fields else None, finding.text)

    @property
    def texts(self) -> dict[str, str]:
        return {name: text for name, text in self.cleaned_data.items() if name != "same"}


class HistoryReasonForm(forms.Form):
    """Why an import is taken back, or a number declared void."""

    reason = LineField(label=_("Reason"), max_length=LONGEST_REASON)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("reason")


class PaperCheckForm(forms.Form):
    """Number and name as they stand on the paper; one of them alone opens nothing."""

    number = LineField(
        label=_("Certificate number"),
        max_length=100,
        help_text=_("As printed, for example 12/2005-CN; spaces and signs do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = LineField(
        label=_("Full name"),
        max_length=200,
        help_text=_("The whole name on the certificate; accents and capitals do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("number", "name")


def _described(trainee: Trainee) -> str:
    birth = trainee.birth or _("birth not known")
    return _("Yes: %(name)s (%(birth)s)") % {"name": trainee.full_name, "birth": birth}
