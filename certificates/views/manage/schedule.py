"""Versions of the schedule at the desk: what has changed since the last one, and releasing it."""

import hashlib
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates.forms.releasing import ReleaseForm
from certificates.papers.year_schedule import next_schedule
from certificates.runs.schedule_files import order_papers
from certificates.views.answers import printed
from courses.models import ScheduleRelease
from courses.refusals import Refusal
from courses.releasing import (
    changes_by_class,
    classes_now,
    latest_release,
    pending_changes,
    release_schedule,
)
from enrollment.access import organizers_only
from enrollment.paging import page_of
from enrollment.views.input import form_status

VERSIONS_PER_PAGE: Final = 20


@organizers_only
@require_safe
def manage_schedule(request: HttpRequest) -> HttpResponse:
    """What the next version would say, and all versions so far."""
    page = page_of(request, _versions(), VERSIONS_PER_PAGE)
    context = _next_version() | {"page": page, "this_year": timezone.localdate().year}
    return render(request, "certificates/manage/schedule.html", context)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_schedule_release(request: HttpRequest) -> HttpResponse:
    """After a look at the changes, which must be the same when it is confirmed."""
    context = _next_version()
    form = ReleaseForm(request.POST or None, now=context["seen"])
    if form.is_valid():
        try:
            release = release_schedule(by=request.user, note=form.cleaned_data["note"])
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            order_papers(release)
            text = _("Version %(number)s of the schedule is released.")
            messages.success(request, text % {"number": release.number})
            return redirect("certificates:manage_schedule")
    return render(
        request,
        "certificates/manage/schedule_release.html",
        context | {"form": form},
        status=form_status(form),
    )


@organizers_only
@require_safe
def manage_schedule_pdf(request: HttpRequest, year: int) -> HttpResponse:
    """The year as it would be printed now, marked as a draft."""
    paper = next_schedule(year)
    if paper is None:
        raise Http404
    return printed(
        request, paper, f"schedule-{year}-draft.pdf", back="certificates:manage_schedule"
    )


def _versions() -> "QuerySet[ScheduleRelease]":
    return (
        ScheduleRelease.objects.defer("content").select_related("released_by").order_by("-number")
    )


def _next_version() -> dict[str, Any]:
    """Number, classes and changes of the version that would be released now."""
    last, changes, years = latest_release(), pending_changes(), classes_now()
    number = last.number + 1 if last else 1
    told = [(one.training_class_id, one.kind, one.before, one.after) for one in changes]
    return {
        "last": last,
        "number": number,
        "changes": changes_by_class(changes),
        "change_count": len(changes),
        "class_counts": years,
        "is_ready": bool(changes) if last else bool(years),
        "seen": hashlib.sha256(repr((number, told, years)).encode()).hexdigest(),
    }
