"""What people type about people: names, dates of birth, agencies; cleaned or refused."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses import vietnamese
from courses.forms.fields import LineField
from enrollment.models import Agency

# Alphabets with letters that look like those of another one.
LOOKALIKE_SCRIPTS: Final = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "COPTIC", "CHEROKEE"}
EARLIEST_BIRTH: Final = 1900
DAY_FIRST: Final = re.compile(r"([0-9]{1,2}) ?[/.-] ?([0-9]{1,2}) ?[/.-] ?([0-9]{4})")
YEAR_FIRST: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
YEAR_ALONE: Final = re.compile(r"[0-9]{4}")


class NameField(LineField):
    """A person's full name. Any people's letters are welcome, look-alikes of others are not."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=120,
            widget=forms.TextInput(attrs={"autocomplete": "name", "autocapitalize": "words"}),
            **options,
        )

    def to_python(self, value: Any) -> str:
        name = vietnamese.clean_name(super().to_python(value))
        if name and not vietnamese.is_readable(name):
            raise ValidationError(_("This name has no letters."), code="no_letters")
        _refuse_lookalikes(name)
        return name


class Birth(NamedTuple):
    """A date of birth, or the year alone where only that is known."""

    date: dt.date | None
    year: int | None


class BirthField(forms.CharField):
    """One box for 16/03/1980 or 1980; day first, always."""

    default_error_messages = {
        "invalid": _(
            "This is not a date. Type day/month/year, for example 16/03/1980, "
            "or the year alone, for example 1980."
        ),
        "out_of_range": _(
            "This date of birth cannot be right. Type day/month/year, for example 16/03/1980."
        ),
    }

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "bday", "placeholder": "16/03/1980"}
        )
        super().__init__(max_length=30, widget=widget, **options)

    def to_python(self, value: Any) -> str:
        # Nothing invisible counts, not even the character that Django refuses without an example.
        return vietnamese.clean_text(super().to_python(value))

    def clean(self, value: Any) -> Birth:
        typed = super().clean(value)
        if not typed:
            return Birth(None, None)
        birth = self._read(typed)
        today = timezone.localdate()
        is_future = birth.date > today if birth.date else (birth.year or 0) > today.year
        if is_future or (birth.year or 0) < EARLIEST_BIRTH:
            raise ValidationError(self.error_messages["out_of_range"], code="out_of_range")
        return birth

    def _read(self, typed: str) -> Birth:
        if YEAR_ALONE.fullmatch(typed):
            return Birth(None, int(typed))
        day_first, year_first = DAY_FIRST.fullmatch(typed), YEAR_FIRST.fullmatch(typed)
        found = day_first.groups()[::-1] if day_first else year_first and year_first.groups()
        try:
            date = dt.date(*map(int, found or ()))
        except (TypeError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return Birth(date, date.year)


class _ByParent(ModelChoiceIterator):
    """Agencies under the name of their parent, those without one first. One query."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        names: dict[str, str] = {}
        groups: dict[str, list] = {"": []}
        for agency in self.queryset:
            names[agency.path] = agency.name
            groups.setdefault(agency.path[: -Agency.steplen], []).append(self.choice(agency))
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for path, choices in groups.items():
            if path in names:
                yield names[path], choices
            else:
                yield from choices


class AgencyChoiceField(forms.ModelChoiceField):
    """A plain select that works without scripts, keyed by the agency's code."""

    iterator = _ByParent

    def __init__(self, **options: Any) -> None:
        options.setdefault("queryset", Agency.objects.none())
        options.setdefault("label", _("Agency"))
        options.setdefault("empty_label", _("Choose an agency"))
        super().__init__(to_field_name="code", **options)

    def to_python(self, value: Any) -> Any:
        # PostgreSQL knows no NUL; such a code cannot exist.
        if isinstance(value, str) and "\0" in value:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


def _refuse_lookalikes(name: str) -> None:
    """A Cyrillic letter among Latin ones, or one made for formulas, hides a name in another."""
    letters = [c for c in name if c.isalpha() and unicodedata.category(c) != "Lm"]
    scripts = {letter: unicodedata.name(letter, "?").split()[0] for letter in letters}
    odd = [c for c in letters if unicodedata.normalize("NFKC", c) != c]
    if len(set(scripts.values())) > 1 and LOOKALIKE_SCRIPTS & set(scripts.values()):
        home = max(scripts.values(), key=[*map(scripts.get, letters)].count)
        odd += [c for c in letters if scripts[c] != home]
    if odd:
        raise ValidationError(
            _("The letter “%(letter)s” is not what it looks like. Type the name anew."),
            code="mixed_script",
            params={"letter": odd[0]},
        )
