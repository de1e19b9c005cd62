"""One box per person for the score, with a comma or a point and one decimal."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from courses.models import RankingScheme
from enrollment.models import Enrollment

# "8.125" would be a thousand in Vietnamese figures; more than one decimal is never meant.
SCORE: Final = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]))?")


class ScoreField(forms.CharField):
    def __init__(self, *, scale_max: Decimal, **options: Any) -> None:
        self.scale_max = scale_max
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "form-control", "size": 5})
        super().__init__(required=False, max_length=8, widget=widget, **options)

    def clean(self, value: Any) -> Decimal | None:
        typed = super().clean(value).strip()
        if not typed:
            return None
        read = SCORE.fullmatch(typed)
        score = Decimal(f"{read[1]}.{read[2] or 0}") if read else None
        if score is None or score > self.scale_max:
            raise ValidationError(
                _("A score from 0 to %(max)s with at most one decimal, for example 8,5."),
                code="invalid",
                params={"max": number_format(self.scale_max.normalize())},
            )
        return score


class ScoresForm(forms.Form):
    """The boxes of the people on one page."""

    def __init__(
        self, *args: Any, enrollments: Iterable[Enrollment], scheme: RankingScheme, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._people = {f"score-{e.public_id}": e for e in enrollments}
        for name, enrollment in self._people.items():
            self.fields[name] = ScoreField(
                scale_max=scheme.scale_max,
                label=_("Score"),
                # The page tells what it showed, so that an old one takes back nobody's score.
                show_hidden_initial=True,
                initial="" if enrollment.score is None else number_format(enrollment.score, 1),
            )

    @property
    def scores(self) -> dict[int, Decimal | None]:
        """What was typed, by enrollment id, as `record_scores` asks for it."""
        return {
            enrollment.pk: self.cleaned_data[name]
            for name, enrollment in self._people.items()
            if self._was_typed(name)
        }

    def _was_typed(self, name: str) -> bool:
        tells_what_it_showed = self[name].html_initial_name in self.data
        return name in self.data and (not tells_what_it_showed or name in self.changed_data)

    def box_of(self, enrollment: Enrollment) -> forms.BoundField:
        return self[f"score-{enrollment.public_id}"]
