"""What people said about a class: counts, marks and comments, once there are enough of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.running.feedback import FEWEST_SHOWN, ask_for_feedback, is_open, summary_of
from enrollment.views.manage.desk import class_page, find_class


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_feedback(request: HttpRequest, code: str) -> HttpResponse:
    """The answers; the button writes to those who have not given any."""
    training_class = find_class(code)
    if request.method == "POST":
        try:
            count = ask_for_feedback(training_class, by=request.user)
        except Refusal as refusal:
            messages.error(request, refusal.text)
        else:
            text = ngettext(
                "%(count)s person is asked by letter.",
                "%(count)s people are asked by letter.",
                count,
            )
            messages.success(request, text % {"count": count})
        return redirect("enrollment:manage_feedback", code)
    context = {
        "summary": summary_of(training_class),
        "fewest": FEWEST_SHOWN,
        "is_open": is_open(training_class),
    }
    return class_page(request, "feedback", training_class, active="completion", **context)
