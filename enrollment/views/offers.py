"""The page of an offer: reached by the link of the letter, without signing in."""

import uuid
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from courses.refusals import Refusal
from courses.vietnamese import initials
from enrollment.access import public
from enrollment.models import SeatOffer
from enrollment.registering.offers import accept_offer, decline_offer, find_offer
from enrollment.seating.waiting_order import set_places
from enrollment.views.answers import unlisted
from enrollment.views.input import refuse_repeated

VERBS: Final = {"accept": accept_offer, "decline": decline_offer}


@public
@require_http_methods(["GET", "HEAD", "POST"])
@unlisted
def offer(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Looking changes nothing, so that a scanner of mails answers for nobody."""
    found = find_offer(key)
    if found is None:
        return render(request, "enrollment/public/offer_unknown.html", status=404)
    if request.method != "POST":
        return _page(request, found)
    refuse_repeated(request)
    verb = VERBS.get(request.POST.get("answer", ""))
    if verb is None:
        raise BadRequest("Neither accepted nor declined.")
    try:
        verb(found, by=request.user if request.user.is_authenticated else None)
    except Refusal as refusal:
        return _page(request, find_offer(key) or found, refusal=refusal.text, status=422)
    return redirect("enrollment:offer", key)


def _page(
    request: HttpRequest, found: SeatOffer, *, status: int = 200, **context: Any
) -> HttpResponse:
    enrollment = found.enrollment
    set_places([enrollment])
    is_over = not found.answer and found.expires_at <= timezone.now()
    context |= {
        "offer": found,
        "state": "expired" if is_over else found.answer or "open",
        "enrollment": enrollment,
        "training_class": enrollment.training_class,
        # The letter may have been passed on: the page names nobody in full.
        "short_name": initials(enrollment.full_name),
        "may_register": enrollment.training_class.is_open_for_registration(timezone.now()),
    }
    response = render(request, "enrollment/public/offer.html", context, status=status)
    # Not "no-referrer": the browser would send the form of this page without its origin, and the
    # check of forgeries would refuse it. No other site is told in either case.
    response["Referrer-Policy"] = "same-origin"
    return response
