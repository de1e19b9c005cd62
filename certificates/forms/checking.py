"""What a visitor brings to be checked: a file, or the text of a QR code."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from certificates.signing.upload import MOST_BYTES
from courses.form_layout import bare_helper

MOST_CHARACTERS: Final = 2000


class FileForm(forms.Form):
    """A PDF, judged by what it holds and never by its name; nothing of it is kept."""

    file = forms.FileField(
        label=_("PDF file of a certificate"),
        allow_empty_file=True,
        max_length=1000,
        help_text=_("It is looked at once and not stored."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={"required": _("Choose a file.")},
    )

    def __init__(self, *args: Any, is_too_large: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.is_too_large = is_too_large
        self.helper = bare_helper("file")

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data.get("file")
        if self.is_too_large or (found and found.size > MOST_BYTES):
            self.errors.pop("file", None)
            most = filesizeformat(MOST_BYTES)
            raise ValidationError(
                {"file": _("This file is larger than %(most)s.") % {"most": most}},
                code="too_large",
            )
        return self.cleaned_data


class RecordForm(forms.Form):
    """The text of a QR code, or the part of it after "#"."""

    record = forms.CharField(
        label=_("Text of the QR code"),
        max_length=MOST_CHARACTERS,
        help_text=_("All that the code says, as a scanner shows it: an address with “#” in it."),
        widget=forms.Textarea(
            attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false", "class": "text-break"}
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper("record")
