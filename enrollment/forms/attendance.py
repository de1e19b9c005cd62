"""Forms of the roll call at the desk: one mark, a make-up, what was typed from paper, excuses."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses import vietnamese
from courses.dates import short_date
from courses.form_layout import bare_helper
from courses.forms.fields import LineField
from enrollment.forms.letter_file import LetterFileField
from enrollment.models import Attendance

Mark = Attendance.Mark
LONGEST_REASON: Final = 300
LONGEST_EXCUSE: Final = 500
LONGEST_SHEET: Final = 2000
MOST_MINUTES: Final = 600
PROOF_KINDS: Final = (".pdf", ".jpg", ".png")


class ScanField(LetterFileField):
    """A photo or a scan: PDF, JPEG or PNG, judged by what it holds."""

    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"help_text": _("PDF, JPG or PNG, at most 10 MB.")} | options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and not file.name.endswith(PROOF_KINDS):
            raise ValidationError(_("This is no PDF, JPG or PNG file."), code="wrong_kind")
        return file


class MarkForm(forms.Form):
    """One mark; of a closed session with its reason."""

    mark = forms.ChoiceField(
        label=pgettext_lazy("of the roll", "Mark"),
        required=False,
        choices=[("", _("no mark")), *Mark.choices],
    )
    minutes = forms.IntegerField(
        label=_("Minutes missed"), required=False, min_value=1, max_value=MOST_MINUTES
    )
    reason = LineField(label=_("Reason"), max_length=LONGEST_REASON, required=False)

    def __init__(self, *args: Any, needs_reason: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = needs_reason
        if needs_reason:
            self.fields["reason"].widget.attrs["autofocus"] = True
        self.helper = bare_helper("mark", "minutes", "reason")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("minutes") and data.get("mark") not in (Mark.LATE, Mark.LEFT_EARLY):
            text = _("Minutes are noted of late comers and early leavers only.")
            self.add_error("minutes", ValidationError(text, code="bad_minutes"))
        return data


class _FitChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Attendance) -> str:
        session = obj.session
        day, part = short_date(session.held_on), session.get_part_display()
        return f"{session.training_class.code}: {day} {part} ({obj.get_mark_display()})"


class MakeUpForm(forms.Form):
    """Which session, attended elsewhere, counts for the missed one."""

    attended = _FitChoice(label=_("Attended instead"), queryset=Attendance.objects.none())
    reason = LineField(label=_("Note"), max_length=LONGEST_REASON, required=False)

    def __init__(self, *args: Any, fits: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["attended"].queryset = fits
        self.helper = bare_helper("attended", "reason")


class PaperForm(forms.Form):
    """What was typed from the signed sheet, the reason of a correction, and the scan."""

    typed = forms.CharField(
        label=_("Rows that were not simply present"),
        required=False,
        max_length=LONGEST_SHEET,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocapitalize": "off"}),
    )
    reason = LineField(label=_("Reason"), max_length=LONGEST_REASON, required=False)
    scan = ScanField(label=_("Scan or photo of the signed sheet"))

    def __init__(self, *args: Any, needs_reason: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not needs_reason:
            del self.fields["reason"]
        # A file is not kept from one step to the next: it is asked for beside the names.
        shown = self.fields if self.is_bound else [name for name in self.fields if name != "scan"]
        self.helper = bare_helper(*shown)

    def clean_typed(self) -> str:
        lines = self.cleaned_data["typed"].splitlines()
        return "\n".join(vietnamese.clean_text(line) for line in lines).strip()


class ExcuseForm(forms.Form):
    """Why a session is or was missed, with a proof if there is one."""

    session = forms.ModelChoiceField(label=_("Session"), queryset=None)
    reason = LineField(label=_("Reason"), max_length=LONGEST_EXCUSE)
    proof = ScanField(label=_("Proof"))

    def __init__(self, *args: Any, sessions: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if sessions is None:
            del self.fields["session"]
        else:
            self.fields["session"].queryset = sessions
        self.helper = bare_helper(*self.fields)


class AnswerForm(forms.Form):
    """The answer to an excuse; a refusal says why."""

    answer = LineField(label=_("Answer"), max_length=LONGEST_REASON, required=False)

    def __init__(self, *args: Any, needs_answer: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["answer"].required = needs_answer
        self.helper = bare_helper("answer")
