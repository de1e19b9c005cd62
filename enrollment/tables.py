"""Lists of classes, registrations and letters as tables that become cards on a phone."""

import django_tables2 as tables

from django.utils.translation import gettext_lazy as _

from courses.models import TrainingClass
from enrollment.models import Enrollment, Letter

TITLE = {"td": {"class": "is-title"}}
NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class ClassTable(tables.Table):
    """The desk's classes: what, when, in which state, how full."""

    title = tables.TemplateColumn(
        template_name="enrollment/manage/_class_cell.html", attrs=TITLE, verbose_name=_("Class")
    )
    starts_on = tables.TemplateColumn(
        template_name="enrollment/manage/_dates_cell.html", verbose_name=_("Time")
    )
    state = tables.TemplateColumn(
        template_name="enrollment/manage/_state_cell.html",
        verbose_name=_("State"),
        orderable=False,
    )
    seats_taken = tables.TemplateColumn(
        template_name="enrollment/manage/_seats_cell.html", attrs=NUMBER, verbose_name=_("Seats")
    )
    waiting_count = tables.Column(attrs=NUMBER, verbose_name=_("Waiting"))
    pending = tables.TemplateColumn(
        template_name="enrollment/manage/_pending_cell.html",
        attrs=NUMBER,
        verbose_name=_("To decide"),
    )

    class Meta:
        model = TrainingClass
        fields = ()
        order_by = "-starts_on"
        empty_text = _("No class fits.")


class AgencyEnrollmentTable(tables.Table):
    """What coordinators see of their people's registrations."""

    full_name = tables.Column(
        attrs=TITLE, verbose_name=_("Full name"), order_by=("trainee__sort_key", "pk")
    )
    position = tables.Column(verbose_name=_("Position"), orderable=False)
    agency_name = tables.Column(verbose_name=_("Agency"))
    training_class = tables.TemplateColumn(
        template_name="enrollment/agency/_class_cell.html",
        verbose_name=_("Class"),
        order_by=("training_class__starts_on", "pk"),
    )
    state = tables.TemplateColumn(
        template_name="enrollment/agency/_state_cell.html", verbose_name=_("State")
    )
    acts = tables.TemplateColumn(
        template_name="enrollment/agency/_acts_cell.html",
        verbose_name=_("Decision"),
        orderable=False,
        # Where rows are cards, buttons need no name beside them.
        attrs={"td": {"class": "actions", "data-label": ""}},
    )

    class Meta:
        model = Enrollment
        fields = ()
        order_by = "-training_class"
        empty_text = _("No registration fits.")


class LetterTable(tables.Table):
    """The outbox of one class."""

    kind = tables.TemplateColumn(
        template_name="enrollment/manage/_letter_kind_cell.html",
        attrs=TITLE,
        verbose_name=_("Letter"),
    )
    person = tables.TemplateColumn(
        template_name="enrollment/manage/_letter_person_cell.html",
        verbose_name=_("To whom"),
        orderable=False,
    )
    to = tables.Column(verbose_name=_("E-mail address"))
    state = tables.TemplateColumn(
        template_name="enrollment/manage/_letter_state_cell.html", verbose_name=_("State")
    )
    due_at = tables.TemplateColumn(
        template_name="enrollment/manage/_letter_time_cell.html", verbose_name=_("Time")
    )

    class Meta:
        model = Letter
        fields = ()
        order_by = "-due_at"
        empty_text = _("No letters yet.")
