"""The box for the letter of an agency: what a file holds decides, whatever it is called."""

import io
import zipfile
from pathlib import PurePath
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from courses import vietnamese

LARGEST_LETTER: Final = 10 * 1024 * 1024
LONGEST_STEM: Final = 180
STARTS: Final = ((b"%PDF-", ".pdf"), (b"\xff\xd8\xff", ".jpg"), (b"\x89PNG\r\n\x1a\n", ".png"))
SAME_SUFFIX: Final = {".jpeg": ".jpg"}


class LetterFileField(forms.FileField):
    """A scanned letter, or None; neither a program nor a page that a browser would run."""

    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx"})

    def __init__(self, **options: Any) -> None:
        options = {"required": False, "max_length": 300, "allow_empty_file": True} | options
        options.setdefault("help_text", _("PDF, JPG, PNG or DOCX, at most 10 MB."))
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> ContentFile | None:
        """The file under a name that says what it is."""
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > LARGEST_LETTER:
            raise ValidationError(_("The file is larger than 10 MB."), code="too_large")
        body = file.read()
        suffix = _suffix_of(body)
        name = vietnamese.clean_text(PurePath(file.name).name)
        claimed = PurePath(name).suffix.lower()
        if not suffix or SAME_SUFFIX.get(claimed, claimed) != suffix:
            raise ValidationError(_("This is no PDF, JPG, PNG or DOCX file."), code="wrong_kind")
        return ContentFile(body, f"{PurePath(name).stem[:LONGEST_STEM]}{suffix}")


def _suffix_of(body: bytes) -> str:
    """By how the file begins; a DOCX by what its directory lists."""
    for start, suffix in STARTS:
        if body.startswith(start):
            return suffix
    if not body.startswith(b"PK\x03\x04"):
        return ""
    try:
        names = zipfile.ZipFile(io.BytesIO(body)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ""
    has_macro = any(name.lower().endswith("vbaproject.bin") for name in names)
    return ".docx" if "word/document.xml" in names and not has_macro else ""
