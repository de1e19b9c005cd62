"""Marking certificates as handed over: of a class from the signed list, one, and undoing it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from certificates.forms.register import HandOverForm, OneHandOverForm, ReasonForm
from certificates.models import Certificate
from certificates.register import handing_over
from certificates.views.manage.register import find_line
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.views.input import form_status
from enrollment.views.manage.desk import find_class


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """The valid certificates of a class, in the order of the list that is signed."""
    training_class = find_class(code)
    visible = Certificate.objects.visible_to(request.user).for_lists()
    certificates = list(visible.in_handover_order(training_class))
    form = HandOverForm(request.POST or None)
    ticked = set(request.POST.getlist("ticked"))
    if form.is_valid():
        try:
            chosen = _chosen(form, certificates, ticked)
            count = handing_over.hand_over(chosen, on=form.cleaned_data["on"], by=request.user)
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _marked(count))
            return redirect("certificates:hand_over", code)
    context = {
        "training_class": training_class,
        "active": "certificates",
        "form": form,
        "certificates": certificates,
        "ticked": ticked,
        "done_count": sum(one.handed_over_on is not None for one in certificates),
    }
    return render(request, "certificates/manage/hand_over.html", context, status=form_status(form))


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def entry_hand_over(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One certificate, perhaps to somebody else; or the undoing of it, with a reason."""
    certificate = find_line(request, public_id)
    if certificate.is_revoked:
        raise Http404
    undoes = certificate.handed_over_on is not None
    form = ReasonForm(request.POST or None) if undoes else OneHandOverForm(request.POST or None)
    if form.is_valid():
        try:
            if undoes:
                handing_over.undo_hand_over(certificate, by=request.user, **form.cleaned_data)
                messages.success(request, _("The hand-over is taken back."))
            else:
                handing_over.hand_over([certificate], by=request.user, **form.cleaned_data)
                messages.success(request, _marked(1))
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("certificates:register_entry", certificate.public_id)
    context = {"form": form, "certificate": certificate, "undoes": undoes}
    template = "certificates/manage/entry_hand_over.html"
    return render(request, template, context, status=form_status(form))


def _chosen(
    form: HandOverForm, certificates: list[Certificate], ticked: set[str]
) -> list[Certificate]:
    which = form.cleaned_data["which"]
    if which == HandOverForm.LINES:
        return handing_over.in_lines(certificates, form.cleaned_data["numbers"])
    if which == HandOverForm.NUMBERS:
        return handing_over.with_numbers(certificates, form.cleaned_data["numbers"])
    if which == HandOverForm.TICKED:
        chosen = [one for one in certificates if str(one.public_id) in ticked]
    else:
        chosen = [one for one in certificates if one.handed_over_on is None]
    if not chosen:
        raise Refusal(_("Nothing is chosen."), code="nothing_chosen")
    return chosen


def _marked(count: int) -> str:
    text = ngettext(
        "%(count)s certificate is marked as handed over.",
        "%(count)s certificates are marked as handed over.",
        count,
    )
    return text % {"count": count}
