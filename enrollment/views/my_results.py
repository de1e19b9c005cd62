"""One's own result in one class: session by session, what is missing, and feedback."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.refusals import Refusal
from enrollment.access import login_required
from enrollment.forms.results import FeedbackForm
from enrollment.models import Attendance, Enrollment, MakeUp
from enrollment.running.feedback import give_feedback, may_give
from enrollment.running.reasons import score_text
from enrollment.running.scores import attempts_of
from enrollment.running.standings import Record, read_standings
from enrollment.views.input import form_status, refuse_repeated
from enrollment.views.standing import standing_of


def _find_own(request: HttpRequest, public_id: uuid.UUID) -> Enrollment:
    mine = Enrollment.objects.of_account(request.user).confirmed()
    rules = ("attendance_rule", "ranking_scheme", "issuing_body", "venue", "course__category")
    mine = mine.select_related("feedback", *(f"training_class__{name}" for name in rules))
    return get_object_or_404(mine, public_id=public_id)


@login_required
@require_safe
def my_result(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Why a certificate, or why not: every session with its mark and what it counts."""
    enrollment = _find_own(request, public_id)
    record = read_standings([enrollment])[enrollment.pk]
    scores = attempts_of([enrollment])[enrollment.pk]
    context = {
        "enrollment": enrollment,
        "training_class": enrollment.training_class,
        "standing": standing_of(record),
        "sessions": session_rows(record),
        "scores": [(attempt, score_text(score)) for attempt, score in sorted(scores.items())],
        "may_give_feedback": may_give(enrollment) and not hasattr(enrollment, "feedback"),
    }
    return render(request, "enrollment/my/result.html", context)


def session_rows(record: Record) -> list[dict[str, Any]]:
    """Each session with its mark in words and where it was made up."""
    words = dict(Attendance.Mark.choices)
    made_up = MakeUp.objects.filter(enrollment=record.enrollment.pk)
    elsewhere = {one.missed_id: one for one in made_up.select_related("attended__training_class")}
    return [
        {
            "session": session,
            "mark": one.mark,
            "word": words.get(one.mark, ""),
            "attended": one.attended,
            "made_up": elsewhere.get(session.pk) if record.terms.allows_make_up else None,
        }
        for session, one in zip(record.sessions, record.standing.meetings, strict=True)
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_feedback(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Three marks and a comment; who has answered sees so, and nobody sees what."""
    enrollment = _find_own(request, public_id)
    form = FeedbackForm(request.POST or None)
    if request.method == "POST":
        refuse_repeated(request)
        if form.is_valid():
            try:
                give_feedback(enrollment, **form.answer)
            except Refusal as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, _("Thank you. The answer is stored without a name."))
                return redirect("enrollment:my_training")
    context = {
        "enrollment": enrollment,
        "training_class": enrollment.training_class,
        "form": form,
        "is_given": hasattr(enrollment, "feedback"),
        "may_give": may_give(enrollment),
    }
    return render(request, "enrollment/my/feedback.html", context, status=form_status(form))
