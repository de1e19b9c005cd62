"""A score sheet at the desk: paste or file, the verdicts, one row, and storing all of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.score_sheets import ScoreRowForm, ScoreSheetForm
from enrollment.models import ScoreDraft
from enrollment.paging import page_of
from enrollment.roster import row_changes
from enrollment.roster.formats import MOST_BYTES
from enrollment.roster.reading import accepted_formats, read_file, read_pasted, too_large
from enrollment.score_sheets import drafts
from enrollment.score_sheets.judging import LABELS, Judged, Judgment, class_people
from enrollment.score_sheets.sheet import MOST_ATTEMPTS, score_key, sheet_of
from enrollment.score_sheets.workbooks import template_workbook
from enrollment.views.answers import XLSX, file_answer
from enrollment.views.input import form_status, refuse_repeated
from enrollment.views.manage.desk import class_page, find_class


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_score_sheet(request: HttpRequest, code: str) -> HttpResponse:
    training_class = _find_scored(code)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ScoreSheetForm(*sent, scheme=training_class.ranking_scheme)
    if request.method == "POST":
        refuse_repeated(request)
        if form.is_valid() and (draft := _read(request, form, training_class)):
            return redirect("enrollment:manage_score_draft", draft.public_id)
    context = {"form": form, "formats": accepted_formats()}
    status = form_status(form)
    return class_page(
        request, "score_sheet", training_class, active="completion", status=status, **context
    )


def _find_scored(code: str) -> TrainingClass:
    """A class without a scale has no score sheets."""
    training_class = find_class(code)
    if not training_class.ranking_scheme.has_scores:
        raise Http404
    return training_class


def _read(
    request: HttpRequest, form: ScoreSheetForm, training_class: TrainingClass
) -> ScoreDraft | None:
    """The draft, or None with the reason beside the box."""
    file = form.cleaned_data["file"]
    try:
        if file and file.size > MOST_BYTES:
            raise too_large()
        found = read_file(file.read()) if file else read_pasted(form.cleaned_data["pasted"])
        sheet = sheet_of(found, attempt=form.attempt)
    except Refusal as refusal:
        form.add_error("file" if file else "pasted", refusal)
        return None
    return drafts.make_draft(
        sheet,
        training_class,
        by=request.user,
        attempt=form.attempt,
        source_name=file.name if file else "",
    )


@organizers_only
@require_safe
def manage_score_template(request: HttpRequest, code: str) -> HttpResponse:
    training_class = _find_scored(code)
    name = _("Score sheet")
    return file_answer(template_workbook(training_class), f"{code} {name}.xlsx", XLSX)


def _find_draft(request: HttpRequest, public_id: uuid.UUID) -> ScoreDraft:
    found = ScoreDraft.objects.visible_to(request.user)
    draft = get_object_or_404(found.select_related("training_class"), public_id=public_id)
    draft.training_class = find_class(draft.training_class.code)
    return draft


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_score_draft(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    draft = _find_draft(request, public_id)
    if draft.committed_at:
        return redirect("enrollment:manage_completion", draft.training_class.code)
    judgment = drafts.judge_draft(draft)
    if request.method == "POST":
        refuse_repeated(request)
        row_changes.leave_out(draft, [one.row.line for one in judgment.rows if one.is_refused])
        return redirect("enrollment:manage_score_draft", public_id)
    return _draft_page(request, draft, judgment)


def _draft_page(
    request: HttpRequest, draft: ScoreDraft, judgment: Judgment, *, status: int = 200
) -> HttpResponse:
    asked = request.GET.get("verdict", "")
    order = {verdict: place for place, verdict in enumerate(LABELS)}
    rows = [one for one in judgment.rows if asked not in LABELS or one.verdict == asked]
    rows.sort(key=lambda one: (order[one.verdict], one.row.line))
    context = {
        "draft": draft,
        "judgment": judgment,
        "counts": [(v, LABELS[v], count) for v, count in judgment.counts.items()],
        "asked": asked,
        "page": page_of(request, rows),
        "notes": draft.facts.get("notes", []),
    }
    return class_page(
        request, "score_draft", draft.training_class, active="completion", status=status, **context
    )


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_score_row(request: HttpRequest, public_id: uuid.UUID, line: int) -> HttpResponse:
    draft = _find_draft(request, public_id)
    judgment = drafts.judge_draft(draft)
    one = next((one for one in judgment.rows if one.row.line == line), None)
    if one is None:
        raise Http404
    is_left_out = request.method == "POST" and "left_out" in request.POST
    form = _row_form(request, draft, one, is_bound=request.method == "POST" and not is_left_out)
    if request.method == "POST":
        refuse_repeated(request)
        if is_left_out:
            row_changes.change_row(draft, line, left_out=request.POST["left_out"] == "yes")
            return _back(draft, one)
        if form.is_valid():
            fixed = {n: t for n, t in form.texts.items() if t != one.row.cells.get(n, "")}
            same = form.cleaned_data["same"]
            row_changes.change_row(draft, line, fixed=fixed, same=same, left_out=False)
            return _back(draft, one)
    context = {"draft": draft, "one": one, "form": form}
    status = form_status(form)
    return class_page(
        request, "score_row", draft.training_class, active="completion", status=status, **context
    )


def _row_form(
    request: HttpRequest, draft: ScoreDraft, one: Judged, *, is_bound: bool
) -> ScoreRowForm:
    attempts = [n for n in range(1, MOST_ATTEMPTS + 1) if score_key(n) in one.row.cells]
    attempts = attempts or [draft.attempt]
    several = draft.training_class.ranking_scheme.attempts > 1
    labels: dict[str, Any] = {
        score_key(n): _("Score, attempt %(number)s") % {"number": n} if several else _("Score")
        for n in attempts
    }
    meant = str(one.enrollment.public_id) if one.enrollment else ""
    return ScoreRowForm(
        request.POST if is_bound else None,
        people=class_people(draft.training_class),
        likely=one.candidates,
        scores=labels,
        initial={name: one.row.text(name) for name in labels} | {"same": one.row.same or meant},
    )


def _back(draft: ScoreDraft, one: Judged) -> HttpResponse:
    """From a row that was refused to those that still are; from another one to where it stands."""
    place = "verdicts" if one.is_refused else f"row-{one.row.line}"
    return redirect(f"{reverse('enrollment:manage_score_draft', args=[draft.public_id])}#{place}")


@organizers_only
@require_POST
def manage_score_commit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    draft = _find_draft(request, public_id)
    refuse_repeated(request)
    try:
        changed = drafts.commit_draft(draft, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.text)
        return _draft_page(request, draft, drafts.judge_draft(draft), status=422)
    text = ngettext("%(count)s score is saved.", "%(count)s scores are saved.", changed)
    messages.success(request, text % {"count": changed})
    return redirect("enrollment:manage_completion", draft.training_class.code)
