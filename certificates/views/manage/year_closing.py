"""Closing a year: its state and what is missing, closing, amending, opening again, its files."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.forms.closing import CloseYearForm, YearReasonForm
from certificates.models import ClosedYear, ClosedYearFile
from certificates.runs import ordering
from certificates.views.answers import stored_answer
from certificates.views.manage.year_state import LISTS, history_of, state_of
from certificates.year_book.keeping.amending import amend_year, differences
from certificates.year_book.keeping.change_words import ChangeWords
from certificates.year_book.keeping.checking import faults_of_year
from certificates.year_book.keeping.closing import reopen_year
from certificates.year_book.keeping.frozen import shown_year
from certificates.year_book.keeping.readiness import readiness
from courses.refusals import Refusal
from enrollment.access import administrators_only, organizers_only
from enrollment.views.answers import PDF, XLSX
from enrollment.views.input import form_status

KINDS: Final = {
    ".pdf": PDF,
    ".xlsx": XLSX,
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".gz": "application/gzip",
}


@organizers_only
@require_safe
def year_closing(request: HttpRequest, year: int) -> HttpResponse:
    """What holds now, what was amended, and the closings before; `?check` looks at every hash."""
    context = state_of(year) | {"history": history_of(year)}
    if "check" in request.GET:
        context |= {"is_checked": True, "faults": list(faults_of_year(year))}
    return render(request, "certificates/manage/year_closing.html", context)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def year_close(request: HttpRequest, year: int) -> HttpResponse:
    """After a look at what is missing."""
    shown = shown_year(year)
    if shown.closed:
        return redirect("certificates:year_closing", year)
    ready = readiness(year, shown.summary)
    form = CloseYearForm(request.POST or None, has_open_classes=bool(ready.open_classes))
    if form.is_valid():
        try:
            ordering.close_with_papers(year, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("note" if refusal.code == "note_needed" else None, refusal)
        else:
            messages.success(request, _("The year is closed; its papers are being made."))
            return redirect("certificates:year_closing", year)
    context = {"year": year, "shown": shown, "ready": ready, "form": form}
    status = form_status(form)
    return render(request, "certificates/manage/year_close.html", context, status=status)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def year_amend(request: HttpRequest, year: int) -> HttpResponse:
    """The differences, and the reason for which they are written beside the frozen figures."""
    shown = shown_year(year)
    if shown.closed is None:
        raise Http404
    try:
        changes = differences(shown.closed, shown.amendments)
    except Refusal as refusal:
        messages.error(request, refusal.text)
        return redirect("certificates:year_closing", year)
    tables = ChangeWords(shown.summary).tables(changes)

    def amend(reason: str) -> None:
        amend_year(year, by=request.user, reason=reason)

    text = _("The amendment is written beside the frozen figures.")
    context = {"year": year, "shown": shown, "tables": tables}
    return _ask_reason(request, year, amend, text, "year_amend", context)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def year_reopen(request: HttpRequest, year: int) -> HttpResponse:
    shown = shown_year(year)
    if shown.closed is None:
        raise Http404

    def reopen(reason: str) -> None:
        reopen_year(year, by=request.user, reason=reason)

    context = {"year": year, "shown": shown}
    return _ask_reason(request, year, reopen, _("The year is open again."), "year_reopen", context)


@organizers_only
@require_POST
def year_papers(request: HttpRequest, year: int) -> HttpResponse:
    """Have made what is missing of the papers of the closing that holds."""
    closed = get_object_or_404(ClosedYear.objects.standing(), year=year)
    run = ordering.order_year_papers(closed, by=request.user)
    return redirect("certificates:year_run", run.public_id)


@organizers_only
@require_safe
def closed_year_file(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponseBase:
    """A paper of a closing as it was made, or its figures and lists."""
    closed = get_object_or_404(ClosedYear, public_id=public_id)
    if kind == LISTS:
        file = closed.content
    else:
        file = get_object_or_404(ClosedYearFile, closed_year=closed, name=kind).file
    if not file.storage.exists(file.name):
        raise Http404
    day = timezone.localdate(closed.closed_at)
    name = f"{closed.year}-closed-{day:%Y%m%d}-{kind}"
    return stored_answer(file.storage, file.name, name, kind=KINDS[Path(kind).suffix])


def _ask_reason(
    request: HttpRequest,
    year: int,
    act: Callable[[str], Any],
    done: str,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    form = YearReasonForm(request.POST or None)
    if form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, done)
            return redirect("certificates:year_closing", year)
    page = f"certificates/manage/{template}.html"
    return render(request, page, context | {"form": form}, status=form_status(form))
