"""The registers as books: closing and opening them, and making the file for the printer."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.forms.register import ReasonForm
from certificates.models import IssueRun, Register
from certificates.register import numbers as registers
from certificates.runs import ordering
from certificates.runs.binding import name_of
from certificates.views.answers import stored_answer
from certificates.views.manage.waiting import waiting_at_register
from courses.forms.fields import may_be_id
from courses.refusals import Refusal
from enrollment.access import administrators_only, organizers_only
from enrollment.views.input import form_status


@organizers_only
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """All registers with the newest file of each."""
    registers_shown = list(Register.objects.for_lists().order_by("-year", "issuing_body__name"))
    newest: dict[int, IssueRun] = {}
    for run in IssueRun.objects.filter(kind=IssueRun.Kind.REGISTER_BOOK).order_by("requested_at"):
        newest[run.register_id] = run
    context = {
        "books": [(book, newest.get(book.pk)) for book in registers_shown],
        "waiting": waiting_at_register(request.user),
    }
    return render(request, "certificates/manage/books.html", context)


@organizers_only
@require_POST
def book_order(request: HttpRequest, body: int, year: int) -> HttpResponse:
    """Have the book made in the background."""
    register = _register(body, year)
    run = ordering.order_book(register, by=request.user)
    return redirect("certificates:book_run", run.public_id)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def book_run(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Progress; for htmx the part that changes. A POST stops it."""
    run = _run(public_id)
    if request.method == "POST":
        try:
            ordering.stop_run(run, by=request.user)
        except Refusal as refusal:
            messages.error(request, refusal.text)
        return redirect("certificates:book_run", run.public_id)
    template = "_book_run" if request.htmx else "book_run"
    return render(request, f"certificates/manage/{template}.html", {"run": run})


@organizers_only
@require_safe
def book_pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    run = _run(public_id)
    if not run.has_file:
        raise Http404
    return stored_answer(run.merged_pdf.storage, run.merged_pdf.name, name_of(run.register))


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def book_close(request: HttpRequest, body: int, year: int) -> HttpResponse:
    """Close a register after a confirmation, or open it again for a reason."""
    register = _register(body, year)
    reopens = register.is_closed
    form = ReasonForm(request.POST or None) if reopens else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            if form is not None:
                registers.reopen_register(register, by=request.user, **form.cleaned_data)
                messages.success(request, _("The register is open again."))
            else:
                registers.close_register(register, by=request.user)
                messages.success(request, _("The register is closed."))
        except Refusal as refusal:
            messages.error(request, refusal.text)
        return redirect("certificates:books")
    context = {"register": register, "reopens": reopens, "form": form}
    status = form_status(form) if form is not None else 200
    return render(request, "certificates/manage/book_close.html", context, status=status)


def _run(public_id: uuid.UUID) -> IssueRun:
    runs = IssueRun.objects.select_related("register__issuing_body")
    return get_object_or_404(runs, kind=IssueRun.Kind.REGISTER_BOOK, public_id=public_id)


def _register(body: int, year: int) -> Register:
    if not may_be_id(str(body)):
        raise Http404
    return get_object_or_404(Register.objects.for_lists(), issuing_body_id=body, year=year)
