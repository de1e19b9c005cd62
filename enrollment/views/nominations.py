"""What an agency sent in at once: its people, their states, and its letter."""

import uuid
from typing import Final

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from enrollment.access import login_required
from enrollment.models import Enrollment, NominationBatch
from enrollment.paging import page_of
from enrollment.views.answers import file_answer

State = Enrollment.State
FILE: Final = "application/octet-stream"


def _find_batch(request: HttpRequest, public_id: uuid.UUID) -> NominationBatch:
    found = NominationBatch.objects.visible_to(request.user)
    found = found.select_related("training_class__venue", "agency", "by")
    return get_object_or_404(found, public_id=public_id)


@login_required
@require_safe
def nomination(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    batch = _find_batch(request, public_id)
    # The desk may have put somebody of another agency on a seat of the list.
    seen = batch.enrollments.visible_to(request.user)
    successors = Prefetch("replaced_by", Enrollment.objects.visible_to(request.user))
    people = seen.select_related("trainee").prefetch_related(successors).in_roster_order()
    counts = seen.counts_by_state()
    context = {
        "batch": batch,
        "training_class": batch.training_class,
        "page": page_of(request, people),
        "counts": [(State(state).label, count) for state, count in counts.items()],
    }
    return render(request, "enrollment/roster/nomination.html", context)


@login_required
@require_safe
def nomination_letter(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    batch = _find_batch(request, public_id)
    if not batch.letter_file:
        raise Http404
    try:
        with batch.letter_file.open("rb") as file:
            body = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    # Never shown by the browser under our address: it comes from outside.
    return file_answer(body, batch.letter_name or "letter", FILE)
