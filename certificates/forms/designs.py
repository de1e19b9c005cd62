"""What is typed about a design: its text, its choices, and each fault beside its box."""

from typing import Any, Final

from crispy_forms.layout import Column, Row

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.design_checks import DesignRefused
from certificates.designs.source import DesignSource, Options
from certificates.models import CertificateDesign
from courses.form_layout import bare_helper
from courses.forms.fields import LineField
from courses.models import IssuingBody

_CHOICES: Final = ("second_language", "photo", "frame", "variant", "public_name")
_AREA: Final = {"spellcheck": "false", "class": "is-code", "wrap": "off"}


class CodeField(forms.CharField):
    """Text as it was typed, lines and all."""

    def __init__(self, *, rows: int, **options: Any) -> None:
        widget = forms.Textarea(attrs={**_AREA, "rows": rows})
        super().__init__(**{"strip": False, "max_length": 700_000, "widget": widget, **options})

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class DesignForm(forms.Form):
    """Only shape is judged here; what the text says is judged by `certificates.design_checks`."""

    name = LineField(label=gettext_lazy("Name"), max_length=120)
    issuing_body = forms.ModelChoiceField(
        label=gettext_lazy("Issuing body"),
        queryset=IssuingBody.objects.select_related("heading"),
        required=False,
        empty_label=gettext_lazy("all of them"),
    )
    markup = CodeField(label=gettext_lazy("Front page"), rows=24)
    back = CodeField(
        label=gettext_lazy("Back page"),
        rows=8,
        required=False,
        help_text=gettext_lazy("Empty: the paper is printed on one side."),
    )
    style = CodeField(label=gettext_lazy("Style (CSS)"), rows=14, required=False)
    frame = forms.ChoiceField(
        label=gettext_lazy("Frame"),
        choices=[
            ("classic", gettext_lazy("ornament in the corners")),
            ("band", gettext_lazy("woven band")),
            ("none", gettext_lazy("none")),
        ],
    )
    second_language = forms.ChoiceField(
        label=gettext_lazy("Second language"),
        choices=[("", gettext_lazy("none")), ("en", gettext_lazy("English"))],
        required=False,
    )
    photo = forms.ChoiceField(
        label=gettext_lazy("Place for a photo"),
        choices=[("", gettext_lazy("none")), ("3x4", "3 × 4 cm"), ("4x6", "4 × 6 cm")],
        required=False,
        help_text=gettext_lazy("Glued in by hand; the site stores no photo."),
    )
    variant = forms.ChoiceField(
        label=gettext_lazy("Kind of PDF"),
        choices=[
            ("", gettext_lazy("usual (tagged)")),
            ("pdf/ua-1", gettext_lazy("accessible (PDF/UA-1)")),
            ("pdf/a-3a", gettext_lazy("for the archive (PDF/A-3a)")),
        ],
        required=False,
    )
    public_name = forms.ChoiceField(
        label=gettext_lazy("Name on the public check page"),
        choices=[
            ("full", gettext_lazy("in full")),
            ("initials", gettext_lazy("initials only")),
            ("hidden", gettext_lazy("withheld")),
        ],
    )
    # Which version the editor began with, so that nobody writes over another's work unseen.
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, design: CertificateDesign | None = None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.design = design
        self.helper = bare_helper(
            Row(Column("name"), Column("issuing_body")),
            "markup",
            "style",
            "back",
            Row(Column("frame"), Column("second_language"), Column("photo")),
            Row(Column("variant"), Column("public_name")),
            "seen",
        )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = CertificateDesign.objects.filter(name__iexact=name)
        if self.design is not None:
            others = others.exclude(pk=self.design.pk)
        if others.exists():
            raise ValidationError(_("Another design has this name."), code="name_taken")
        return name

    @property
    def source(self) -> DesignSource:
        """After validation: what was typed, as it would be stored."""
        cleaned = self.cleaned_data
        return DesignSource(
            markup=cleaned["markup"],
            back=cleaned["back"],
            style=cleaned["style"],
            options=Options(**{name: cleaned[name] for name in _CHOICES}),
        )

    def tell(self, refusal: DesignRefused) -> None:
        """Each fault beside the box it is in, with its line."""
        self.add_error(None, refusal)
        for fault in refusal.faults[:40]:
            field = fault.field if fault.field in self.fields else None
            text = fault.text
            if fault.line:
                text = _("Line %(line)s: %(fault)s") % {"line": fault.line, "fault": fault.text}
            self.add_error(field, text)


def initial_of(source: DesignSource, **more: Any) -> dict[str, Any]:
    """What the form begins with."""
    return {
        "markup": source.markup,
        "back": source.back,
        "style": source.style,
        **{name: getattr(source.options, name) for name in _CHOICES},
        **more,
    }
