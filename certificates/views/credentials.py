"""A certificate as a signed JSON credential, for its owner and for the desk."""

import json
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates.models import Certificate
from certificates.papers.certificate import verify_url
from certificates.signing.credential import credential_of
from courses.refusals import Refusal
from enrollment.access import login_required, organizers_only
from enrollment.views.answers import file_answer

# What registers of badges expect of a credential in a file.
CREDENTIAL = "application/ld+json"


@login_required
@require_safe
def my_certificate_credential(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mine = Certificate.objects.visible_to(request.user).valid()
    certificate = get_object_or_404(mine, public_id=public_id)
    return _credential(request, certificate, back=reverse("enrollment:my_training"))


@organizers_only
@require_safe
def manage_certificate_credential(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    certificate = get_object_or_404(Certificate.objects.valid(), public_id=public_id)
    code = certificate.content["class"]["code"]
    return _credential(
        request, certificate, back=reverse("certificates:manage_certificates", args=[code])
    )


def _credential(request: HttpRequest, certificate: Certificate, *, back: str) -> HttpResponse:
    """Made anew for each download; what it says is the frozen content."""
    language = certificate.content["issuer"]["language"]
    try:
        with translation.override(language):
            credential = credential_of(
                certificate.content,
                address=verify_url(certificate.code, language),
                criteria=_("Attended the class as its rules ask, by the decision of the body."),
            )
    except Refusal as refusal:
        messages.error(request, refusal.text)
        return redirect(back)
    body = json.dumps(credential, ensure_ascii=False, indent=2).encode()
    return file_answer(body, f"{certificate.serial}.jsonld", CREDENTIAL)
