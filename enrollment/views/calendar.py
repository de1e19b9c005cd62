"""The own calendar: the page that shows its address, and the calendar itself."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from enrollment.access import login_required, public
from enrollment.accounts import trainee_of
from enrollment.letters.calendars import own_calendar, owner_of, switch_off, switch_on


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request: HttpRequest) -> HttpResponse:
    trainee = trainee_of(request.user)
    if request.method == "POST" and trainee.pk:
        if request.POST.get("act") == "off":
            switch_off(trainee)
            messages.success(request, _("The calendar is switched off; its address is void."))
        else:
            switch_on(trainee)
            messages.success(request, _("The calendar has a new address."))
        return redirect("enrollment:my_calendar")
    address = _address(trainee.calendar_key)
    context = {"is_known": trainee.pk is not None, "address": address}
    if address:
        context["subscribe_url"] = f"webcal:{address.partition(':')[2]}"
    return render(request, "enrollment/my/calendar.html", context)


def _address(key: uuid.UUID | None) -> str:
    return settings.BASE_URL + reverse("enrollment:calendar_feed", args=[key]) if key else ""


@public
@require_safe
def calendar_feed(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """For the calendar program of a person, which cannot sign in: who knows the key may read."""
    trainee = owner_of(key)
    if trainee is None:
        raise Http404
    return HttpResponse(
        own_calendar(trainee, request),
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "private, max-age=900", "X-Robots-Tag": "noindex"},
    )
