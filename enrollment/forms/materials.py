"""Forms of class materials: the file, what it is called, and for whom it is."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses import vietnamese
from courses.form_layout import bare_helper
from courses.forms.fields import LineField
from courses.plain_archives import MEBIBYTE
from courses.uploads import check_file
from enrollment.materials import KINDS, MOST_BYTES

LONGEST_TITLE = 200


class MaterialFileField(forms.FileField):
    """A file of a kind that is taught with, judged by what it holds."""

    widget = forms.FileInput(attrs={"accept": ",".join(f".{kind}" for kind in KINDS)})

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file:
            check_file(file, KINDS, MOST_BYTES)
        return file


class MaterialDetailsForm(forms.Form):
    title = LineField(
        label=_("Title"),
        max_length=LONGEST_TITLE,
        required=False,
        help_text=_("Empty: the name of the file."),
    )
    note = LineField(label=_("Note"), max_length=300, required=False)
    is_for_trainees = forms.BooleanField(
        label=_("For trainees"),
        required=False,
        initial=True,
        help_text=_("Off: only the instructors of the class and the organizers see it."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = bare_helper(*self.fields)


class MaterialForm(MaterialDetailsForm):
    file = MaterialFileField(
        label=_("File"), max_length=300, allow_empty_file=True, error_messages={}
    )
    field_order = ["file", "title", "note", "is_for_trainees"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].help_text = _("%(kinds)s; at most %(most)s MB.") % {
            "kinds": ", ".join(kind.upper() for kind in KINDS if kind != "jpeg"),
            "most": MOST_BYTES // MEBIBYTE,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("file") and not data.get("title"):
            stem = data["file"].name.rpartition(".")[0]
            data["title"] = vietnamese.clean_text(stem.replace("_", " "))[:LONGEST_TITLE]
        return data
