"""Sending in a roster: paste or file, dry run, one row at a time, commit."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import login_required, organizers_only
from enrollment.forms.roster import LetterForm, RosterForm, RowForm
from enrollment.models import Agency, Enrollment, NominationBatch, RosterDraft
from enrollment.nominating.nomination import LetterOfAgency
from enrollment.paging import page_of
from enrollment.roster import drafts, row_changes
from enrollment.roster.committing import RosterRefused
from enrollment.roster.examples import examples_of
from enrollment.roster.formats import MOST_BYTES
from enrollment.roster.people import FIXABLE, person_of, typed_of
from enrollment.roster.reading import accepted_formats, read_file, read_pasted, too_large
from enrollment.roster.sheets import Roster, Row, roster_of
from enrollment.roster.verdicts import LABELS, Judged, Judgment
from enrollment.roster.workbooks import refused_workbook, template_workbook
from enrollment.views.agency.desk import agencies_below, find_class, own_paths
from enrollment.views.answers import XLSX, file_answer
from enrollment.views.input import form_status, refuse_repeated
from enrollment.views.manage import desk

State = Enrollment.State


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster_new(request: HttpRequest, code: str) -> HttpResponse:
    paths = own_paths(request)
    return _new(request, find_class(code), agencies_below(paths), "new")


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_roster_new(request: HttpRequest, code: str) -> HttpResponse:
    agencies = Agency.objects.existing_on(timezone.localdate())
    return _new(request, desk.find_class(code), agencies, "manage_new")


def _new(
    request: HttpRequest, training_class: TrainingClass, agencies: Any, template: str
) -> HttpResponse:
    asked = request.GET.get("for", "")
    first = agencies.first() if template == "new" else None
    chosen = asked if asked.isprintable() and asked else first
    form = RosterForm(
        request.POST or None, request.FILES or None, agencies=agencies, initial={"agency": chosen}
    )
    if request.method == "POST":
        refuse_repeated(request)
        if form.is_valid() and (draft := _read(request, form, training_class)):
            return redirect("enrollment:roster", draft.public_id)
    context = {
        "form": form,
        "training_class": training_class,
        "formats": accepted_formats(),
        "active": "registrations",
        "phase": training_class.phase,
    }
    return render(request, f"enrollment/roster/{template}.html", context, status=form_status(form))


def _read(
    request: HttpRequest, form: RosterForm, training_class: TrainingClass
) -> RosterDraft | None:
    """The draft, or None with the reason beside the box."""
    file = form.cleaned_data["file"]
    try:
        if file and file.size > MOST_BYTES:
            raise too_large()
        found = read_file(file.read()) if file else read_pasted(form.cleaned_data["pasted"])
        roster = roster_of(found)
    except Refusal as refusal:
        form.add_error("file" if file else "pasted", refusal)
        return None
    return drafts.make_draft(
        roster,
        training_class,
        form.cleaned_data["agency"],
        by=request.user,
        source_name=file.name if file else "",
    )


@login_required
@require_safe
def roster_template(request: HttpRequest) -> HttpResponse:
    name = _("List of people")
    return file_answer(template_workbook(), f"{name}.xlsx", XLSX)


def _find_draft(request: HttpRequest, public_id: uuid.UUID) -> RosterDraft:
    found = RosterDraft.objects.visible_to(request.user)
    found = found.select_related("training_class", "agency", "batch")
    return get_object_or_404(found, public_id=public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    draft = _find_draft(request, public_id)
    if draft.batch:
        return redirect("enrollment:nomination", draft.batch.public_id)
    if request.method == "POST":
        refuse_repeated(request)
        _act(request, draft)
        return redirect("enrollment:roster", public_id)
    read, judgment = drafts.judge_draft(draft, by=request.user)
    return _draft_page(request, draft, read, judgment, LetterForm())


def _act(request: HttpRequest, draft: RosterDraft) -> None:
    act = request.POST.get("act", "")
    if act in ("convert", "keep"):
        drafts.set_conversion(draft, convert=act == "convert")
    elif act == "leave_out":
        _read_rows, judgment = drafts.judge_draft(draft, by=request.user)
        row_changes.leave_out(draft, [one.row.line for one in judgment.rows if one.is_refused])


def _draft_page(
    request: HttpRequest,
    draft: RosterDraft,
    read: Roster,
    judgment: Judgment,
    form: LetterForm,
    *,
    status: int = 200,
) -> HttpResponse:
    asked = request.GET.get("verdict", "")
    order = {verdict: place for place, verdict in enumerate(LABELS)}
    rows = [one for one in judgment.rows if asked not in LABELS or one.verdict == asked]
    rows.sort(key=lambda one: (order.get(one.verdict, -1), one.row.line))
    page = page_of(request, rows)
    context = {
        "draft": draft,
        "training_class": draft.training_class,
        "roster": read,
        "judgment": judgment,
        "counts": [(v, LABELS[v], count) for v, count in judgment.counts.items()],
        "asked": asked,
        "page": page,
        "refused": [one for one in page if one.is_refused],
        "others": [one for one in page if not one.is_refused],
        "encodings": examples_of(read),
        "outcome": _outcome(judgment),
        "form": form,
    }
    return render(request, "enrollment/roster/draft.html", context, status=status)


def _outcome(judgment: Judgment) -> str:
    """What the button would do, in numbers."""
    words = {
        State.CONFIRMED: _("%(count)s confirmed"),
        State.PENDING: _("%(count)s awaiting approval"),
        State.PENDING_AGENCY: _("%(count)s awaiting approval"),
        State.WAITING: _("%(count)s to the waiting list"),
    }
    states = judgment.states
    return ", ".join(text % {"count": states[s]} for s, text in words.items() if states[s])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster_row(request: HttpRequest, public_id: uuid.UUID, line: int) -> HttpResponse:
    draft = _find_draft(request, public_id)
    read, judgment = drafts.judge_draft(draft, by=request.user)
    one = next((one for one in judgment.rows if one.row.line == line), None)
    if one is None:
        raise Http404
    if request.method == "POST":
        refuse_repeated(request)
        if "left_out" in request.POST:
            row_changes.change_row(draft, line, left_out=request.POST["left_out"] == "yes")
            return _back(draft, one)
    form = _row_form(request, read, one)
    if request.method == "POST" and form.is_valid() and _mend(draft, read, one.row, form):
        return _back(draft, one)
    context = {"draft": draft, "one": one, "form": form, "training_class": draft.training_class}
    part = "_row_form" if request.htmx else "row"
    page = f"enrollment/roster/{part}.html"
    return render(request, page, context, status=form_status(form))


def _back(draft: RosterDraft, one: Judged) -> HttpResponse:
    """From a row that was refused to those that still are; from another one to where it stands."""
    place = "verdicts" if one.is_refused else f"row-{one.row.line}"
    return redirect(f"{reverse('enrollment:roster', args=[draft.public_id])}#{place}")


def _row_form(request: HttpRequest, read: Roster, one: Judged) -> RowForm:
    typed = typed_of(read, one.row)
    gender = one.person.gender or typed["gender"]
    initial = typed | {"gender": gender, "same": one.row.same}
    return RowForm(request.POST or None, initial=initial, namesakes=one.namesakes)


def _mend(draft: RosterDraft, read: Roster, row: Row, form: RowForm) -> bool:
    """Keep what was typed if the row says something now."""
    before, texts = typed_of(read, row), form.texts
    fixed = row.fixed | {name: texts[name] for name in FIXABLE if texts[name] != before[name]}
    mended = Row(row.line, row.cells, fixed)
    person = person_of(read, mended)
    if person.problems and not person.encodings:
        form.add_problems(person.problems)
        return False
    same = form.cleaned_data.get("same", row.same)
    row_changes.change_row(draft, row.line, fixed=fixed, same=same, left_out=False)
    return True


@login_required
@require_POST
def roster_commit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    draft = _find_draft(request, public_id)
    refuse_repeated(request)
    if draft.batch:
        return redirect("enrollment:nomination", draft.batch.public_id)
    form = LetterForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            done = drafts.commit_draft(draft, by=request.user, letter=_letter(form))
            return _committed(request, draft, done.batch)
        except RosterRefused as refusal:
            messages.error(request, refusal.text)
        except Refusal as refusal:
            form.add_error(None, refusal)
    read, judgment = drafts.judge_draft(draft, by=request.user)
    return _draft_page(request, draft, read, judgment, form, status=422)


def _letter(form: LetterForm) -> LetterOfAgency:
    data = form.cleaned_data
    file = data["file"]
    return LetterOfAgency(
        number=data["number"],
        date=data["date"],
        file=file,
        file_name=(file.name or "") if file else "",
    )


def _committed(
    request: HttpRequest, draft: RosterDraft, batch: NominationBatch | None
) -> HttpResponse:
    if batch is None:
        messages.info(request, _("Everybody on this list was registered already. Nothing changed."))
        return redirect("enrollment:roster", draft.public_id)
    messages.success(request, _("The people are named."))
    return redirect("enrollment:nomination", batch.public_id)


@login_required
@require_safe
def roster_errors(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    draft = _find_draft(request, public_id)
    read, judgment = drafts.judge_draft(draft, by=request.user)
    name = _("Rows to be mended")
    body = refused_workbook(read, judgment)
    return file_answer(body, f"{draft.training_class.code} {name}.xlsx", XLSX)
