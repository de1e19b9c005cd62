"""The filter above the schedule. All of it stands in the address, so it can be sent and kept."""

import datetime as dt
from typing import Any

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses import dates, vietnamese
from courses.models import Category, TrainingClass, Venue


class ScheduleFilter(forms.Form):
    """Unknown values are named beside their field; the others still narrow the list."""

    q = forms.CharField(label=_("Words in the title"), max_length=100, required=False)
    category = forms.ChoiceField(label=_("Field of training"), required=False)
    when = forms.ChoiceField(label=_("When"), required=False)
    venue = forms.ChoiceField(label=_("Venue"), required=False)
    free = forms.BooleanField(label=_("Open and with free seats"), required=False)

    def __init__(self, data: Any, *, today: dt.date, address: str) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.today, self.address = today, address
        self.classes = TrainingClass.objects.published()
        self.fields["category"].choices = self._categories()
        self.fields["when"].choices = self._times()
        self.fields["venue"].choices = self._venues()
        self.is_valid()

    def _categories(self) -> list[tuple[str, str]]:
        used = Category.objects.filter(courses__classes__in=self.classes).distinct()
        return [("", _("All fields")), *((row.slug, str(row)) for row in used)]

    def _venues(self) -> list[tuple[str, str]]:
        used = Venue.objects.filter(classes__in=self.classes).distinct()
        return [("", _("All venues")), *((vietnamese.slug(row.name), row.name) for row in used)]

    def _times(self) -> list[Any]:
        coming = self.classes.upcoming(self.today).dates("starts_on", "month")
        past = self.classes.filter(ends_on__lt=self.today).dates("ends_on", "year", order="DESC")
        return [
            ("", _("Coming")),
            (_("Month"), [(f"{day:%Y-%m}", dates.month_and_year(day)) for day in coming]),
            (_("Past"), [(f"{day:%Y}", f"{day:%Y}") for day in past]),
        ]

    def apply(self, classes: "QuerySet[TrainingClass]") -> "QuerySet[TrainingClass]":
        """The classes which the valid parts of the filter leave."""
        wanted = self.cleaned_data
        found = self._in_time(classes, wanted.get("when", ""))
        if wanted.get("q"):
            found = found.search(wanted["q"])
        if wanted.get("category"):
            found = found.filter(course__category__slug=wanted["category"])
        if wanted.get("venue"):
            found = found.filter(venue__in=self._named(wanted["venue"]))
        if wanted.get("free"):
            found = found.open_for_registration(timezone.now()).with_free_seats()
        return found

    def _in_time(self, classes: "QuerySet[TrainingClass]", when: str) -> Any:
        if not when:
            return classes.upcoming(self.today)
        year, _dash, month = when.partition("-")
        if month:
            return classes.filter(starts_on__year=int(year), starts_on__month=int(month))
        return classes.filter(ends_on__year=int(year), ends_on__lt=self.today)

    def _named(self, slug: str) -> list[int]:
        venues = Venue.objects.values_list("pk", "name")
        return [pk for pk, name in venues if vietnamese.slug(name) == slug]

    def is_narrowing(self) -> bool:
        return any(self.cleaned_data.values())

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_method, helper.form_action = "get", self.address
        helper.form_class = "filters no-print"
        helper.form_id = "schedule-filter"
        helper.disable_csrf = True
        helper.attrs = {
            "hx-get": self.address,
            "hx-target": "#class-list",
            "hx-push-url": "true",
            "hx-trigger": "change, submit, input delay:500ms from:#filter_q",
        }
        helper.layout = Layout(
            *self.fields,
            Div(
                StrictButton(_("Filter"), type="submit", css_class="btn-primary"),
                css_class="actions",
            ),
        )
        return helper
