"""For trainees and coordinators: ask for a corrected certificate or a copy; fetch a copy."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates import papers
from certificates.forms.register import RequestForm
from certificates.models import Certificate, CertificateCopy
from certificates.register import requests as asking
from certificates.views.answers import printed
from courses.dates import short_date
from courses.refusals import Refusal
from enrollment.access import login_required
from enrollment.views.input import form_status, refuse_repeated


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_request(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Something is wrong, lost or damaged; for one's own and for one's people."""
    visible = Certificate.objects.visible_to(request.user).for_lists()
    certificate = get_object_or_404(visible, public_id=public_id)
    if certificate.is_revoked:
        raise Http404
    refuse_repeated(request)
    form = RequestForm(request.POST or None)
    if form.is_valid():
        words = dict(form.cleaned_data)
        try:
            asked = asking.ask(certificate, words.pop("kind"), by=request.user, **words)
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            text = _("The request is sent. It is answered by %(day)s.")
            messages.success(request, text % {"day": short_date(asked.due_on)})
            return redirect("certificates:my_request", certificate.public_id)
    context = {
        "form": form,
        "certificate": certificate,
        "training_class": certificate.enrollment.training_class,
        "asked": certificate.requests.order_by("-pk"),
        "has_open": certificate.requests.open().exists(),
        "is_mine": certificate.enrollment.trainee.user_id == request.user.pk,
    }
    return render(request, "certificates/my/request.html", context, status=form_status(form))


@login_required
@require_safe
def copy_pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A copy from the register, drawn from its own frozen content."""
    visible = Certificate.objects.visible_to(request.user)
    copies = CertificateCopy.objects.filter(certificate__in=visible).select_related("certificate")
    copy = get_object_or_404(copies, public_id=public_id)
    name = f"{copy.certificate.serial}_copy-{copy.number}.pdf"
    back = "enrollment:my_training"
    if request.user.is_organizer:
        back = reverse("certificates:register_entry", args=[copy.certificate.public_id])
    return printed(request, papers.register_copy(copy), name, back=back)
