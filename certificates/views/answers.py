"""Answers that are papers: printed now, or stored."""

from django.contrib import messages
from django.core.files.storage import Storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control

from certificates import file_names, papers
from certificates.documents import Paper
from certificates.models import Certificate
from certificates.pdf.render import render_document
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


def stored_answer(storage: Storage, path: str, name: str) -> FileResponse:
    response = FileResponse(storage.open(path), filename=name, content_type=PDF)
    patch_cache_control(response, private=True, no_store=True)
    return response


def certificate_answer(
    request: HttpRequest, certificate: Certificate, *, back: str
) -> HttpResponseBase:
    """The stored file, or one made anew from the frozen content while there is none."""
    name = file_names.of_certificate(certificate)
    storage = certificate.pdf.storage
    if certificate.pdf and storage.exists(certificate.pdf.name):
        return stored_answer(storage, certificate.pdf.name, name)
    return printed(request, papers.certificate_paper(certificate), name, back=back)
