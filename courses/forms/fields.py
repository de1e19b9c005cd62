"""Boxes of all forms: one line of text as it is stored, days and moments within reason."""

import datetime as dt
import unicodedata
from typing import Any, Final

from fontTools.ttLib import TTLibError

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses import vietnamese
from courses.dates import YEARS
from courses.paper_fonts import missing_letters

MARKS_PER_LETTER: Final = 4
EMOJI_PARTS: Final = {*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0x1F3FB, 0x1F400))}
LONGEST_ID: Final = 18


def refuse_unprintable(text: str) -> None:
    """One letter without a shape in the printing font would keep whole lists from being printed."""
    try:
        missing = missing_letters(text)
    except (OSError, TTLibError):
        return  # Without its fonts the machine prints nothing at all, and its start has said so.
    if missing:
        raise ValidationError(
            _("These letters cannot be printed: %(letters)s. Use Latin letters instead."),
            code="unprintable",
            params={"letters": missing},
        )


class LineField(forms.CharField):
    """One line of text as it is stored; what no person could read is refused, not dropped."""

    default_validators = [refuse_unprintable]

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"strip": False})

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        refuse_unreadable(typed)
        return vietnamese.clean_text(_without_invisible(typed))


class DayField(forms.DateField):
    """A day as 16/03/2011."""

    widget = forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "16/03/2011"})
    default_error_messages = {
        "invalid": _("This is not a date. Type day/month/year, for example 16/03/2011."),
    }

    def to_python(self, value: Any) -> dt.date | None:
        return _within_years(super().to_python(value), self.error_messages["invalid"])


class MomentField(forms.DateTimeField):
    """A day and a time as 16/03/2011 17:00."""

    widget = forms.DateTimeInput(attrs={"placeholder": "16/03/2011 17:00"})
    default_error_messages = {
        "invalid": _("This is not a day and time. Type them like 16/03/2011 17:00."),
    }

    def to_python(self, value: Any) -> dt.datetime | None:
        try:
            return _within_years(super().to_python(value), self.error_messages["invalid"])
        except OverflowError as error:  # the first and last day of the calendar, in another zone
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class ClockField(forms.TimeField):
    """A time of day as 13:30."""

    widget = forms.TimeInput(format="%H:%M", attrs={"placeholder": "13:30"})
    default_error_messages = {"invalid": _("This is not a time. Type it like 13:30.")}


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows of a list; numbers that no row can have never reach the database."""

    def clean(self, value: Any) -> Any:
        for number in value or ():
            if not may_be_id(str(number)):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": number},
                )
        return super().clean(value)


def may_be_id(text: str) -> bool:
    """Whether a row could have this number; at a larger one SQLite fails, rather than find none."""
    return text.isdecimal() and len(text) <= LONGEST_ID


def _within_years(value: Any, message: str) -> Any:
    if value is not None and value.year not in YEARS:
        raise ValidationError(message, code="invalid")
    return value


def _without_invisible(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def refuse_unreadable(text: str) -> None:
    """Control characters, code points without a character, pictures, towers of marks."""
    categories = {unicodedata.category(c) for c in text if c not in "\t\r\n"}
    if categories & {"Cc", "Cn", "Co", "Cs"}:
        raise ValidationError(
            _("There is a character in it that cannot be read. Type the text anew."),
            code="unreadable",
        )
    if categories & {"So", "Me"} or not EMOJI_PARTS.isdisjoint(text):
        raise ValidationError(_("Pictures and signs cannot be part of it."), code="picture")
    if _highest_tower(text) > MARKS_PER_LETTER:
        raise ValidationError(
            _("A letter carries too many marks. Type the text anew."), code="too_many_marks"
        )


def _highest_tower(text: str) -> int:
    highest = marks = 0
    for character in unicodedata.normalize("NFD", text):
        marks = marks + 1 if unicodedata.category(character) == "Mn" else 0
        highest = max(highest, marks)
    return highest
