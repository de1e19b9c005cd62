"""One row of an old list that is being checked, and which column holds what."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from certificates.forms.history import ColumnsForm, HistoryRowForm
from certificates.history import columns, drafts
from certificates.history.verdicts import ERROR, Judged
from certificates.models import HistoryImport
from certificates.views.manage.history import find_import
from enrollment.access import organizers_only
from enrollment.roster import headings, row_changes
from enrollment.roster.people import typed_of
from enrollment.roster.sheets import Roster
from enrollment.views.input import form_status, refuse_repeated


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def history_row(request: HttpRequest, public_id: uuid.UUID, line: int) -> HttpResponse:
    """Every text of the row in a box, with what is wrong beside it."""
    draft = find_import(public_id)
    if draft.committed_at:
        return redirect("certificates:history_import", public_id)
    roster, judgment = drafts.judge_draft(draft)
    one = next((one for one in judgment.rows if one.line == line), None)
    if one is None:
        raise Http404
    if request.method == "POST":
        refuse_repeated(request)
        return _changed(request, draft, roster, one)
    return _page(request, draft, one, _form(roster, one))


def _texts(roster: Roster, one: Judged) -> dict[str, str]:
    """What stands in the boxes: as it would be stored, or as it was typed."""
    typed = typed_of(roster, one.entry.row)
    return {name: typed.get(name, one.entry.text(name)) for name in columns.LABELS}


def _form(roster: Roster, one: Judged, data: object = None) -> HistoryRowForm:
    initial = _texts(roster, one) | {"same": one.entry.row.same}
    return HistoryRowForm(data, judged=one, names=columns.LABELS, initial=initial)


def _changed(
    request: HttpRequest, draft: HistoryImport, roster: Roster, one: Judged
) -> HttpResponse:
    if "left_out" in request.POST:
        row_changes.change_row(draft, one.line, left_out=request.POST["left_out"] == "yes")
        return _back(draft, one)
    form = _form(roster, one, request.POST)
    if not form.is_valid():
        return _page(request, draft, one, form)
    before = _texts(roster, one)
    fixed = {n: t for n, t in form.texts.items() if t.strip() != before[n]}
    same = form.cleaned_data.get("same", "")
    row_changes.change_row(
        draft, one.line, fixed=one.entry.row.fixed | fixed, same=same, left_out=False
    )
    draft.refresh_from_db()
    roster, judgment = drafts.judge_draft(draft)
    judged = next(each for each in judgment.rows if each.line == one.line)
    if judged.level != ERROR:
        return _back(draft, one)
    form = _form(roster, judged, request.POST)
    form.is_valid()
    form.add_findings(judged)
    return _page(request, draft, judged, form)


def _page(
    request: HttpRequest, draft: HistoryImport, one: Judged, form: HistoryRowForm
) -> HttpResponse:
    context = {"draft": draft, "one": one, "form": form}
    status = form_status(form)
    return render(request, "certificates/history/row.html", context, status=status)


def _back(draft: HistoryImport, one: Judged) -> HttpResponse:
    """From a row that had errors to those that still have; from another one to where it stands."""
    place = "verdicts" if one.level == ERROR else f"row-{one.line}"
    return redirect(f"{reverse('certificates:history_import', args=[draft.public_id])}#{place}")


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def history_columns(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Which column holds what, where headings were not understood or misunderstood."""
    draft = find_import(public_id)
    if draft.committed_at:
        return redirect("certificates:history_import", public_id)
    roster = drafts.roster_of_draft(draft)
    form = ColumnsForm(*([request.POST] if request.method == "POST" else []), roster=roster)
    if request.method == "POST":
        refuse_repeated(request)
        if form.is_valid():
            drafts.set_columns(draft, form.changes)
            return redirect("certificates:history_import", public_id)
    name_parts = headings.FULL_NAME not in roster.fields.values()
    samples = [(roster.heading_at(c), _samples(roster, c)) for c in sorted(roster.texts)]
    context = {"draft": draft, "form": form, "samples": samples, "has_name_parts": name_parts}
    status = form_status(form)
    return render(request, "certificates/history/columns.html", context, status=status)


def _samples(roster: Roster, column: int) -> str:
    texts = (roster.text_at(row, column) for row in roster.rows[:20])
    return "; ".join(list(dict.fromkeys(text for text in texts if text))[:3])
