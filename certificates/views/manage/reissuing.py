"""A corrected certificate in two steps: type, then see old and new beside each other and issue."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from certificates.forms.register import CorrectionForm
from certificates.models import Certificate, CertificateRequest
from certificates.papers.certificate import paper_from
from certificates.register import reissuing
from certificates.views.answers import printed
from certificates.views.manage.register import find_line
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.views.input import form_status, read_uuid, refuse_repeated


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_reissue(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Nothing is given before `confirmed`; `preview` shows the paper."""
    certificate = find_line(request, public_id)
    if certificate.is_replaced:
        raise Http404
    refuse_repeated(request)
    asked = _asked(request, certificate)
    reason = asked.text if asked else ""
    form = CorrectionForm(request.POST or None, certificate=certificate, reason=reason)
    context = {"form": form, "certificate": certificate, "asked": asked}
    if form.is_valid():
        try:
            if request.POST.get("act") == "preview":
                return _preview(request, certificate, form)
            if request.POST.get("act") == "confirmed":
                return _issue(request, certificate, form, asked)
            content = reissuing.rehearsed_content(certificate, form.corrections)
            context |= {
                "lines": reissuing.compared(certificate.content, content),
                "new_serial": content["serial"],
            }
        except Refusal as refusal:
            form.add_error(None, refusal)
    status = form_status(form) if form.errors else 200
    return render(request, "certificates/manage/reissue.html", context, status=status)


def _issue(
    request: HttpRequest,
    certificate: Certificate,
    form: CorrectionForm,
    asked: CertificateRequest | None,
) -> HttpResponse:
    new = reissuing.reissue(
        certificate,
        by=request.user,
        reason=form.cleaned_data["reason"],
        corrections=form.corrections,
        request=asked,
    )
    words = {"old": certificate.serial, "new": new.serial}
    messages.success(request, _("%(old)s is replaced by %(new)s.") % words)
    return redirect("certificates:register_entry", new.public_id)


def _preview(request: HttpRequest, certificate: Certificate, form: CorrectionForm) -> HttpResponse:
    content = reissuing.rehearsed_content(certificate, form.corrections)
    paper = paper_from(content, design=certificate.design, is_draft=True)
    back = reverse("certificates:manage_reissue", args=[certificate.public_id])
    return printed(request, paper, f"{content['serial']}_preview.pdf", back=back)


def _asked(request: HttpRequest, certificate: Certificate) -> CertificateRequest | None:
    """The request that is answered by this, if the way led here from one."""
    key = read_uuid(request.GET.get("request", ""))
    if key is None:
        return None
    return get_object_or_404(certificate.requests.open(), public_id=key)
