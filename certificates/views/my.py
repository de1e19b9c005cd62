"""A person's own certificates; for a coordinator those of the own agencies."""

import uuid

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from certificates.models import Certificate
from certificates.views.answers import certificate_answer
from enrollment.access import login_required


@login_required
@require_safe
def my_certificate_pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    mine = Certificate.objects.visible_to(request.user).valid()
    certificate = get_object_or_404(mine, public_id=public_id)
    return certificate_answer(request, certificate, back=reverse("enrollment:my_training"))
