"""The decision that recognizes the results of a class, and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import administrators_only, organizers_only
from enrollment.forms.acts import ReasonForm
from enrollment.forms.results import RecognitionForm
from enrollment.running import recognition
from enrollment.running.recognition import Obstacle, finalize_class, undo_recognition
from enrollment.views.input import form_status, refuse_repeated
from enrollment.views.manage.completion import EXCEPTION, OPEN, groups_of, read_class
from enrollment.views.manage.desk import class_page, find_class


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_finalize(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more with the figures and with what stands in the way, then freeze them."""
    training_class = find_class(code)
    records = read_class(training_class)
    decisions = {one.enrollment.pk: one.decision for one in records}
    found = recognition.obstacles(training_class, decisions)
    initial = {"decided_on": timezone.localdate(), "decided_by": training_class.issuing_body.name}
    form = RecognitionForm(request.POST or None, obstacles=found, initial=initial)
    if request.method == "POST":
        refuse_repeated(request)
        if form.is_valid() and _recognize(request, training_class, form):
            return redirect("enrollment:manage_class", training_class.code)
    context = {
        "form": form,
        "hard": [_told(one, training_class) for one in found if not one.may_be_agreed],
        "soft": [_told(one, training_class) for one in found if one.may_be_agreed],
        "completed": sum(decision.is_completed for decision in decisions.values()),
        "open": sum(OPEN in groups_of(one) for one in records),
        "exceptions": sum(EXCEPTION in groups_of(one) for one in records),
        "total_people": len(decisions),
    }
    return class_page(
        request,
        "finalize",
        training_class,
        active="completion",
        status=form_status(form),
        **context,
    )


def _recognize(request: HttpRequest, training_class: TrainingClass, form: RecognitionForm) -> bool:
    try:
        people = finalize_class(
            training_class, by=request.user, decision=form.decision, agreed=form.agreed
        )
    except Refusal as refusal:
        form.add_error(None, refusal)
        return False
    completed = sum(enrollment.is_completed for enrollment in people)
    text = _("The results are recognized: %(completed)s of %(people)s have completed.")
    messages.success(request, text % {"completed": completed, "people": len(people)})
    return True


def _told(obstacle: Obstacle, training_class: TrainingClass) -> dict[str, Any]:
    """The obstacle in words, and where it is mended."""
    roll = ("enrollment:roll_call", _("Roll call"))
    places = {
        recognition.ROLL_INCOMPLETE: roll,
        recognition.MARKS_HELD: roll,
        recognition.SESSIONS_OPEN: roll,
        recognition.EXCUSES_OPEN: ("enrollment:class_excuses", _("Requests to be excused")),
        recognition.SCORES_MISSING: ("enrollment:manage_completion", _("Enter the scores")),
        recognition.NOT_ENDED: ("enrollment:manage_class", _("The class")),
        recognition.NOT_HELD: ("enrollment:manage_class", _("The class")),
        recognition.FINALIZED: ("enrollment:manage_completion", _("Results")),
    }
    name, label = places[obstacle.code]
    url = reverse(name, args=[training_class.code])
    return {"text": obstacle.text, "url": url, "label": label, "code": obstacle.code}


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_recognition_undo(request: HttpRequest, code: str) -> HttpResponse:
    """As long as no certificate was issued by it; with a reason."""
    training_class = find_class(code)
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        refuse_repeated(request)
        if form.is_valid():
            try:
                undo_recognition(
                    training_class, by=request.user, reason=form.cleaned_data["reason"]
                )
            except Refusal as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, _("The recognition is taken back."))
                return redirect("enrollment:manage_completion", training_class.code)
    context = {"form": form, "recognition": getattr(training_class, "recognition", None)}
    status = form_status(form)
    return class_page(
        request, "recognition_undo", training_class, active="completion", status=status, **context
    )
