"""Forms of one line of a training plan: typed box by box, or read from pasted text."""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.forms.fields import LineField, RowsField, may_be_id
from courses.forms.money import AmountField
from courses.models import Course, FundingSource
from enrollment.forms.planning import quarter_choices
from enrollment.models import Agency, AgencyLevel, PlanLine, TrainingPlan
from enrollment.planning.lines import FIELDS, snapshot
from enrollment.planning.pasted import MOST_ROWS, PastedRow, box_of, read_pasted

MOST_CLASSES: Final = 500
MOST_PARTICIPATIONS: Final = 100_000
# As many agencies are shown at once; others are found by their names.
MOST_SHOWN: Final = 60
REASON: Final = _("The plan is approved: the reason goes into its log.")


class PlainLineForm(forms.Form):
    """What a line says, with a box of money for each source."""

    title = LineField(label=_("Content"), max_length=300)
    audience = LineField(label=_("For whom"), max_length=200, required=False)
    quarter = forms.TypedChoiceField(
        label=_("Time"),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={
            "invalid_choice": _("This is no quarter: I, II, III, IV, or empty for any time.")
        },
    )
    classes = forms.IntegerField(label=_("Classes"), min_value=1, max_value=MOST_CLASSES)
    participations = forms.IntegerField(
        label=_("Participations"), min_value=0, max_value=MOST_PARTICIPATIONS
    )
    place = LineField(
        label=pgettext_lazy("of a line of a plan", "Place"), max_length=200, required=False
    )
    host = LineField(label=_("Leading unit"), max_length=200, required=False)
    note = LineField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, sources: Sequence[FundingSource], **options: Any) -> None:
        super().__init__(*args, **options)
        self.sources = sources
        self.fields["quarter"].choices = quarter_choices()
        for source in sources:
            self.fields[box_of(source)] = AmountField(label=str(source), required=False)

    @property
    def said(self) -> dict[str, Any]:
        """The fields of a line."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}

    @property
    def budget(self) -> dict[FundingSource, Decimal]:
        amounts = {source: self.cleaned_data.get(box_of(source)) for source in self.sources}
        return {source: amount for source, amount in amounts.items() if amount}

    @property
    def budget_boxes(self) -> list[forms.BoundField]:
        return [self[box_of(source)] for source in self.sources]


class PasteForm(forms.Form):
    """Pasted lines; each is judged by a form of its own, and either all are stored or none."""

    text = forms.CharField(
        label=_("Lines"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )
    reason = LineField(label=_("Reason"), max_length=300, help_text=REASON)

    def __init__(self, *args: Any, plan: TrainingPlan, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sources = list(FundingSource.objects.all())
        self.rows: list[tuple[PastedRow, PlainLineForm]] = []
        if not plan.is_approved:
            del self.fields["reason"]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        rows = read_pasted(text, self.sources)
        if not rows:
            raise forms.ValidationError(_("There is no line in it."), code="no_rows")
        if len(rows) > MOST_ROWS:
            raise forms.ValidationError(
                _("At most %(most)s lines can be pasted at once."),
                code="too_many_rows",
                params={"most": MOST_ROWS},
            )
        self.rows = [(row, PlainLineForm(row.typed, sources=self.sources)) for row in rows]
        return text

    @property
    def faulty(self) -> int:
        """How many of the lines cannot be stored as they are."""
        return sum(not form.is_valid() for _row, form in self.rows)


class LineForm(PlainLineForm):
    """One line. The agencies are found by name or level; nothing typed is lost in between."""

    course = forms.ModelChoiceField(
        label=_("Course"),
        queryset=Course.objects.none(),
        required=False,
        empty_label=_("not decided yet"),
    )
    title = LineField(
        label=_("Content"),
        max_length=300,
        required=False,
        help_text=_("Printed in the annex. Empty: the name of the course."),
    )
    agencies = RowsField(label=_("Target agencies"), queryset=Agency.objects.none(), required=False)
    find = forms.CharField(label=_("Find agencies"), max_length=100, required=False)
    level = forms.ModelChoiceField(
        label=_("Level"),
        queryset=AgencyLevel.objects.all(),
        required=False,
        empty_label=_("Choose a level"),
    )
    reason = LineField(label=_("Reason"), max_length=300, help_text=REASON)
    # What the page showed; another organizer may have changed the line since.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self,
        *args: Any,
        plan: TrainingPlan,
        line: PlanLine | None = None,
        initial: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        sources = list(FundingSource.objects.all())
        initial = dict(initial or _initial(line))
        super().__init__(*args, sources=sources, initial=initial, **options)
        self.line = line
        self.fields["course"].queryset = Course.objects.order_by("name")
        self.fields["agencies"].queryset = Agency.objects.all()
        for source, amount in _budget_of(line).items():
            self.initial.setdefault(f"budget_{source}", amount)
        if not plan.is_approved:
            del self.fields["reason"]
        self.fields["level"].widget.attrs["class"] = "form-select"
        for name in ("classes", "participations"):
            self.fields[name].widget.attrs["class"] = "is-number"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "title" in cleaned and not cleaned["title"]:
            course = cleaned.get("course")
            if course:
                cleaned["title"] = course.name
            else:
                self.add_error("title", _("Enter the content, or choose a course."))
        return cleaned

    def chosen(self) -> set[int]:
        """Agencies that are ticked, as far as they may be rows."""
        values = self["agencies"].value() or ()
        return {int(one) for one in values if may_be_id(str(one))}

    def agencies_shown(self) -> list[tuple[Agency, bool]]:
        """Those ticked, and those that fit the words; without words as many as fit the page."""
        chosen = self.chosen()
        words = str(self["find"].value() or "")[:100]
        today = timezone.localdate()
        others = Agency.objects.existing_on(today).exclude(pk__in=chosen).select_related("level")
        if words.isprintable():
            others = others.search(words)
        listed = others[:MOST_SHOWN] if words or others.count() <= MOST_SHOWN else []
        ticked = Agency.objects.filter(pk__in=chosen).select_related("level")
        rows = [*((one, True) for one in ticked), *((one, False) for one in listed)]
        return sorted(rows, key=lambda row: row[0].path)

    def with_level(self) -> "set[int]":
        """What is ticked with all agencies of the chosen level."""
        level = str(self["level"].value() or "")
        if not may_be_id(level):
            return self.chosen()
        of_level = Agency.objects.existing_on(timezone.localdate()).filter(level=level)
        return self.chosen() | set(of_level.values_list("pk", flat=True))


def typed_so_far(data: Any) -> dict[str, Any]:
    """What stands in the boxes, to show the form anew without judging it."""
    return {name: data.getlist(name) if name == "agencies" else data[name] for name in data}


def version_of(line: PlanLine) -> str:
    """Changes whenever what the line says does."""
    said = sorted(snapshot(line).items())
    return uuid.uuid5(uuid.NAMESPACE_OID, repr((said, line.is_dropped))).hex[:16]


def _initial(line: PlanLine | None) -> dict[str, Any]:
    if line is None:
        return {"classes": 1}
    said = {name: getattr(line, name) for name in FIELDS if name != "course"}
    agencies = list(line.target_agencies.values_list("pk", flat=True))
    return said | {
        "course": line.course_id,
        "quarter": line.quarter or "",
        "agencies": agencies,
        "seen": version_of(line),
    }


def _budget_of(line: PlanLine | None) -> dict[int, Decimal]:
    return dict(line.budgets.values_list("source", "amount")) if line else {}
