"""The annex of a training plan as PDF."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from certificates.papers.plan import plan_annex
from certificates.views.answers import printed
from enrollment.access import organizers_only
from enrollment.views.manage.plans import find_plan


@organizers_only
@require_safe
def plan_annex_pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    plan = find_plan(request, public_id)
    back = reverse("enrollment:plan", args=[public_id])
    return printed(request, plan_annex(plan), f"plan-{plan.year}-annex.pdf", back=back)
