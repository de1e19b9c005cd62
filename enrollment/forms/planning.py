"""Forms of the training plan: a plan, its decision, the filter of its lines, a class on a line."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from crispy_forms.layout import Column, Row

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.dates import YEARS
from courses.form_layout import bare_helper, filter_helper
from courses.forms.fields import DayField, LineField
from courses.models import FundingSource, IssuingBody
from enrollment.models import PlanLine, TrainingPlan
from enrollment.planning.progress import QUARTERS
from enrollment.planning.standing import STATES, LineProgress

ROMAN: Final = {1: "I", 2: "II", 3: "III", 4: "IV"}
ANY_TIME: Final = pgettext_lazy("quarter of a plan", "Some time in the year")


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
