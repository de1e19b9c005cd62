"""Papers for the agencies: the list to be signed, and the receipt of what was sent in."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from certificates import file_names, papers
from certificates.views.answers import printed
from courses.models import TrainingClass
from courses.refusals import Refusal
from enrollment.access import login_required
from enrollment.models import Agency, NominationBatch, RosterDraft
from enrollment.querysets import coordinated_paths
from enrollment.views.input import read_code, read_uuid

_CLASS = ("course__category", "venue", "issuing_body__heading")


@login_required
@require_safe
def nomination_list_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The people named by one of one's agencies; with `?draft=` those about to be sent in."""
    classes = TrainingClass.objects.select_related(*_CLASS)
    if not request.user.is_organizer:
        classes = classes.published()
    training_class = get_object_or_404(classes, code=code)
    draft = _draft(request, training_class)
    agency = draft.agency if draft else _agency(request)
    back = _page_of_round(request, training_class)
    try:
        paper = (
            papers.list_of_draft(draft) if draft else papers.nomination_list(training_class, agency)
        )
    except Refusal as refusal:
        messages.error(request, refusal.text)
        return redirect(back)
    name = file_names.of_class(training_class, f"nomination_{agency.code}")
    return printed(request, paper, name, back=back)


@login_required
@require_safe
def nomination_receipt_pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    batches = NominationBatch.objects.visible_to(request.user)
    related = [f"training_class__{name}" for name in _CLASS]
    batch = get_object_or_404(batches.select_related(*related, "agency", "by"), public_id=public_id)
    name = file_names.of_class(batch.training_class, f"receipt_{batch.agency.code}")
    back = _page_of_round(request, batch.training_class)
    return printed(request, papers.nomination_receipt(batch), name, back=back)


def _agency(request: HttpRequest) -> Agency:
    """The agency of `?agency=`; without it the one for which the account names people."""
    visible = Agency.objects.visible_to(request.user)
    if code := request.GET.get("agency", ""):
        return get_object_or_404(visible, code=read_code(code))
    mine = visible.filter(path__in=coordinated_paths(request.user)).first()
    if mine is None:
        raise Http404
    return mine


def _draft(request: HttpRequest, training_class: TrainingClass) -> RosterDraft | None:
    if "draft" not in request.GET:
        return None
    drafts = RosterDraft.objects.visible_to(request.user).filter(batch=None)
    drafts = drafts.filter(training_class=training_class).select_related("agency")
    draft = get_object_or_404(drafts, public_id=read_uuid(request.GET["draft"]))
    draft.training_class = training_class
    return draft


def _page_of_round(request: HttpRequest, training_class: TrainingClass) -> str:
    if request.user.is_organizer:
        return reverse("enrollment:manage_registrations", args=[training_class.code])
    return reverse("enrollment:agency_round", args=[training_class.code])
