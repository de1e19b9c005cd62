"""Records that may be one person: the list of them, two side by side, merging and undoing it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.forms.changes import MergeForm
from enrollment.models import Trainee, TraineeMerge
from enrollment.paging import page_of
from enrollment.people import duplicates, merging
from enrollment.views.input import asked_words, form_status, read_uuid, refuse_repeated

PAIRS_PER_PAGE = 25
FOUND_PER_PAGE = 20


@organizers_only
@require_safe
def manage_duplicates(request: HttpRequest) -> HttpResponse:
    page = page_of(request, duplicates.suspects(), PAIRS_PER_PAGE)
    context = {"page": page, "pairs": duplicates.pairs_of(list(page.object_list))}
    return render(request, "enrollment/people/duplicates.html", context)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage_person_merge(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """This record is the one that is kept; the other one is looked for, or named in `with`."""
    kept = get_object_or_404(_records(), public_id=public_id)
    if "with" not in request.GET:
        return _look_for_other(request, kept)
    other = get_object_or_404(_records(), public_id=read_uuid(request.GET["with"]))
    if request.method == "POST":
        refuse_repeated(request)
    if "apart" in request.POST:
        merging.keep_apart(kept, other, by=request.user)
        messages.success(request, _("Noted: these are two people."))
        return redirect("enrollment:manage_duplicates")
    return _compare(request, kept, other)


def _compare(request: HttpRequest, kept: Trainee, other: Trainee) -> HttpResponse:
    """Both beside each other, what merging would do, and the button that does it."""
    form = MergeForm(request.POST if "reason" in request.POST else None)
    refusal = None
    try:
        plan = merging.plan(kept, other)
        if request.method == "POST" and form.is_valid():
            merging.merge(kept, other, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("The two records are one now. It can be undone."))
            return redirect("enrollment:manage_person", kept.public_id)
    except Refusal as error:
        refusal, plan = error, None
    context = {
        "sides": [duplicates.side(kept), duplicates.side(other)],
        "kept": kept,
        "other": other,
        "plan": plan,
        "refusal": refusal,
        "likeness": duplicates.liken(kept, other),
        "form": form,
    }
    status = 409 if refusal and request.method == "POST" else form_status(form)
    return render(request, "enrollment/people/merge.html", context, status=status)


def _records() -> Any:
    return Trainee.objects.present().select_related("user").prefetch_related("affiliations__agency")


def _look_for_other(request: HttpRequest, kept: Trainee) -> HttpResponse:
    words = asked_words(request)
    others = _records().exclude(pk=kept.pk)
    found = others.search(words) if words.strip() else others.namesakes(kept.full_name)
    page = page_of(request, found, FOUND_PER_PAGE)
    context = {"person": kept, "page": page, "words": words}
    return render(request, "enrollment/people/merge_pick.html", context)


@organizers_only
@require_safe
def manage_merges(request: HttpRequest) -> HttpResponse:
    """What was merged, the latest first; each can be undone."""
    rows = TraineeMerge.objects.select_related("kept", "merged", "by", "undone_by")
    return render(request, "enrollment/people/merges.html", {"page": page_of(request, rows)})


@organizers_only
@require_POST
def manage_merge_undo(request: HttpRequest, merge_pk: int) -> HttpResponse:
    done = get_object_or_404(TraineeMerge.objects.select_related("kept", "merged"), pk=merge_pk)
    try:
        merging.undo(done, by=request.user)
        messages.success(request, _("There are two records again, as before the merge."))
    except Refusal as refusal:
        messages.error(request, refusal.text)
    return redirect("enrollment:manage_merges")
