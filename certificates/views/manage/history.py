"""Past years at the desk: the list of imports, a file, its rows with verdicts, recording it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.forms.history import HistoryForm, HistoryReasonForm, UsualForm
from certificates.history import drafts
from certificates.history.judging import texts_without_agency
from certificates.history.undoing import undo_history
from certificates.history.verdicts import LEVELS
from certificates.history.workbooks import errors_workbook, sample_workbook
from certificates.models import HistoryImport, IssueRun
from certificates.runs import ordering
from certificates.runs.history_rows import steps_done
from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.paging import page_of
from enrollment.roster import row_changes
from enrollment.roster.examples import examples_of
from enrollment.roster.formats import MOST_BYTES
from enrollment.roster.reading import accepted_formats, read_file, read_pasted, too_large
from enrollment.views.answers import XLSX, file_answer
from enrollment.views.input import form_status, refuse_repeated


@organizers_only
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Files that were read, the latest first."""
    found = HistoryImport.objects.select_related("by", "undone_by").defer("rows", "facts", "made")
    context = {"imports": page_of(request, found)}
    return render(request, "certificates/history/imports.html", context)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def history_new(request: HttpRequest) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = HistoryForm(*sent)
    if request.method == "POST":
        refuse_repeated(request)
        if form.is_valid() and (draft := _read(request, form)):
            return redirect("certificates:history_import", draft.public_id)
    context = {"form": form, "formats": accepted_formats()}
    status = form_status(form)
    return render(request, "certificates/history/new.html", context, status=status)


def _read(request: HttpRequest, form: HistoryForm) -> HistoryImport | None:
    """The draft, or None with the reason beside the box."""
    file = form.cleaned_data["file"]
    try:
        if file and file.size > MOST_BYTES:
            raise too_large()
        found = read_file(file.read()) if file else read_pasted(form.cleaned_data["pasted"])
        name = file.name if file else ""
        return drafts.make_draft(found, by=request.user, usual=form.usual, source_name=name)
    except Refusal as refusal:
        form.add_error("file" if file else "pasted", refusal)
        return None


@organizers_only
@require_safe
def history_sample(request: HttpRequest) -> HttpResponse:
    return file_answer(sample_workbook(), f"{_('Past classes')}.xlsx", XLSX)


def find_import(public_id: uuid.UUID) -> HistoryImport:
    """One file, whoever of the desk sent it: past years are everybody's business there."""
    return get_object_or_404(HistoryImport.objects.select_related("by"), public_id=public_id)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def history_import(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What would become of each row; while it is recorded, how far; once recorded, what was made.

    For htmx the progress alone, which goes over to the page when it has come to its end.
    """
    draft = find_import(public_id)
    run = draft.runs.first()
    if request.htmx and run:
        return _progress(request, draft, run)
    if draft.committed_at:
        return _recorded_page(request, draft)
    if run and not run.is_finished:
        context = {"draft": draft, "run": run, "done": steps_done(run)}
        return render(request, "certificates/history/recording.html", context)
    if request.method == "POST":
        refuse_repeated(request)
        _decide(request, draft)
        return redirect("certificates:history_import", public_id)
    return _draft_page(request, draft)


def _progress(request: HttpRequest, draft: HistoryImport, run: IssueRun) -> HttpResponse:
    if draft.committed_at or run.is_finished:
        there = reverse("certificates:history_import", args=[draft.public_id])
        return HttpResponse(headers={"HX-Redirect": there})
    context = {"draft": draft, "run": run, "done": steps_done(run)}
    return render(request, "certificates/history/_recording.html", context)


def _decide(request: HttpRequest, draft: HistoryImport) -> None:
    """One of the decisions about the whole file."""
    act = request.POST.get("act", "")
    if act in ("convert", "keep"):
        drafts.set_conversion(draft, convert=act == "convert")
    elif act == "leave_out":
        _roster, judgment = drafts.judge_draft(draft)
        row_changes.leave_out(draft, [one.line for one in judgment.rows if one.level == "error"])
    elif act == "agency":
        drafts.say_agency(draft, request.POST.get("text", ""), request.POST.get("code", ""))
    elif act == "usual" and (form := UsualForm(request.POST)).is_valid():
        drafts.set_usual(draft, form.usual)


def _draft_page(request: HttpRequest, draft: HistoryImport, *, status: int = 200) -> HttpResponse:
    roster, judgment = drafts.judge_draft(draft)
    asked = request.GET.get("level", "")
    order = {level: place for place, level in enumerate(LEVELS)}
    rows = [one for one in judgment.rows if asked not in LEVELS or one.level == asked]
    rows.sort(key=lambda one: (order[one.level], one.line))
    usual = drafts.usual_of(draft)
    context = {
        "draft": draft,
        "roster": roster,
        "judgment": judgment,
        "counts": [(v, LEVELS[v], count) for v, count in judgment.counts.items()],
        "asked": asked,
        "page": page_of(request, rows),
        "encodings": examples_of(roster),
        "agencies": texts_without_agency(judgment),
        "usual_form": UsualForm(
            initial={"category": usual.category, "body": usual.body, "venue": usual.venue}
        ),
        "totals": totals_told(judgment.totals),
        "recorded_before": drafts.recorded_before(draft),
        "failed": draft.runs.filter(state=IssueRun.State.FAILED).first(),
    }
    return render(request, "certificates/history/draft.html", context, status=status)


def totals_told(totals: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Figure, what it counts, and a note: "64 persons (12 known)"."""
    known = _("%(count)s on record already")
    told = (
        ("classes", _("Classes"), "known_classes"),
        ("participations", _("Participations"), ""),
        ("persons", pgettext("head of a column", "Persons"), "known_persons"),
        ("certificates", _("Certificates"), ""),
    )
    return [
        (totals[key], word, known % {"count": totals[note]} if note and totals[note] else "")
        for key, word, note in told
    ]


@organizers_only
@require_POST
def history_record(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """In the background; what stands in the way is said at once."""
    draft = find_import(public_id)
    refuse_repeated(request)
    try:
        if draft.committed_at is None:
            ordering.order_recording(draft, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.text)
        return _draft_page(request, draft, status=422)
    return redirect("certificates:history_import", public_id)


def _recorded_page(
    request: HttpRequest, source: HistoryImport, form: Any = None, *, status: int = 200
) -> HttpResponse:
    classes = TrainingClass.objects.filter(pk__in=source.made.get("classes", ()))
    context = {
        "source": source,
        "totals": totals_told(source.totals),
        "page": page_of(request, classes.order_by("starts_on", "code")),
        "form": form or HistoryReasonForm(),
    }
    return render(request, "certificates/history/recorded.html", context, status=status)


@organizers_only
@require_POST
def history_undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the whole import back, with a reason."""
    source = find_import(public_id)
    refuse_repeated(request)
    form = HistoryReasonForm(request.POST)
    if source.committed_at is None:
        return redirect("certificates:history_import", public_id)
    if form.is_valid():
        try:
            undo_history(source, by=request.user, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The import is taken back."))
            return redirect("certificates:history_import", public_id)
    return _recorded_page(request, source, form, status=form_status(form))


@organizers_only
@require_safe
def history_errors(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The rows with errors as a file to be mended."""
    draft = find_import(public_id)
    if draft.committed_at:
        return redirect("certificates:history_import", public_id)
    body = errors_workbook(*drafts.judge_draft(draft))
    return file_answer(body, f"{_('Rows to be mended')}.xlsx", XLSX)
