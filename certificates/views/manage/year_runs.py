"""Progress of the papers of a year, stopping them, and the file of a large live year."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from certificates.models import IssueRun
from certificates.runs import ordering
from certificates.views.answers import stored_answer
from courses.refusals import Refusal
from enrollment.access import organizers_only


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def year_run(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Progress; for htmx the part that changes. A POST stops it, or goes on after that."""
    run = _run(public_id)
    if request.method == "POST":
        try:
            if run.state == IssueRun.State.STOPPED:
                run = ordering.resume_run(run, by=request.user)
            else:
                ordering.stop_run(run, by=request.user)
        except Refusal as refusal:
            messages.error(request, refusal.text)
        return redirect("certificates:year_run", run.public_id)
    template = "_year_run" if request.htmx else "year_run"
    context = {"run": run, "is_of_closing": "closing" in run.options}
    return render(request, f"certificates/manage/{template}.html", context)


@organizers_only
@require_safe
def year_run_pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    run = _run(public_id)
    if not run.has_file:
        raise Http404
    return stored_answer(run.merged_pdf.storage, run.merged_pdf.name, f"summary-{run.year}.pdf")


def _run(public_id: uuid.UUID) -> IssueRun:
    return get_object_or_404(IssueRun, kind=IssueRun.Kind.YEAR_PAPERS, public_id=public_id)
