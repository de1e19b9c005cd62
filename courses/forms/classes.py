"""Forms of a class and of its sessions."""

import datetime as dt
from typing import Any, Final

from crispy_forms.layout import Column, Fieldset, Row

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.form_layout import bare_helper
from courses.forms.fields import ClockField, DayField, LineField, MomentField, RowsField
from courses.models import Instructor, Session, TrainingClass

MOST_SEATS: Final = 5000
MOST_PERIODS: Final = 12
MOST_SESSIONS: Final = 200
# Two weeks to answer an offer, a month ahead to be reminded.
MOST_OFFER_HOURS: Final = 336
MOST_REMINDER_DAYS: Final = 30
WAITING: Final = ["waiting_policy", "offer_hours"]
# Twenty weeks of five days with two half-days each are as many sessions as one form takes.
MOST_DAYS: Final = 140
# Would hide the address of another screen of the desk.
RESERVED_CODES: Final = {"new"}
# Beside which box a broken constraint of the model is told.
TOLD_BESIDE: Final = {
    "class_not_oversold": "capacity",
    "class_ends_after_start": "ends_on",
    "class_registration_window": "registration_closes_at",
    "class_minimum_within_seats": "minimum",
    "session_once_per_half_day": "part",
    "session_ends_after_start": "ends_at",
    "session_has_periods": "periods",
    "cost_planned_or_spent": "planned",
    "cost_paid_when_spent": "paid_on",
}
# What a copy takes over; days and code are its own.
COPIED: Final = (
    "title",
    "course",
    "audience",
    "venue",
    "instructors",
    "capacity",
    "minimum",
    "registration",
    "approval",
    "waiting_policy",
    "offer_hours",
    "reminder_days",
    "issuing_body",
    "attendance_rule",
    "ranking_scheme",
    "contact",
)
# A page that does not know such a box leaves what the class has.
KEPT_IF_EMPTY: Final = ("approval", "waiting_policy", "offer_hours", "reminder_days")


def _at_most(limit: int, *fields: forms.Field) -> None:
    for field in fields:
        field.validators.append(MaxValueValidator(limit))
        field.widget.attrs["max"] = limit


class ConstraintsBesideFields:
    """A broken constraint of the model is told beside the box that can mend it."""

    def add_error(self, field: str | None, error: Any) -> None:
        by_field = getattr(error, "error_dict", None)
        if field is not None or by_field is None:
            super().add_error(field, error)
            return
        for broken in by_field.pop(NON_FIELD_ERRORS, ()):
            super().add_error(self._box_of(broken), broken)
        if by_field:
            super().add_error(None, error)

    def _box_of(self, broken: ValidationError) -> str | None:
        for constraint in self.instance._meta.constraints:
            if broken.message == constraint.violation_error_message:
                return TOLD_BESIDE.get(constraint.name)
        return None


class ClassForm(ConstraintsBesideFields, forms.ModelForm):
    """What organizers decide about a class."""

    class Meta:
        model = TrainingClass
        fields = (
            "title",
            "code",
            "course",
            "audience",
            "starts_on",
            "ends_on",
            "venue",
            "instructors",
            "capacity",
            "minimum",
            "registration",
            "approval",
            "registration_opens_at",
            "registration_closes_at",
            "withdraw_until",
            "reminder_days",
            "waiting_policy",
            "offer_hours",
            "contact",
            "issuing_body",
            "attendance_rule",
            "ranking_scheme",
            "decision",
        )
        field_classes = {
            "instructors": RowsField,
            "title": LineField,
            "code": LineField,
            "audience": LineField,
            "contact": LineField,
            "decision": LineField,
            "starts_on": DayField,
            "ends_on": DayField,
            "registration_opens_at": MomentField,
            "registration_closes_at": MomentField,
            "withdraw_until": DayField,
        }
        widgets = {
            "instructors": forms.CheckboxSelectMultiple,
            "registration": forms.RadioSelect,
            "approval": forms.RadioSelect,
            "waiting_policy": forms.RadioSelect,
            "withdraw_until": DayField.widget,
            "starts_on": DayField.widget,
            "ends_on": DayField.widget,
            "registration_opens_at": MomentField.widget,
            "registration_closes_at": MomentField.widget,
        }
        help_texts = {
            "approval": _(
                "Counts only for registration by approval. Where an agency has no coordinator, "
                "the organizers are asked at once."
            ),
            "waiting_policy": _("Whom a seat that comes free is for."),
        }
        error_messages = {
            "code": {"invalid": _("Letters without accents, digits, dots and hyphens only.")},
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("attendance_rule", "ranking_scheme"):
            self._offer_valid_rules(name)
        _at_most(MOST_SEATS, self.fields["capacity"], self.fields["minimum"])
        _at_most(MOST_OFFER_HOURS, self.fields["offer_hours"])
        _at_most(MOST_REMINDER_DAYS, self.fields["reminder_days"])
        for name in KEPT_IF_EMPTY:
            self.fields[name].required = False
        layout = _class_layout()
        if self.instance.pk and self.instance.status != TrainingClass.Status.DRAFT:
            # Where people may wait, the rule is tried out and switched on a page of its own.
            layout = [part for part in layout if part.fields != WAITING]
            for name in WAITING:
                del self.fields[name]
        self.helper = bare_helper(*layout)

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if code.lower() in RESERVED_CODES:
            raise ValidationError(_("This code has a meaning of its own; choose another."))
        return code

    def clean_ends_on(self) -> dt.date:
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data["ends_on"]
        if first and (last - first).days >= MOST_DAYS:
            raise ValidationError(
                _("A class lasts %(days)s days at most. Is the year right?"),
                code="too_long",
                params={"days": MOST_DAYS},
            )
        return last

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in set(KEPT_IF_EMPTY) & cleaned.keys():
            if cleaned[name] in ("", None):
                cleaned[name] = getattr(self.instance, name)
        last, first = cleaned.get("withdraw_until"), cleaned.get("starts_on")
        if last and first and last >= first:
            self.add_error("withdraw_until", _("The class has begun by then."))
        return cleaned

    def _offer_valid_rules(self, name: str) -> None:
        """Rules of today, and the one the class has already."""
        field = self.fields[name]
        valid = field.queryset.valid_on(timezone.localdate()).values("pk")
        kept = getattr(self.instance, f"{name}_id")
        field.queryset = field.queryset.filter(pk__in=valid) | field.queryset.filter(pk=kept)
        field.empty_label = None


def _class_layout() -> tuple[Fieldset, ...]:
    return (
        Fieldset(_("The class"), "title", Row(Column("code"), Column("course")), "audience"),
        Fieldset(
            _("Time and venue"),
            Row(Column("starts_on"), Column("ends_on")),
            "venue",
            "instructors",
        ),
        Fieldset(
            _("Registration"),
            Row(Column("capacity"), Column("minimum")),
            "registration",
            "approval",
            Row(Column("registration_opens_at"), Column("registration_closes_at")),
            Row(Column("withdraw_until"), Column("reminder_days")),
            "contact",
        ),
        Fieldset(_("When the class is full"), *WAITING),
        Fieldset(
            _("Rules and papers"),
            Row(Column("attendance_rule"), Column("ranking_scheme")),
            Row(Column("issuing_body"), Column("decision")),
        ),
    )


def initial_class(copied: TrainingClass | None) -> dict[str, Any]:
    """A new class begins with what another one has, or with the hours of today."""
    opens_at = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0)
    initial = model_to_dict(copied, COPIED) if copied else {}
    return initial | {"registration_opens_at": opens_at}


class SessionForm(ConstraintsBesideFields, forms.ModelForm):
    class Meta:
        model = Session
        fields = ("held_on", "part", "starts_at", "ends_at", "periods", "topic", "instructor")
        field_classes = {
            "held_on": DayField,
            "starts_at": ClockField,
            "ends_at": ClockField,
            "topic": LineField,
        }
        widgets = {
            "held_on": DayField.widget,
            "starts_at": ClockField.widget,
            "ends_at": ClockField.widget,
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _at_most(MOST_PERIODS, self.fields["periods"])
        first = ("held_on", "part", "starts_at", "ends_at", "periods")
        self.helper = bare_helper(
            "id", Row(*map(Column, first)), Row(Column("topic"), Column("instructor"))
        )


class BaseSessionFormSet(forms.BaseInlineFormSet):
    """All sessions of one class; the choices of instructors are read once."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = [(person.pk, str(person)) for person in Instructor.objects.all()]
        self._instructors = [("", _("nobody named")), *people]

    def add_fields(self, form: SessionForm, index: int | None) -> None:
        super().add_fields(form, index)
        # The class at hand, so that `Session.clean` reads it from memory.
        form.instance.training_class = self.instance
        form.fields["instructor"].choices = self._instructors
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Delete this session")
            form.helper.layout.append("DELETE")


SessionFormSet = forms.inlineformset_factory(
    TrainingClass,
    Session,
    form=SessionForm,
    formset=BaseSessionFormSet,
    extra=1,
    can_delete_extra=False,
    max_num=MOST_SESSIONS,
    absolute_max=MOST_SESSIONS + 10,
    validate_max=True,
)
