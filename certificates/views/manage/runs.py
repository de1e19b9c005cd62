"""Progress of the files of a class, stopping and going on, and the files when they are there."""

import uuid
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from certificates import file_names
from certificates.models import IssueRun
from certificates.runs import ordering
from certificates.views.answers import stored_answer
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.views.answers import PDF, ZIP

# The field, the words in the name of the download, and its kind.
RESULTS: Final = {
    "pdf": ("merged_pdf", "certificates", "pdf", PDF),
    "zip": ("archive", "certificates", "zip", ZIP),
    "list": ("handover_list", "hand-over-list", "pdf", PDF),
}


@organizers_only
@require_safe
def issue_run(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """The whole page, or for htmx the part that changes."""
    run = _run_or_404(code, public_id)
    template = "_run" if request.htmx else "run"
    context = {
        "run": run,
        "training_class": run.training_class,
        "active": "certificates",
        "has_files": run.has_file,
    }
    return render(request, f"certificates/manage/{template}.html", context)


@organizers_only
@require_POST
def issue_run_stop(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """The worker obeys at its next step; what is made stays."""
    try:
        ordering.stop_run(_run_or_404(code, public_id), by=request.user)
    except Refusal as refusal:
        messages.info(request, refusal.text)
    return redirect("certificates:issue_run", code, public_id)


@organizers_only
@require_POST
def issue_run_resume(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    run = ordering.resume_run(_run_or_404(code, public_id), by=request.user)
    return redirect("certificates:issue_run", code, run.public_id)


@organizers_only
@require_safe
def issue_run_file(
    request: HttpRequest, code: str, public_id: uuid.UUID, result: str
) -> HttpResponseBase:
    """One of the results, as the worker left it."""
    run = _run_or_404(code, public_id)
    field, word, extension, kind = RESULTS[result]
    if run.state != IssueRun.State.DONE or not run.has(field):
        raise Http404
    file = getattr(run, field)
    download = file_names.of_class(run.training_class, word, extension)
    return stored_answer(file.storage, file.name, download, kind=kind)


def _run_or_404(code: str, public_id: uuid.UUID) -> IssueRun:
    runs = IssueRun.objects.select_related(
        "training_class__course__category", "training_class__venue", "training_class__issuing_body"
    )
    return get_object_or_404(
        runs, kind=IssueRun.Kind.CERTIFICATES, training_class__code=code, public_id=public_id
    )
