"""The certificates of one class: who is entitled, what is chosen, issuing, one as it will be."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates import papers
from certificates.content import serial_of
from certificates.entitlement import Entitlement, entitlements
from certificates.forms.issuing import IssueForm
from certificates.models import Certificate, IssueRun
from certificates.register.numbers import newest_day, next_number
from certificates.runs import ordering
from certificates.views.answers import certificate_answer, printed
from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.views.input import form_status, refuse_repeated
from enrollment.views.manage.desk import find_class


@organizers_only
@require_safe
def manage_certificates(request: HttpRequest, code: str) -> HttpResponse:
    """Who is entitled and who is not; for htmx, the first number under another date."""
    training_class = find_class(code)
    if request.htmx:
        form = IssueForm(request.GET, training_class=training_class)
        form.full_clean()
        day = form.cleaned_data.get("issued_on") or timezone.localdate()
        context = _first(training_class, day)
        return render(request, "certificates/manage/_first_number.html", context)
    return _page(request, training_class, IssueForm(training_class=training_class))


@organizers_only
@require_POST
def manage_issue(request: HttpRequest, code: str) -> HttpResponse:
    """Numbers now, files in the background; pressing again makes nothing twice."""
    training_class = find_class(code)
    refuse_repeated(request)
    form = IssueForm(request.POST, training_class=training_class)
    if not form.is_valid():
        return _page(request, training_class, form)
    try:
        issued, run = ordering.issue_with_files(training_class, by=request.user, **form.choice)
    except Refusal as refusal:
        messages.error(request, refusal.text)
        return redirect("certificates:manage_certificates", code)
    if issued:
        text = ngettext(
            "%(count)s certificate issued.", "%(count)s certificates issued.", len(issued)
        )
        messages.success(request, text % {"count": len(issued)})
    if run is None:
        messages.error(request, _("Nobody in this class is entitled to a certificate."))
        return redirect("certificates:manage_certificates", code)
    return redirect("certificates:issue_run", code, run.public_id)


@organizers_only
@require_POST
def manage_make_files(request: HttpRequest, code: str) -> HttpResponse:
    """Files of certificates that have their numbers: again after a loss, after a reissue."""
    run = ordering.ensure_run(find_class(code), by=request.user)
    if run is None:
        messages.error(request, _("No certificate of this class holds."))
        return redirect("certificates:manage_certificates", code)
    return redirect("certificates:issue_run", code, run.public_id)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def certificate_sample(request: HttpRequest, code: str) -> HttpResponse:
    """The first certificate as it will be with these choices, before any number is taken."""
    training_class = find_class(code)
    back = reverse("certificates:manage_certificates", args=[code])
    choice: dict[str, Any] = {}
    if request.method == "POST":
        form = IssueForm(request.POST, training_class=training_class)
        if not form.is_valid():
            return _page(request, training_class, form)
        choice = form.choice
    try:
        paper = papers.sample_paper(training_class, **choice)
    except Refusal as refusal:
        messages.error(request, refusal.text)
        return redirect(back)
    if paper is None:
        raise Http404
    return printed(request, paper, f"{training_class.code}_sample.pdf", back=back)


@organizers_only
@require_safe
def manage_certificate_pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    visible = Certificate.objects.visible_to(request.user).valid()
    certificate = get_object_or_404(visible.for_lists(), public_id=public_id)
    return certificate_answer(request, certificate, back=_class_page(certificate))


def _page(request: HttpRequest, training_class: TrainingClass, form: IssueForm) -> HttpResponse:
    people = entitlements(training_class)
    run = IssueRun.objects.of_certificates(training_class).first()
    day = form["issued_on"].initial if not form.is_bound else form.cleaned_data.get("issued_on")
    context = {
        "active": "certificates",
        "form": form,
        "run": run,
        "has_all_files": run is not None and ordering.covers_all(run),
        **_counted(people, request.GET.get("show", "")),
        **_first(training_class, day or timezone.localdate()),
    }
    template = "certificates/manage/certificates.html"
    return render(request, template, context, status=form_status(form))


def _counted(people: list[Entitlement], show: str) -> dict[str, Any]:
    """Everybody, or one kind of them; the counts are always of all."""
    kinds = {
        "entitled": [one for one in people if one.is_entitled],
        "not": [one for one in people if not one.is_entitled],
        "exceptions": [one for one in people if one.exception],
    }
    valid = [one for one in people if one.certificate and not one.certificate.is_revoked]
    return {
        "people": kinds.get(show, people),
        "show": show if show in kinds else "",
        "people_count": len(people),
        "entitled_count": len(kinds["entitled"]),
        "not_count": len(kinds["not"]),
        "exception_count": len(kinds["exceptions"]),
        "waiting_count": sum(one.certificate is None for one in kinds["entitled"]),
        "issued_count": len(valid),
    }


def _first(training_class: TrainingClass, day: dt.date) -> dict[str, Any]:
    """The number that would be given first, and whether the book has younger entries."""
    body = training_class.issuing_body
    newest = newest_day(body, day.year)
    return {
        "training_class": training_class,
        "first_serial": serial_of(body, day.year, next_number(body, day.year)),
        "newest_day": newest if newest and newest > day else None,
    }


def _class_page(certificate: Certificate) -> str:
    code = certificate.enrollment.training_class.code
    return reverse("certificates:manage_certificates", args=[code])
