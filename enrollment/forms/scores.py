"""One box per person and attempt for the score, with a comma or a point and one decimal."""

import re
from collections.abc import Iterable, Mapping
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


def read_score(typed: str) -> Decimal | None:
    """The score that was typed, on whatever scale; None for what is no score."""
    read = SCORE.fullmatch(typed)
    return Decimal(f"{read[1]}.{read[2] or 0}") if read else None


class ScoreField(forms.CharField):
    def __init__(self, *, scale_max: Decimal, **options: Any) -> None:
        self.scale_max = scale_max
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "form-control", "size": 5})
        super().__init__(required=False, max_length=8, widget=widget, **options)

    def clean(self, value: Any) -> Decimal | None:
        typed = super().clean(value).strip()
        if not typed:
            return None
        score = read_score(typed)
        if score is None or score > self.scale_max:
            raise ValidationError(
                _("A score from 0 to %(max)s with at most one decimal, for example 8,5."),
                code="invalid",
                params={"max": number_format(self.scale_max.normalize())},
            )
        return score


class ScoresForm(forms.Form):
    """The boxes of the people on one page, one for each attempt that the scheme allows."""

    def __init__(
        self,
        *args: Any,
        enrollments: Iterable[Enrollment],
        scheme: RankingScheme,
        known: Mapping[int, Mapping[int, Decimal]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.attempts = scheme.attempts
        self._boxes: dict[str, tuple[int, int]] = {}
        for enrollment in enrollments:
            for attempt in range(1, scheme.attempts + 1):
                score = known[enrollment.pk].get(attempt)
                name = _name_of(enrollment, attempt)
                self._boxes[name] = enrollment.pk, attempt
                self.fields[name] = ScoreField(
                    scale_max=scheme.scale_max,
                    label=_("Score"),
                    # The page tells what it showed, so that an old one takes back nobody's score.
                    show_hidden_initial=True,
                    initial="" if score is None else number_format(score, 1),
                )

    @property
    def scores(self) -> dict[tuple[int, int], Decimal | None]:
        """What was typed, by enrollment id and attempt, as `record_attempts` asks for it."""
        return {
            key: self.cleaned_data[name]
            for name, key in self._boxes.items()
            if self._was_typed(name)
        }

    def _was_typed(self, name: str) -> bool:
        tells_what_it_showed = self[name].html_initial_name in self.data
        return name in self.data and (not tells_what_it_showed or name in self.changed_data)

    def boxes_of(self, enrollment: Enrollment) -> list[tuple[int, forms.BoundField]]:
        """Attempt and box, the first attempt first."""
        attempts = range(1, self.attempts + 1)
        return [(attempt, self[_name_of(enrollment, attempt)]) for attempt in attempts]


def _name_of(enrollment: Enrollment, attempt: int) -> str:
    first = f"score-{enrollment.public_id}"
    return first if attempt == 1 else f"{first}-{attempt}"
