"""The certificates of one class: who is entitled, issuing, the files, revoking."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates import issuing, jobs, papers
from certificates.content import serial_of
from certificates.entitlement import entitlements
from certificates.forms import RevokeForm
from certificates.issuing import IssuingRefused
from certificates.models import Certificate, IssueRun, Signatory
from certificates.register import next_number
from certificates.views.answers import certificate_answer, printed
from courses.refusals import Refusal
from enrollment.access import administrators_only, organizers_only
from enrollment.views.input import form_status, refuse_repeated
from enrollment.views.manage.desk import find_class


@organizers_only
@require_safe
def manage_certificates(request: HttpRequest, code: str) -> HttpResponse:
    training_class = find_class(code)
    people = entitlements(training_class)
    waiting = [one for one in people if one.is_entitled and one.certificate is None]
    year = timezone.localdate().year
    body = training_class.issuing_body
    run = IssueRun.objects.of_certificates(training_class).first()
    context = {
        "training_class": training_class,
        "active": "certificates",
        "people": people,
        "waiting_count": len(waiting),
        "entitled_count": sum(one.is_entitled for one in people),
        "issued_count": sum(
            one.certificate is not None and not one.certificate.is_revoked for one in people
        ),
        "first_serial": serial_of(body, year, next_number(body, year)),
        "signatory": Signatory.objects.signing(body, timezone.localdate()),
        "run": run,
        "has_all_files": run is not None and jobs.covers_all(run),
    }
    return render(request, "certificates/manage/certificates.html", context)


@organizers_only
@require_POST
def manage_issue(request: HttpRequest, code: str) -> HttpResponse:
    """Numbers now, files in the background; pressing again makes nothing twice."""
    training_class = find_class(code)
    try:
        issued = issuing.issue_certificates(training_class, by=request.user)
    except IssuingRefused as refusal:
        messages.error(request, refusal.text)
        return redirect("certificates:manage_certificates", code)
    if issued:
        text = ngettext(
            "%(count)s certificate issued.", "%(count)s certificates issued.", len(issued)
        )
        messages.success(request, text % {"count": len(issued)})
    run = jobs.ensure_run(training_class, by=request.user)
    if run is None:
        messages.error(request, _("Nobody in this class is entitled to a certificate."))
        return redirect("certificates:manage_certificates", code)
    return redirect("certificates:issue_run", code, run.public_id)


@organizers_only
@require_safe
def certificate_sample(request: HttpRequest, code: str) -> HttpResponse:
    """How the certificates of the class will look, before any number is taken."""
    training_class = find_class(code)
    back = reverse("certificates:manage_certificates", args=[code])
    try:
        paper = papers.sample_paper(training_class)
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


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_revoke(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Asks for the reason, then declares the certificate void or replaces it."""
    visible = Certificate.objects.visible_to(request.user).for_lists()
    certificate = get_object_or_404(visible, public_id=public_id, replaced_by=None)
    refuse_repeated(request)
    form = RevokeForm(request.POST or None, initial={"is_replaced": certificate.is_revoked})
    if form.is_valid():
        try:
            _revoke(request, certificate, form)
        except IssuingRefused as refusal:
            form.add_error(None, refusal)
        else:
            return redirect(_class_page(certificate))
    context = {
        "form": form,
        "certificate": certificate,
        "training_class": certificate.enrollment.training_class,
    }
    return render(request, "certificates/manage/revoke.html", context, status=form_status(form))


def _revoke(request: HttpRequest, certificate: Certificate, form: RevokeForm) -> None:
    reason, user = form.cleaned_data["reason"], request.user
    if form.cleaned_data["is_replaced"]:
        new = issuing.reissue(certificate, by=user, reason=reason)
        messages.success(
            request,
            _("%(old)s is replaced by %(new)s.") % {"old": certificate.serial, "new": new.serial},
        )
    else:
        issuing.revoke(certificate, by=user, reason=reason)
        messages.success(request, _("%(serial)s is revoked.") % {"serial": certificate.serial})


def _class_page(certificate: Certificate) -> str:
    code = certificate.enrollment.training_class.code
    return reverse("certificates:manage_certificates", args=[code])
