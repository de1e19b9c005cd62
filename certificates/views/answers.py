"""Answers that are papers: printed now, or stored."""

from django.contrib import messages
from django.core.files.storage import Storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from certificates import file_names
from certificates.documents import Paper
from certificates.models import Certificate
from certificates.pdf.render import render_document
from certificates.runs import ordering
from courses.refusals import Refusal
from enrollment.views.answers import PDF, file_answer


def printed(request: HttpRequest, paper: Paper, name: str, *, back: str) -> HttpResponse:
    """The paper as PDF; when it cannot be printed, the reason on the page it was asked from."""
    try:
        body = render_document(paper)
    except Refusal as refusal:
        messages.error(request, refusal.text)
        return redirect(back)
    return file_answer(body, name, PDF)


def stored_answer(storage: Storage, path: str, name: str, *, kind: str = PDF) -> FileResponse:
    """Streamed as it lies there. A PDF opens in the browser, anything else is kept."""
    response = FileResponse(
        storage.open(path), filename=name, content_type=kind, as_attachment=kind != PDF
    )
    patch_cache_control(response, private=True, no_store=True)
    return response


def certificate_answer(
    request: HttpRequest, certificate: Certificate, *, back: str
) -> HttpResponseBase:
    """The stored file. While there is none it is being made, and nothing unsigned goes out."""
    storage = certificate.pdf.storage
    if certificate.pdf and storage.exists(certificate.pdf.name):
        name = file_names.of_certificate(certificate)
        return stored_answer(storage, certificate.pdf.name, name)
    # Lost, or never ordered: whoever asks for it has it made. Asking again changes nothing.
    run = ordering.order_if_nobody_did(certificate)
    if run.is_finished:
        text = _("The file cannot be had at the moment. Please ask the organizers.")
        messages.error(request, text)
    else:
        text = _("The file of %(serial)s is being made. Please try again in a moment.")
        messages.info(request, text % {"serial": certificate.serial})
    return redirect(back)
