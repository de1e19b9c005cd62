"""What an organizer chooses before certificates are issued: design, signatory, date."""

from typing import Any, Final

from crispy_forms.layout import Column, Row

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.models import CertificateDesign, DesignVersion, Signatory
from certificates.register import numbers as registers
from certificates.register.issuing import issuable, signatory_on
from courses.form_layout import bare_helper
from courses.forms.fields import DayField
from courses.models import TrainingClass
from courses.refusals import Refusal

# Beside which box a refusal of the verb is told.
FIELD_OF: Final = {"no_signatory": "signatory", "wrong_signatory": "signatory"}


class IssueForm(forms.Form):
    """Starts with what is usual: today, who signs today, the design of the body."""

    issued_on = DayField(
        label=_("Date on the certificates"),
        help_text=_("Not before the last day of the class. Its year decides the register."),
    )
    signatory = forms.ModelChoiceField(label=_("Signed by"), queryset=Signatory.objects.none())
    design = forms.ModelChoiceField(
        label=_("Design"), queryset=CertificateDesign.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, training_class: TrainingClass, **options: Any) -> None:
        super().__init__(*args, **options)
        self.training_class = training_class
        body, today = training_class.issuing_body, timezone.localdate()
        self.fields["issued_on"].initial = today
        signing = Signatory.objects.filter(issuing_body=body, valid_from__lte=today)
        self.fields["signatory"].queryset = signing.may_sign_from(training_class.ends_on)
        self.fields["signatory"].initial = Signatory.objects.signing(body, today)
        designs = CertificateDesign.objects.offered_to(body)
        self.fields["design"].queryset = designs
        self.fields["design"].initial = designs.usual_for(body)
        self.fields["design"].required = self.fields["design"].initial is not None
        rows = [Row(Column("issued_on"), Column("signatory"))]
        if self.fields["design"].required:
            rows.append("design")
        self.helper = bare_helper(*rows)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        day = cleaned.get("issued_on")
        if day is None:
            return cleaned
        try:
            current = issuable(self.training_class, issued_on=day, at=timezone.now())
            signatory_on(current, day, chosen=cleaned.get("signatory"))
            registers.refuse_closed(registers.register_of(current.issuing_body, day.year))
        except Refusal as refusal:
            self.add_error(FIELD_OF.get(refusal.code or "", "issued_on"), refusal)
        return cleaned

    @property
    def choice(self) -> dict[str, Any]:
        """As the verb takes it."""
        design: CertificateDesign | None = self.cleaned_data["design"]
        version: DesignVersion | None = design.current if design else None
        return {
            "issued_on": self.cleaned_data["issued_on"],
            "signatory": self.cleaned_data["signatory"],
            "design": version,
        }
