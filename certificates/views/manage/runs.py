"""Progress of the files of a class, and the files when they are there."""

import tempfile
import uuid
import zipfile

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certificates import file_names
from certificates.models import Certificate, IssueRun
from certificates.views.answers import stored_answer
from enrollment.access import organizers_only
from enrollment.views.answers import ZIP

IN_MEMORY = 8 * 1024 * 1024


@organizers_only
@require_safe
def issue_run(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """The whole page, or for htmx the part that changes."""
    run = _run_or_404(code, public_id)
    template = "_run" if request.htmx else "run"
    context = {
        "run": run,
        "training_class": run.training_class,
        "active": "certificates",
        "has_files": _has_files(run),
    }
    return render(request, f"certificates/manage/{template}.html", context)


@organizers_only
@require_safe
def issue_run_pdf(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponseBase:
    """All certificates of the class in one file, for printing."""
    run = _run_or_404(code, public_id)
    if not _has_files(run):
        raise Http404
    name = file_names.of_class(run.training_class, "certificates")
    return stored_answer(run.merged_pdf.storage, run.merged_pdf.name, name)


@organizers_only
@require_safe
def issue_run_zip(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponseBase:
    """One file per certificate, for sending."""
    run = _run_or_404(code, public_id)
    if not _has_files(run):
        raise Http404
    certificates = Certificate.objects.visible_to(request.user).valid()
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(file, "w") as archive:
        for certificate in certificates.of_class(run.training_class).exclude(pdf=""):
            with certificate.pdf.open() as pdf:
                archive.writestr(file_names.of_certificate(certificate), pdf.read())
    file.seek(0)
    name = file_names.of_class(run.training_class, "certificates", "zip")
    return FileResponse(file, as_attachment=True, filename=name, content_type=ZIP)


def _run_or_404(code: str, public_id: uuid.UUID) -> IssueRun:
    runs = IssueRun.objects.select_related(
        "training_class__course__category", "training_class__venue", "training_class__issuing_body"
    )
    return get_object_or_404(
        runs, kind=IssueRun.Kind.CERTIFICATES, training_class__code=code, public_id=public_id
    )


def _has_files(run: IssueRun) -> bool:
    """Done, and nobody has lost the files since (a backup may bring back rows without files)."""
    is_done = run.state == IssueRun.State.DONE
    return is_done and run.merged_pdf.storage.exists(run.merged_pdf.name)
