"""An exception from the rule for one person of a class: made with a reason, or taken back."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.results import ExceptionForm
from enrollment.models import Enrollment
from enrollment.running.exceptions import make_exception, remove_exception
from enrollment.running.reasons import reasons_of
from enrollment.running.standings import read_standings
from enrollment.views.input import form_status, refuse_repeated
from enrollment.views.manage.desk import class_page, find_class


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_exception(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    training_class = find_class(code)
    people = Enrollment.objects.visible_to(request.user).for_class(training_class).confirmed()
    enrollment = get_object_or_404(people, public_id=public_id)
    record = read_standings([enrollment], training_class)[enrollment.pk]
    # Whoever makes one means the other way than the rule; one that is there stands as it is.
    gets = record.exception.is_entitled if record.exception else not record.decision.meets_rule
    form = ExceptionForm(
        request.POST if "remove" not in request.POST and request.POST else None,
        initial={
            "is_entitled": "yes" if gets else "no",
            "reason": record.exception.reason if record.exception else "",
        },
    )
    if request.method == "POST":
        refuse_repeated(request)
        if _act(request, enrollment, form):
            return redirect("enrollment:manage_completion", code)
    context = {
        "enrollment": enrollment,
        "decision": record.decision,
        "exception": record.exception,
        "reasons": reasons_of(record.decision),
        "form": form,
    }
    status = form_status(form)
    return class_page(
        request, "exception", training_class, active="completion", status=status, **context
    )


def _act(request: HttpRequest, enrollment: Enrollment, form: ExceptionForm) -> bool:
    try:
        if "remove" in request.POST:
            remove_exception(enrollment, by=request.user)
            messages.success(request, _("The exception is taken back; the rule decides again."))
            return True
        if not form.is_valid():
            return False
        make_exception(enrollment, by=request.user, **form.cleaned_data)
        messages.success(request, _("The exception is noted."))
    except Refusal as refusal:
        if form.is_bound:
            form.add_error(None, refusal)
            return False
        messages.error(request, refusal.text)
    return True
