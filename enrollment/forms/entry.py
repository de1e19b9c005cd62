"""The conditions of entry of one class."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.form_layout import bare_helper
from courses.forms.fields import RowsField
from courses.models import Course
from enrollment.models import EntryRule, TargetGroup

MOST_YEARS: Final = 20


class EntryRuleForm(forms.Form):
    """Every box may stay empty; then anybody may come."""

    target_groups = RowsField(
        label=_("Target groups"),
        queryset=TargetGroup.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing marked: the class is for everybody."),
    )
    only_target_groups = forms.TypedChoiceField(
        label=_("Others"),
        coerce=lambda value: value == "only",
        choices=[
            ("only", _("may not come")),
            ("first", _("may come; the target groups are seated first from the waiting list")),
        ],
        initial="only",
        widget=forms.RadioSelect,
    )
    prerequisites = RowsField(
        label=_("Courses completed before"),
        queryset=Course.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All that are marked must have been completed here."),
    )
    no_repeat_years = forms.IntegerField(
        label=_("Not again within years"),
        min_value=0,
        max_value=MOST_YEARS,
        required=False,
        help_text=_("After having completed the same course; 0: as often as one likes."),
    )

    def __init__(self, *args: Any, rule: EntryRule | None, course: Course, **options: Any) -> None:
        super().__init__(*args, initial=_initial(rule), **options)
        self.fields["target_groups"].queryset = TargetGroup.objects.all()
        self.fields["prerequisites"].queryset = Course.objects.exclude(pk=course.pk)
        self.helper = bare_helper(
            "target_groups", "only_target_groups", "no_repeat_years", "prerequisites"
        )

    def clean_no_repeat_years(self) -> int:
        return self.cleaned_data["no_repeat_years"] or 0


def _initial(rule: EntryRule | None) -> dict[str, Any]:
    if rule is None:
        return {"no_repeat_years": 0}
    return {
        "target_groups": rule.target_groups.all(),
        "only_target_groups": "only" if rule.only_target_groups else "first",
        "prerequisites": rule.prerequisites.all(),
        "no_repeat_years": rule.no_repeat_years,
    }
