"""The papers of a class: each by itself, or the whole set in one file."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certificates import file_names
from certificates.models import IssueRun
from certificates.papers.paperwork import PAPERWORK, ClassPaper
from certificates.runs import ordering
from certificates.views.answers import printed, stored_answer
from enrollment.access import organizers_only
from enrollment.views.manage.desk import find_class


@organizers_only
@require_safe
def class_papers(request: HttpRequest, code: str) -> HttpResponse:
    """What there is to print, and the set that was made last."""
    training_class = find_class(code)
    run = IssueRun.objects.of_kind(training_class, IssueRun.Kind.PAPERWORK).first()
    context = {
        "training_class": training_class,
        "phase": training_class.phase,
        "active": "papers",
        "run": run,
        "has_file": run is not None and run.has_file,
        "papers": PAPERWORK,
        "chosen": run.options.get("papers", ()) if run else (),
    }
    template = "_papers_run" if request.htmx else "papers"
    return render(request, f"certificates/manage/{template}.html", context)


@organizers_only
@require_safe
def class_paper(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    training_class = find_class(code)
    chosen = _paper(kind)
    name = file_names.of_class(training_class, chosen.slug)
    return printed(request, chosen.make(training_class), name, back=_page(code))


@organizers_only
@require_POST
def class_papers_make(request: HttpRequest, code: str) -> HttpResponse:
    """Order the papers that were ticked, in one file."""
    training_class = find_class(code)
    wanted = set(request.POST.getlist("paper"))
    slugs = [one.slug for one in PAPERWORK if one.slug in wanted]
    if not slugs:
        messages.error(request, _("No paper is chosen."))
    else:
        ordering.order_paperwork(training_class, slugs, by=request.user)
    return redirect(_page(code))


@organizers_only
@require_safe
def class_papers_pdf(request: HttpRequest, code: str) -> HttpResponseBase:
    """The set that was made last."""
    training_class = find_class(code)
    run = IssueRun.objects.of_kind(training_class, IssueRun.Kind.PAPERWORK).first()
    if run is None or not run.has_file:
        raise Http404
    name = file_names.of_class(training_class, "papers")
    return stored_answer(run.merged_pdf.storage, run.merged_pdf.name, name)


def _paper(kind: str) -> ClassPaper:
    found = next((one for one in PAPERWORK if one.slug == kind), None)
    if found is None:
        raise Http404
    return found


def _page(code: str) -> str:
    return reverse("certificates:class_papers", args=[code])
