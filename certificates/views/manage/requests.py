"""Requests about certificates at the desk: the due list, one request, letters that came in."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.forms.register import AnswerForm, LetterRequestForm
from certificates.models import CertificateRequest
from certificates.register import copies
from certificates.register import requests as asking
from certificates.views.manage.register import find_line
from certificates.views.manage.waiting import waiting_at_register
from courses.forms.fields import may_be_id
from courses.refusals import Refusal
from courses.working_days import holidays, working_days_until
from enrollment.access import organizers_only
from enrollment.paging import page_of
from enrollment.views.input import form_status, refuse_repeated


@organizers_only
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What is due first; answered ones behind their own link."""
    is_answered = request.GET.get("state") == "answered"
    rows = _requests(request)
    if is_answered:
        rows = rows.exclude(state=CertificateRequest.State.OPEN).order_by("-decided_at", "-pk")
    else:
        rows = rows.open()
    page = page_of(request, rows)
    _set_days_left(page.object_list)
    context = {
        "page": page,
        "is_answered": is_answered,
        "waiting": waiting_at_register(request.user),
    }
    return render(request, "certificates/manage/requests.html", context)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def certificate_request(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One request beside what the register says; the three answers."""
    asked = get_object_or_404(_requests(request), public_id=public_id)
    _set_days_left([asked])
    refuse_repeated(request)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            asking.refuse_request(asked, by=request.user, answer=form.cleaned_data["answer"])
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The request is refused; the letter is on its way."))
            return redirect("certificates:requests")
    context = {
        "asked": asked,
        "certificate": asked.certificate,
        "form": form,
        "copy": getattr(asked, "copy", None),
        "next_copy": asked.certificate.copies.count() + 1,
    }
    return render(request, "certificates/manage/request.html", context, status=form_status(form))


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def record_request(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A letter, or somebody at the desk."""
    certificate = find_line(request, public_id)
    if certificate.is_revoked:
        raise Http404
    refuse_repeated(request)
    form = LetterRequestForm(request.POST or None)
    if form.is_valid():
        words = dict(form.cleaned_data)
        try:
            asked = asking.ask(certificate, words.pop("kind"), by=request.user, **words)
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The request is recorded; its time runs."))
            return redirect("certificates:certificate_request", asked.public_id)
    context = {"form": form, "certificate": certificate}
    return render(request, "certificates/manage/ask.html", context, status=form_status(form))


@organizers_only
@require_POST
def manage_copy(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A copy from the register, as the answer to the open request if there is one."""
    certificate = find_line(request, public_id)
    asked, meant = certificate.requests.open().first(), request.POST.get("number", "")
    try:
        number = int(meant) if may_be_id(meant) else None
        copy = copies.give_copy(certificate, by=request.user, request=asked, number=number)
    except Refusal as refusal:
        messages.error(request, refusal.text)
    else:
        words = {"number": copy.number, "serial": certificate.serial}
        messages.success(request, _("Copy no. %(number)s of %(serial)s is issued.") % words)
    return redirect("certificates:register_entry", certificate.public_id)


def _requests(request: HttpRequest) -> "QuerySet[Any]":
    return CertificateRequest.objects.visible_to(request.user).select_related(
        "certificate__register__issuing_body",
        "certificate__enrollment__training_class",
        "certificate__enrollment__trainee",
        "certificate__replaced_by",
        "asked_by",
        "decided_by",
        "copy",
    )


def _set_days_left(rows: Any) -> None:
    """Working days; the holidays are read once."""
    today, closed = timezone.localdate(), holidays()
    for row in rows:
        row.days_left = working_days_until(today, row.due_on, closed)
