"""The line of the plan as a class has it: chosen for a class, or opened as a class."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from courses.models import TrainingClass, Venue
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.planning import ClassLineForm
from enrollment.models import PlanLine, PlannedClass
from enrollment.planning.links import link_class, unlink_class
from enrollment.views.input import form_status, read_uuid
from enrollment.views.manage.desk import class_page, find_class


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_class_plan(request: HttpRequest, code: str) -> HttpResponse:
    """Which line of the year's plan the class carries out, or none."""
    training_class = find_class(code)
    kept = line_of(training_class)
    form = ClassLineForm(
        request.POST or None,
        years=[training_class.year],
        kept=kept,
        initial={"plan_line": kept},
    )
    if request.method == "POST" and form.is_valid():
        try:
            _put(training_class, form.cleaned_data["plan_line"], by=request.user)
        except Refusal as refusal:
            form.add_error("plan_line", refusal)
        else:
            messages.success(request, _("The line of the plan is saved."))
            return redirect("enrollment:manage_class", code)
    context = {"form": form, "kept": kept, "active": "overview"}
    return class_page(request, "plan", training_class, status=form_status(form), **context)


def _put(training_class: TrainingClass, line: PlanLine | None, *, by: Any) -> None:
    if line:
        link_class(line, training_class, by=by, instead=True)
    else:
        unlink_class(training_class, by=by)


def line_of(training_class: TrainingClass) -> PlanLine | None:
    linked = PlannedClass.objects.filter(training_class=training_class)
    found = linked.select_related("line__plan__issuing_body").first()
    return found.line if found else None


def asked_line(request: HttpRequest) -> PlanLine | None:
    """The line named in the address of the form for a new class."""
    public_id = read_uuid(request.GET.get("line", ""))
    lines = PlanLine.objects.visible_to(request.user).standing()
    return lines.select_related("plan__issuing_body").filter(public_id=public_id).first()


def line_form(request: HttpRequest, line: PlanLine | None) -> ClassLineForm:
    """Lines of this year and the next, and the one that was asked for."""
    this_year = timezone.localdate().year
    return ClassLineForm(
        request.POST or None,
        years=[this_year, this_year + 1],
        kept=line,
        initial={"plan_line": line},
    )


def initial_of(line: PlanLine) -> dict[str, Any]:
    """What the plan says of a class that carries out the line."""
    said: dict[str, Any] = {
        "title": _title(line),
        "audience": line.audience,
        "issuing_body": line.plan.issuing_body_id,
    }
    if line.course_id:
        said["course"] = line.course_id
    if line.participations:
        said["capacity"] = -(-line.participations // line.classes)
    if line.place and (venue := Venue.objects.filter(name=line.place).first()):
        said["venue"] = venue.pk
    return said


def _title(line: PlanLine) -> str:
    """With its number where the line has several classes, in the language of the papers."""
    if line.classes == 1:
        return line.title
    number = line.planned_classes.count() + 1
    with translation.override(line.plan.issuing_body.language):
        form = pgettext("title of a class", "{title} (class {number})")
        return form.format(title=line.title, number=number)[:300]
