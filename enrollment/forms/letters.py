"""The form of a text of letters: subject and body in each language of the site."""

from typing import Any, Final

from crispy_forms.layout import Column, Fieldset, Row

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from courses.form_layout import bare_helper
from courses.forms.fields import LineField, refuse_unreadable
from enrollment.letters.letter_editing import check_placeholders, clean_body
from enrollment.letters.letter_texts import PROPOSALS, Text, proposed, text_of

LONGEST_SUBJECT: Final = 200
LONGEST_BODY: Final = 5000


class BodyField(forms.CharField):
    """Several lines as they are stored."""

    widget = forms.Textarea(attrs={"rows": 18})

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        refuse_unreadable(typed)
        return clean_body(typed)


class LetterTextForm(forms.Form):
    """Each language beside the other; nothing but the placeholders of this kind is taken."""

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        self.kind = kind
        super().__init__(*args, **options)
        columns = []
        for language, name in settings.LANGUAGES:
            text = text_of(kind, language)
            self.fields[f"subject_{language}"] = LineField(
                label=_("Subject"), max_length=LONGEST_SUBJECT, initial=text.subject
            )
            self.fields[f"body_{language}"] = BodyField(
                label=_("Text"), max_length=LONGEST_BODY, initial=text.body
            )
            boxes = Fieldset(_(name), f"subject_{language}", f"body_{language}")
            columns.append(Column(boxes, css_class="col-md-6"))
        self.helper = bare_helper(Row(*columns))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, text in list(cleaned.items()):
            try:
                check_placeholders(self.kind, text)
            except ValidationError as error:
                self.add_error(name, error)
        return cleaned

    def text_in(self, language: str) -> Text:
        """What was typed in this language."""
        subject, body = (self.cleaned_data[f"{box}_{language}"] for box in ("subject", "body"))
        return Text(subject, body)

    def typed(self, language: str) -> Text:
        """The same for a preview, whether or not it could be saved; no longer than it could be."""
        subject, body = (
            str(self[f"{box}_{language}"].value() or "") for box in ("subject", "body")
        )
        return Text(subject[:LONGEST_SUBJECT], body[:LONGEST_BODY])

    @property
    def placeholders(self) -> tuple[str, ...]:
        return PROPOSALS[self.kind].placeholders

    def is_changed_in(self, language: str) -> bool:
        return text_of(self.kind, language) != proposed(self.kind, language)
