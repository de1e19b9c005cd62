"""What every screen of one class at the desk begins with."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from courses.models import TrainingClass


def find_class(code: str) -> TrainingClass:
    """Organizers see all classes, drafts too."""
    rules = ("attendance_rule", "ranking_scheme")
    return get_object_or_404(TrainingClass.objects.for_lists().select_related(*rules), code=code)


def class_page(
    request: HttpRequest,
    template: str,
    training_class: TrainingClass,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The page of this name; `active` is the tab of the same name, unless told otherwise."""
    context = {"active": template} | context
    context |= {"training_class": training_class, "phase": training_class.phase}
    return render(request, f"enrollment/manage/{template}.html", context, status=status)
