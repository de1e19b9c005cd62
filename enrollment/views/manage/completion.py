"""Results of a class: periods and scores per person, and their recognition."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.scores import ScoresForm
from enrollment.models import Enrollment
from enrollment.paging import page_of
from enrollment.running.completion import (
    Decision,
    count_missing_marks,
    decide_class,
    finalize_class,
    record_scores,
)
from enrollment.views.input import form_status
from enrollment.views.manage.desk import class_page, find_class

PEOPLE_PER_PAGE = 100


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_completion(request: HttpRequest, code: str) -> HttpResponse:
    """The table; scores are typed into it until the results are recognized."""
    training_class = find_class(code)
    confirmed = Enrollment.objects.for_class(training_class).confirmed()
    listed = confirmed.with_people().with_attendance().in_roster_order()
    page = page_of(request, listed, PEOPLE_PER_PAGE)
    people = list(page.object_list)
    form = _scores_form(request, training_class, people)
    if request.method == "POST" and form and form.is_valid():
        return _store_scores(request, training_class, form)
    sessions = training_class.sessions.all()
    decisions = decide_class(training_class)
    context = {
        "page": page,
        "rows": _rows(people, decisions, len(sessions), form),
        "form": form,
        "missing": count_missing_marks(training_class),
        "completed": _count_completed(training_class, decisions),
        "total_people": len(decisions),
        "total_periods": sum(session.periods for session in sessions),
    }
    status = form_status(form) if form else 200
    return class_page(request, "completion", training_class, status=status, **context)


def _scores_form(
    request: HttpRequest, training_class: TrainingClass, people: list[Enrollment]
) -> ScoresForm | None:
    """Boxes only where the class has scores and they can still change."""
    scheme = training_class.ranking_scheme
    if not scheme.has_scores or training_class.finalized_at or training_class.is_canceled:
        return None
    return ScoresForm(request.POST or None, enrollments=people, scheme=scheme)


def _rows(
    people: list[Enrollment],
    decisions: dict[int, Decision],
    session_count: int,
    form: ScoresForm | None,
) -> list[dict[str, Any]]:
    # Somebody may have been confirmed between the two readings; he stands in the next one.
    decided = [enrollment for enrollment in people if enrollment.pk in decisions]
    return [_row(e, decisions[e.pk], session_count, form) for e in decided]


def _row(
    enrollment: Enrollment, decision: Decision, session_count: int, form: ScoresForm | None
) -> dict[str, Any]:
    # What was recognized stands; until then the rule decides anew each time.
    is_final = bool(enrollment.outcome)
    return {
        "enrollment": enrollment,
        "attended": enrollment.periods_attended if is_final else decision.attended,
        "total": enrollment.periods_total if is_final else decision.total,
        "is_completed": enrollment.is_completed if is_final else decision.is_completed,
        "has_enough_periods": decision.has_enough_periods,
        "ranking": enrollment.ranking if is_final else decision.ranking,
        "missing": session_count - len(enrollment.attendance.all()),
        "box": form.box_of(enrollment) if form else None,
    }


def _count_completed(training_class: TrainingClass, decisions: dict[int, Decision]) -> int:
    if training_class.finalized_at:
        people = Enrollment.objects.for_class(training_class)
        return people.filter(outcome=Enrollment.Outcome.COMPLETED).count()
    return sum(decision.is_completed for decision in decisions.values())


def _store_scores(
    request: HttpRequest, training_class: TrainingClass, form: ScoresForm
) -> HttpResponse:
    try:
        changed = record_scores(training_class, form.scores, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        text = ngettext("%(count)s score is saved.", "%(count)s scores are saved.", changed)
        messages.success(request, text % {"count": changed})
    return redirect(request.get_full_path())


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_finalize(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more with the figures, then freeze them."""
    training_class = find_class(code)
    if request.method == "POST":
        try:
            people = finalize_class(training_class, by=request.user)
        except Refusal as refusal:
            messages.error(request, refusal.text)
            return redirect("enrollment:manage_completion", training_class.code)
        completed = sum(enrollment.is_completed for enrollment in people)
        text = _("The results are recognized: %(completed)s of %(people)s have completed.")
        messages.success(request, text % {"completed": completed, "people": len(people)})
        return redirect("enrollment:manage_class", training_class.code)
    decisions = decide_class(training_class)
    confirmed = Enrollment.objects.for_class(training_class).confirmed()
    has_scores = training_class.ranking_scheme.has_scores
    context = {
        "completed": sum(decision.is_completed for decision in decisions.values()),
        "total_people": len(decisions),
        "missing": count_missing_marks(training_class),
        "without_score": confirmed.filter(score=None).count() if has_scores else 0,
    }
    return class_page(request, "finalize", training_class, **context)
