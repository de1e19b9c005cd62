"""Forms of a nomination round: its terms and seats, what an agency holds, whom it names."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.forms.fields import DayField, LineField, MomentField
from courses.models import TrainingClass
from enrollment.models import Agency, AgencyLevel, AgencySeats, NominationRound
from enrollment.seating.spreading import Rule, people_on_record, spread_seats, weights_by

MOST: Final = 100_000
# More rows than this in one form are read by nobody; the rest is reached by its level.
MOST_LISTED: Final = 500


@dataclass(frozen=True)
class AgencyRow:
    """One line of the table of seats."""

    agency: Agency
    box: forms.BoundField
    used: int
    people: int
    is_chosen: bool

    @property
    def indent(self) -> int:
        return min(self.agency.depth - 1, 4)


class RoundForm(forms.Form):
    """Deadline, rule and note, and the seats of each agency, typed or spread."""

    deadline = MomentField(label=_("Agencies name people until"))
    unfilled = forms.ChoiceField(
        label=_("Seats not filled by then"),
        choices=NominationRound.Unfilled.choices,
        widget=forms.RadioSelect,
    )
    note = LineField(
        label=_("Note to the agencies"),
        max_length=500,
        required=False,
        help_text=_("Stands in the letter and on the page of the agency."),
    )
    number = forms.IntegerField(
        label=_("Seats to spread"), min_value=1, max_value=MOST, required=False
    )
    rule = forms.ChoiceField(label=_("How"), choices=Rule.choices, required=False)
    with_below = forms.BooleanField(
        label=_("and all agencies below them"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    # What the page showed; another organizer may have changed the seats since.
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(
        self,
        *args: Any,
        training_class: TrainingClass,
        chosen: Iterable[str] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        given = AgencySeats.objects.filter(round__training_class=training_class)
        self.given_now = {row.agency_id: row for row in given}
        self.agencies = _listed(self.given_now)
        self.levels = list(AgencyLevel.objects.filter(agencies__in=self.agencies).distinct())
        self.chosen = set(chosen)
        for agency in self.agencies:
            self.fields[_box(agency)] = _seats_field(agency, self.given_now)
        lowest = max((level.rank for level in self.levels), default=1)
        for level in self.levels:
            self.fields[f"weight_{level.pk}"] = forms.IntegerField(
                label=str(level),
                min_value=0,
                max_value=1000,
                required=False,
                initial=lowest - level.rank + 1,
                widget=forms.NumberInput(attrs={"class": "form-control is-number"}),
            )

    @property
    def rows(self) -> list[AgencyRow]:
        """The lines of the table."""
        people = people_on_record(self.agencies)
        return [
            AgencyRow(
                agency,
                self[_box(agency)],
                used=_used(self.given_now.get(agency.pk)),
                people=people[at],
                is_chosen=agency.code in self.chosen,
            )
            for at, agency in enumerate(self.agencies)
        ]

    @property
    def level_rows(self) -> list[tuple[AgencyLevel, forms.BoundField, bool]]:
        return [
            (level, self[f"weight_{level.pk}"], f"level:{level.pk}" in self.chosen)
            for level in self.levels
        ]

    @property
    def total(self) -> int:
        """Seats given if the boxes were saved as they stand."""
        values = [self[_box(agency)].value() for agency in self.agencies]
        return sum(int(value) for value in values if str(value or "").isdecimal())

    @property
    def seats(self) -> dict[Agency, int]:
        """What the verbs ask for: agencies with seats, and those that had some."""
        typed = {agency: self.cleaned_data.get(_box(agency)) or 0 for agency in self.agencies}
        return {
            agency: number
            for agency, number in typed.items()
            if number or agency.pk in self.given_now
        }

    def meant(self) -> list[Agency]:
        """The agencies over which seats are to be spread."""
        levels = {f"level:{level.pk}": level.pk for level in self.levels}
        of_levels = {pk for name, pk in levels.items() if name in self.chosen}
        paths = [agency.path for agency in self.agencies if agency.code in self.chosen]
        is_below = self.cleaned_data.get("with_below")
        return [
            agency
            for agency in self.agencies
            if agency.path in paths
            or agency.level_id in of_levels
            or (is_below and any(agency.path.startswith(path) for path in paths))
        ]

    def spread(self) -> dict[str, int]:
        """The boxes of the chosen agencies with the number spread over them."""
        agencies = self.meant()
        weights = {
            level.pk: self.cleaned_data.get(f"weight_{level.pk}") or 0 for level in self.levels
        }
        shares = spread_seats(
            self.cleaned_data["number"],
            weights_by(self.cleaned_data["rule"] or Rule.EQUAL, agencies, weights),
        )
        return {_box(agency): seats for agency, seats in zip(agencies, shares, strict=True)}


def _listed(given: dict[int, AgencySeats]) -> list[Agency]:
    today = timezone.localdate()
    agencies = Agency.objects.existing_on(today) | Agency.objects.filter(pk__in=given)
    agencies = agencies.select_related("level").order_by("path")
    if agencies.count() > MOST_LISTED:
        highest = Agency.objects.existing_on(today).filter(depth__lte=2)
        agencies = highest | Agency.objects.filter(pk__in=given)
        agencies = agencies.select_related("level").order_by("path")
    return list(agencies[:MOST_LISTED])


def _seats_field(agency: Agency, given: dict[int, AgencySeats]) -> forms.IntegerField:
    row = given.get(agency.pk)
    field = forms.IntegerField(
        label=agency.name,
        min_value=0,
        max_value=MOST,
        required=False,
        initial=row.given if row else None,
    )
    label = _("Seats of %(agency)s") % {"agency": agency.name}
    field.widget.attrs |= {"aria-label": label, "class": "form-control is-number"}
    return field


def _box(agency: Agency) -> str:
    return f"seats_{agency.pk}"


def _used(row: AgencySeats | None) -> int:
    return row.taken + row.held + row.released if row else 0


def version_of(round_: NominationRound | None) -> str:
    """Changes whenever terms or given seats change; not when somebody is named."""
    if round_ is None:
        return "new"
    rows = round_.seats.order_by("agency").values_list("agency", "given")
    terms = (round_.deadline.isoformat(), round_.unfilled, round_.note, str(round_.closed_at))
    return uuid.uuid5(uuid.NAMESPACE_OID, repr((*terms, *rows))).hex[:16]


class DeadlineForm(forms.Form):
    """Until when agencies may name people again."""

    deadline = MomentField(label=_("Agencies name people until"))


class HoldForm(forms.Form):
    """How many seats an agency holds without a name, and until when."""

    number = forms.IntegerField(label=_("Seats without a name"), min_value=0, max_value=MOST)
    until = DayField(label=_("held until"), required=False)


class DeputyForm(forms.Form):
    """Who acts for the agency, on which days."""

    agency = forms.ModelChoiceField(
        label=_("Agency"), queryset=Agency.objects.none(), to_field_name="code", empty_label=None
    )
    email = forms.EmailField(label=_("E-mail address of the deputy"), max_length=254)
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))

    def __init__(self, *args: Any, agencies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset = agencies
        if len(agencies) == 1:
            self.fields["agency"].widget = forms.HiddenInput()
            self.fields["agency"].initial = agencies[0].code
        self.fields["first"].initial = timezone.localdate()
