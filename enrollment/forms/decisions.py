"""The form with which a class moves to other days, hours or another place."""

import datetime as dt
from typing import Any, Final

from crispy_forms.layout import Column, Row

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.form_layout import bare_helper
from courses.forms.fields import ClockField, DayField, LineField
from courses.models import Session, TrainingClass, Venue
from enrollment.running.deciding import Move

BOX: Final = {"starts_at": _("from"), "ends_at": _("to")}


class MoveForm(forms.Form):
    """Prefilled with what holds now; hours are asked for the half-days that the class has."""

    starts_on = DayField(
        label=_("New first day"),
        help_text=_("All sessions move by as many days as the first day does."),
    )
    venue = forms.ModelChoiceField(label=_("Venue"), queryset=Venue.objects.all())
    reason = LineField(
        label=_("Reason"), max_length=300, required=False, help_text=_("For the log of the class.")
    )

    def __init__(self, *args: Any, training_class: TrainingClass, **options: Any) -> None:
        initial = {"starts_on": training_class.starts_on, "venue": training_class.venue_id}
        super().__init__(*args, initial=initial, **options)
        self.parts = _hours_of(training_class)
        for part, (starts_at, ends_at) in self.parts.items():
            label = Session.Part(part).label
            for box, at in (("starts_at", starts_at), ("ends_at", ends_at)):
                self.fields[f"{part}_{box}"] = ClockField(label=f"{label}, {BOX[box]}", initial=at)
        hours = (
            Row(*(Column(f"{part}_{box}", css_class="col-md-6") for box in BOX))
            for part in self.parts
        )
        days = Row(Column("starts_on", css_class="col-md-6"), Column("venue", css_class="col-md-6"))
        self.helper = bare_helper(days, *hours, "reason")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day = cleaned.get("starts_on")
        if day and "starts_on" in self.changed_data and day < timezone.localdate():
            self.add_error("starts_on", _("This day is over."))
        for part in self.parts:
            starts_at, ends_at = (cleaned.get(f"{part}_{box}") for box in BOX)
            if starts_at and ends_at and starts_at >= ends_at:
                self.add_error(f"{part}_ends_at", _("The session ends before it begins."))
        return cleaned

    @property
    def move(self) -> Move:
        """Only hours that were changed: sessions with hours of their own keep them otherwise."""
        given = self.cleaned_data
        hours = {
            part: (given[f"{part}_starts_at"], given[f"{part}_ends_at"])
            for part in self.parts
            if {f"{part}_starts_at", f"{part}_ends_at"} & set(self.changed_data)
        }
        return Move(given["starts_on"], given["venue"], hours)


def _hours_of(training_class: TrainingClass) -> dict[str, tuple[dt.time, dt.time]]:
    """The hours of each half-day, taken from its first session."""
    hours: dict[str, tuple[dt.time, dt.time]] = {}
    for session in training_class.sessions.all():
        hours.setdefault(session.part, (session.starts_at, session.ends_at))
    order = list(Session.Part.values)
    return dict(sorted(hours.items(), key=lambda row: order.index(row[0])))
