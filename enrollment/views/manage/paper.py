"""The signed sheet: what was typed from it, tried before it is stored; the scan beside it."""

import uuid
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.models import Session, TrainingClass
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.attendance import PaperForm
from enrollment.models import PaperSheet
from enrollment.running.paper_entry import number_rows, store_sheet, try_sheet, versions
from enrollment.views.answers import file_answer
from enrollment.views.input import form_status
from enrollment.views.manage.attendance_grid import find_session, read_heads
from enrollment.views.manage.desk import class_page, find_class

SHEETS_SHOWN: Final = 50
FILE: Final = "application/octet-stream"


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_paper(request: HttpRequest, code: str) -> HttpResponse:
    """Type, look at the names, store. The QR code of the sheet leads here with its version."""
    training_class = find_class(code)
    heads = read_heads(training_class)
    known = versions(training_class)
    session = _session(request, training_class, [head.session for head in heads])
    version = _version(request, known)
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        needs_reason=bool(session and session.locked_at),
    )
    run = None
    if request.method == "POST" and session and known and form.is_valid():
        run = try_sheet(session, form.cleaned_data["typed"], version=version)
        if run.problems:
            form.add_error("typed", run.problems)
        elif request.POST.get("act") == "store" and _store(request, session, form, version):
            return redirect(f"{request.path}?session={session.pk}&sheet={version}")
    context = {
        "active": "roll_call",
        "heads": heads,
        "session": session,
        "version": version,
        "versions": known,
        "form": form,
        "run": run,
        "sheets": _sheets(training_class),
    }
    return class_page(request, "paper", training_class, status=form_status(form), **context)


def _session(
    request: HttpRequest, training_class: TrainingClass, sessions: list[Session]
) -> Session | None:
    """As asked for; else the last that has begun and is not closed."""
    if "session" in request.GET:
        return find_session(training_class, request.GET["session"])
    begun = [session for session in sessions if session.has_begun]
    still_open = [session for session in begun if not session.locked_at]
    return next(iter([*still_open[:1], *begun[-1:], *sessions[:1]]), None)


def _version(request: HttpRequest, known: list[int]) -> int:
    """The version of the sheet in hand; the newest unless another was printed and is asked for."""
    wanted = request.GET.get("sheet", "")
    return int(wanted) if wanted in map(str, known) else next(iter(known), 0)


def _sheets(training_class: TrainingClass) -> list[PaperSheet]:
    rows = PaperSheet.objects.filter(training_class=training_class)
    return list(rows.select_related("session", "recorded_by").order_by("-pk")[:SHEETS_SHOWN])


def _store(request: HttpRequest, session: Session, form: PaperForm, version: int) -> bool:
    data = form.cleaned_data
    try:
        run = store_sheet(
            session,
            data["typed"],
            version=version,
            by=request.user,
            reason=data.get("reason", ""),
            scan=data["scan"],
        )
    except Refusal as refusal:
        form.add_error(None, refusal)
        return False
    text = _("The sheet is stored: %(present)s present, %(named)s others.")
    named = len(run.lines) - run.present
    messages.success(request, text % {"present": run.present, "named": named})
    return True


@organizers_only
@require_POST
def manage_paper_number(request: HttpRequest, code: str) -> HttpResponse:
    """Number the rows; once printed, only a new version of the sheet has another order."""
    training_class = find_class(code)
    version = number_rows(training_class, anew=True, by=request.user)
    text = _("The rows of the sheet are numbered: version %(version)s. Print it before it is used.")
    messages.success(request, text % {"version": version})
    return redirect(reverse("enrollment:manage_paper", args=[code]))


@organizers_only
@require_safe
def manage_paper_scan(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """The scan as it was attached; never shown by the browser under our address."""
    sheets = PaperSheet.objects.filter(training_class=find_class(code))
    sheet = get_object_or_404(sheets, public_id=public_id)
    if not sheet.file:
        raise Http404
    try:
        with sheet.file.open("rb") as file:
            body = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    suffix = sheet.file.name[sheet.file.name.rfind(".") :]
    return file_answer(body, f"{code}-{sheet.recorded_at:%Y-%m-%d}{suffix}", FILE)
