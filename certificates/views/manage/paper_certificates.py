"""Certificates on paper of past years: the list to look in, and declaring one void."""

import uuid

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates.forms.history import HistoryReasonForm
from certificates.history.voiding import void_paper
from certificates.models import PaperCertificate
from courses.refusals import Refusal
from enrollment.access import organizers_only
from enrollment.paging import page_of
from enrollment.views.input import asked_words, form_status, refuse_repeated


@organizers_only
@require_safe
def paper_certificates(request: HttpRequest) -> HttpResponse:
    """By number, name or class; those that hold before those that are void."""
    words = asked_words(request)
    found = PaperCertificate.objects.search(words).for_lists()
    newest_first = found.order_by(
        F("voided_at").asc(nulls_first=True), "-issued_on", "issuer", "serial", "pk"
    )
    page = page_of(request, newest_first)
    context = {"page": page, "words": words}
    return render(request, "certificates/history/papers.html", context)


@organizers_only
@require_http_methods(["GET", "HEAD", "POST"])
def paper_void(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Never deleted: declared void, with a reason that whoever checks it reads."""
    found = PaperCertificate.objects.for_lists()
    paper = get_object_or_404(found, public_id=public_id)
    form = HistoryReasonForm(request.POST or None)
    if request.method == "POST":
        refuse_repeated(request)
    if form.is_valid():
        try:
            void_paper(paper, by=request.user, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The certificate is declared void."))
            return redirect("certificates:paper_certificates")
    context = {"paper": paper, "form": form}
    status = form_status(form)
    return render(request, "certificates/history/paper_void.html", context, status=status)
