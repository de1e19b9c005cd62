"""Forms of the training plan: a plan, its lines, the decision, and the filter of the lines."""

import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from crispy_forms.layout import Column, Row

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.dates import YEARS
from courses.form_layout import bare_helper, filter_helper
from courses.forms.fields import DayField, LineField, RowsField, may_be_id
from courses.forms.money import AmountField
from courses.models import Course, FundingSource, IssuingBody
from enrollment.models import Agency, AgencyLevel, PlanLine, TrainingPlan
from enrollment.planning.lines import FIELDS, snapshot
from enrollment.planning.progress import QUARTERS, STATES, LineProgress

MOST_CLASSES: Final = 500
MOST_PARTICIPATIONS: Final = 100_000
# As many agencies are shown at once; others are found by their names.
MOST_SHOWN: Final = 60
ROMAN: Final = {1: "I", 2: "II", 3: "III", 4: "IV"}
ANY_TIME: Final = pgettext_lazy("quarter of a plan", "Some time in the year")
REASON: Final = _("The plan is approved: the reason goes into its log.")


def quarter_choices() -> list[tuple[str, Any]]:
    """Quarters as they are chosen; the empty one is any time of the year."""
    named = [(str(one), _("Quarter %(roman)s") % {"roman": ROMAN[one]}) for one in QUARTERS]
    return [*named, ("", ANY_TIME)]


class YearField(forms.IntegerField):
    """A year that a plan may be for."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"min_value": YEARS[0], "max_value": YEARS[-1]})


class PlanForm(forms.ModelForm):
    """A new plan: for which year, of which body."""

    note = LineField(label=_("Note"), max_length=1000, required=False)

    class Meta:
        model = TrainingPlan
        fields = ("year", "issuing_body", "note")
        field_classes = {"year": YearField}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        body = self.fields["issuing_body"]
        body.empty_label = None
        if IssuingBody.objects.count() > 1:
            body.empty_label = _("Choose a body")
        self.helper = bare_helper(Row(Column("year"), Column("issuing_body")), "note")


class NoteForm(forms.Form):
    """The note of the desk, which is not printed."""

    note = LineField(label=_("Note"), max_length=1000, required=False)


class CopyForm(forms.Form):
    """Into which year the lines are taken."""

    year = YearField(label=_("For the year"))


class ReasonForm(forms.Form):
    """Why; asked for where the plan is approved."""

    reason = LineField(label=_("Reason"), max_length=300)


class DecisionForm(forms.Form):
    """Number and day of the decision; once it was approved, why they are corrected."""

    decision = LineField(
        label=_("Number of the decision"),
        max_length=120,
        help_text=_("As it is printed on the annex, without the date."),
    )
    decided_on = DayField(label=_("Date of the decision"))
    reason = LineField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, plan: TrainingPlan, **options: Any) -> None:
        initial = {"decision": plan.decision, "decided_on": plan.decided_on}
        super().__init__(*args, initial=initial, **options)
        boxes: list[Any] = [Row(Column("decision"), Column("decided_on"))]
        if plan.is_approved:
            boxes.append("reason")
        else:
            del self.fields["reason"]
        self.helper = bare_helper(*boxes)


class LineForm(forms.Form):
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
    audience = LineField(label=_("For whom"), max_length=200, required=False)
    quarter = forms.TypedChoiceField(
        label=_("Time"),
        coerce=int,
        empty_value=None,
        required=False,
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
        super().__init__(*args, initial=dict(initial or _initial(line)), **options)
        self.line = line
        self.fields["course"].queryset = Course.objects.order_by("name")
        self.fields["quarter"].choices = quarter_choices()
        self.fields["agencies"].queryset = Agency.objects.all()
        self.sources = list(FundingSource.objects.all())
        kept = _budget_of(line)
        for source in self.sources:
            box = AmountField(label=str(source), required=False)
            self.fields[_box(source)] = box
            if source.pk in kept:
                self.initial.setdefault(_box(source), kept[source.pk])
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

    @property
    def said(self) -> dict[str, Any]:
        """The fields of a line."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    @property
    def budget(self) -> dict[FundingSource, Decimal]:
        amounts = {source: self.cleaned_data.get(_box(source)) for source in self.sources}
        return {source: amount for source, amount in amounts.items() if amount}

    @property
    def budget_boxes(self) -> list[forms.BoundField]:
        return [self[_box(source)] for source in self.sources]

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


def _box(source: FundingSource) -> str:
    return f"budget_{source.pk}"


class LineFilter(forms.Form):
    """Which lines of a plan are shown."""

    q = forms.CharField(label=_("Content or unit"), max_length=100, required=False)
    quarter = forms.ChoiceField(label=_("Time"), required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All states")), *STATES.items()], required=False
    )
    source = forms.ModelChoiceField(
        label=_("Source of money"),
        queryset=FundingSource.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=_("All sources"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(value or "year", text) for value, text in quarter_choices()]
        self.fields["quarter"].choices = [("", _("The whole year")), *named]
        self.helper = filter_helper("q", "quarter", "state", "source")

    def narrow(self, lines: Iterable[LineProgress]) -> list[LineProgress]:
        """A choice that does not exist narrows nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        return [one for one in lines if self._fits(one, chosen)]

    @staticmethod
    def _fits(one: LineProgress, chosen: Mapping[str, Any]) -> bool:
        quarter, state = chosen.get("quarter"), chosen.get("state")
        source = chosen.get("source")
        return (
            (not quarter or quarter == str(one.quarter or "year"))
            and (not state or state == one.state)
            and (not source or any(source == known for known, _amount in one.budget))
            and one.has_words(chosen.get("q") or "")
        )


class ClassLineForm(forms.Form):
    """Which line a class carries out: of the plans of its year that stand."""

    plan_line = forms.ModelChoiceField(
        label=_("Line of the plan"),
        queryset=PlanLine.objects.none(),
        required=False,
        empty_label=_("outside the plan"),
    )

    def __init__(
        self, *args: Any, years: Iterable[int], kept: PlanLine | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        fit = Q(plan__year__in=list(years), dropped_at=None)
        if kept:
            fit |= Q(pk=kept.pk)
        lines = PlanLine.objects.filter(fit).select_related("plan__issuing_body")
        field = self.fields["plan_line"]
        field.queryset = lines.order_by("plan__year", "plan", "quarter", "position", "pk")
        field.label_from_instance = _named
        self.helper = bare_helper("plan_line")


def _named(line: PlanLine) -> str:
    time = _("Quarter %(roman)s") % {"roman": ROMAN[line.quarter]} if line.quarter else ANY_TIME
    return f"{line.plan.year} · {time} · {line.title}"
