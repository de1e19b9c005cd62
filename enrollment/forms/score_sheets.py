"""Forms of a score sheet: paste or file, and one row to be mended."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.form_layout import bare_helper
from courses.models import RankingScheme
from enrollment.forms.roster import SheetForm
from enrollment.models import Enrollment


class ScoreSheetForm(SheetForm):
    """The sheet, and for which attempt it is where its headings do not say."""

    def __init__(self, *args: Any, scheme: RankingScheme, **options: Any) -> None:
        super().__init__(*args, **options)
        names = ["pasted", "file"]
        if scheme.attempts > 1:
            choices = [(n, str(n)) for n in range(1, scheme.attempts + 1)]
            self.fields["attempt"] = forms.TypedChoiceField(
                label=_("Attempt"),
                choices=choices,
                coerce=int,
                help_text=_("Counts for a column that is called “Score” and nothing else."),
            )
            names.insert(0, "attempt")
        self.helper = bare_helper(*names)

    @property
    def attempt(self) -> int:
        return self.cleaned_data.get("attempt", 1)


class ScoreRowForm(forms.Form):
    """Who is meant, and the scores as text; what they mean is judged by the sheet itself."""

    same = forms.ChoiceField(label=_("Who is it?"), required=False)

    def __init__(
        self,
        *args: Any,
        people: Iterable[Enrollment],
        likely: list[Enrollment],
        scores: dict[str, str],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        first = {one.pk for one in likely}
        others = [one for one in people if one.pk not in first]
        choices = [(str(one.public_id), _described(one)) for one in [*likely, *others]]
        self.fields["same"].choices = [("", _("as the name in the file says")), *choices]
        for name, label in scores.items():
            self.fields[name] = forms.CharField(
                label=label,
                max_length=60,
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )
        self.helper = bare_helper("same", *scores)

    @property
    def texts(self) -> dict[str, str]:
        """What was typed into the boxes of the scores."""
        return {name: text for name, text in self.cleaned_data.items() if name != "same"}


def _described(enrollment: Enrollment) -> str:
    birth = enrollment.trainee.birth
    known = f"{enrollment.full_name} ({birth})" if birth else enrollment.full_name
    return f"{known}, {enrollment.agency_name}"
