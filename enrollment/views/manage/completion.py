"""Results of a class: periods, scores and reasons per person; who is entitled and who is not."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.scores import ScoresForm
from enrollment.models import Enrollment
from enrollment.paging import page_of
from enrollment.running.reasons import reasons_of, score_text
from enrollment.running.results_workbook import results_workbook
from enrollment.running.scores import attempts_of, record_attempts
from enrollment.running.standings import Record, read_standings
from enrollment.views.answers import XLSX, file_answer
from enrollment.views.input import form_status
from enrollment.views.manage.desk import class_page, find_class

PEOPLE_PER_PAGE = 100

ENTITLED: Final = "entitled"
OPEN: Final = "open"
NOT_ENTITLED: Final = "not_entitled"
EXCEPTION: Final = "exception"
FILTERS: Final = {
    ENTITLED: gettext_lazy("Entitled"),
    OPEN: gettext_lazy("Not decided yet"),
    NOT_ENTITLED: gettext_lazy("Not entitled"),
    EXCEPTION: gettext_lazy("Exceptions"),
}


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_completion(request: HttpRequest, code: str) -> HttpResponse:
    """The table; scores are typed into it until the results are recognized."""
    training_class = find_class(code)
    everybody = read_class(training_class)
    asked = request.GET.get("show", "")
    listed = [one for one in everybody if asked not in FILTERS or asked in groups_of(one)]
    page = page_of(request, listed, PEOPLE_PER_PAGE)
    records = list(page.object_list)
    known = attempts_of(one.enrollment for one in records)
    form = _scores_form(request, training_class, records, known)
    if request.method == "POST" and form and form.is_valid():
        return _store_scores(request, training_class, form)
    counts = Counter(group for one in everybody for group in groups_of(one))
    context = {
        "page": page,
        "rows": [_row(one, form, known[one.enrollment.pk]) for one in records],
        "form": form,
        "asked": asked,
        "filters": [(name, label, counts[name]) for name, label in FILTERS.items()],
        "missing": sum(one.marks_missing for one in everybody),
        "completed": sum(one.decision.is_completed for one in everybody),
        "total_people": len(everybody),
        "total_periods": sum(one.periods for one in training_class.sessions.all()),
        "attempts": range(1, training_class.ranking_scheme.attempts + 1),
        "recognition": getattr(training_class, "recognition", None),
    }
    status = form_status(form) if form else 200
    return class_page(request, "completion", training_class, status=status, **context)


def read_class(training_class: TrainingClass) -> list[Record]:
    """Everybody confirmed, in the order of a roster, with what decides about them."""
    people = Enrollment.objects.for_class(training_class).confirmed().with_people()
    return list(read_standings(people.in_roster_order(), training_class).values())


def groups_of(record: Record) -> list[str]:
    """Under which filters a person stands; an exception stands under two."""
    decision = record.decision
    undone = OPEN if decision.is_open else NOT_ENTITLED
    group = ENTITLED if decision.is_completed else undone
    return [group, EXCEPTION] if record.exception else [group]


def _scores_form(
    request: HttpRequest,
    training_class: TrainingClass,
    records: list[Record],
    known: Mapping[int, Mapping[int, Any]],
) -> ScoresForm | None:
    """Boxes only where the class has scores and they can still change."""
    scheme = training_class.ranking_scheme
    if not scheme.has_scores or training_class.finalized_at or training_class.is_canceled:
        return None
    people = [one.enrollment for one in records]
    return ScoresForm(request.POST or None, enrollments=people, scheme=scheme, known=known)


def _row(record: Record, form: ScoresForm | None, known: Mapping[int, Any]) -> dict[str, Any]:
    decision = record.decision
    attempts = record.enrollment.training_class.ranking_scheme.attempts
    return {
        "enrollment": record.enrollment,
        "decision": decision,
        "attended": decision.attended,
        "total": decision.total,
        "is_completed": decision.is_completed,
        "has_enough_periods": decision.has_enough_periods,
        "ranking": decision.ranking,
        "missing": record.marks_missing,
        "group": groups_of(record)[0],
        "reasons": reasons_of(decision),
        "exception": record.exception,
        "outlook": record.outlook,
        "boxes": form.boxes_of(record.enrollment) if form else [],
        "scores": [score_text(known.get(number)) for number in range(1, attempts + 1)],
    }


def _store_scores(
    request: HttpRequest, training_class: TrainingClass, form: ScoresForm
) -> HttpResponse:
    try:
        changed = record_attempts(training_class, form.scores, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        text = ngettext("%(count)s score is saved.", "%(count)s scores are saved.", changed)
        messages.success(request, text % {"count": changed})
    return redirect(request.get_full_path())


@organizers_only
@require_safe
def manage_completion_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    """The same table as a workbook, everybody or those of one filter."""
    training_class = find_class(code)
    asked = request.GET.get("show", "")
    records = [
        one for one in read_class(training_class) if asked not in FILTERS or asked in groups_of(one)
    ]
    body = results_workbook(records)
    name = _("Results")
    return file_answer(body, f"{training_class.code} {name}.xlsx", XLSX)
