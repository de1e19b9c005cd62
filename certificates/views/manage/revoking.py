"""Revocations at the desk: one person asks, another one looks at the same facts and decides."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates.forms.register import AnswerForm, RevocationForm
from certificates.models import RevocationRequest
from certificates.register import revoking
from certificates.views.manage.register import find_line
from certificates.views.manage.waiting import waiting_at_register
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.paging import page_of
from enrollment.views.input import form_status, refuse_repeated


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_revoke(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for the revocation; nothing changes yet."""
    certificate = find_line(request, public_id)
    if certificate.is_revoked:
        raise Http404
    refuse_repeated(request)
    form = RevocationForm(request.POST or None)
    if form.is_valid():
        try:
            revoking.ask_revocation(certificate, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(
                request, _("The revocation is asked for; a second person has to approve it.")
            )
            return redirect("certificates:register_entry", certificate.public_id)
    context = {"form": form, "certificate": certificate}
    return render(request, "certificates/manage/revoke.html", context, status=form_status(form))


@organizers_only
@require_safe
def revocations(request: HttpRequest) -> HttpResponse:
    """The open ones first, then what was decided."""
    rows = _requests().order_by("decided_at", "-asked_at")
    open_ones = rows.filter(state=RevocationRequest.State.OPEN)
    decided = rows.exclude(state=RevocationRequest.State.OPEN).order_by("-decided_at", "-pk")
    context = {
        "open": open_ones,
        "page": page_of(request, decided),
        "waiting": waiting_at_register(request.user),
    }
    return render(request, "certificates/manage/revocations.html", context)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def revocation(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What it is about, and the buttons of whoever looks at it."""
    asked = get_object_or_404(_requests(), public_id=public_id)
    refuse_repeated(request)
    act = request.POST.get("act", "")
    form = AnswerForm(request.POST if act == "refuse" else None)
    if request.method == "POST" and _decide(request, asked, act, form):
        return redirect("certificates:register_entry", asked.certificate.public_id)
    context = {
        "asked": asked,
        "certificate": asked.certificate,
        "form": form,
        "is_own": asked.asked_by_id == request.user.pk,
    }
    return render(request, "certificates/manage/revocation.html", context, status=form_status(form))


def _decide(request: HttpRequest, asked: RevocationRequest, act: str, form: AnswerForm) -> bool:
    """Whether the act was done; a refusal of it is told on the page."""
    words = {"serial": asked.certificate.serial}
    try:
        if act == "approve":
            revoking.approve_revocation(asked, by=request.user)
            messages.success(request, _("%(serial)s is revoked.") % words)
        elif act == "take_back":
            revoking.take_back_revocation(asked, by=request.user)
            messages.success(request, _("The request is taken back."))
        elif act == "refuse" and form.is_valid():
            revoking.refuse_revocation(asked, by=request.user, answer=form.cleaned_data["answer"])
            messages.success(request, _("Refused; %(serial)s goes on to hold.") % words)
        else:
            return False
    except Refusal as refusal:
        messages.error(request, refusal.text)
        return False
    return True


def _requests():
    return RevocationRequest.objects.select_related(
        "certificate__register__issuing_body",
        "certificate__enrollment__training_class",
        "certificate__replaced_by",
        "asked_by",
        "decided_by",
    )
