"""The check of a PDF that a visitor brings: looked into by a child process, never stored."""

from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from certificates.forms.checking import FileForm
from certificates.forms.letters import VerifyForm
from certificates.signing.upload import MOST_BYTES, FileCheck, check_file
from certificates.verification import UNKNOWN, code_in_address, find_by_code, grouped_code
from certificates.views.limits import limited, may_bring_file
from certificates.views.public import check_context, posting
from enrollment.access import public
from enrollment.views.answers import unlisted

# The file and the form around it.
MOST_REQUEST_BYTES: Final = MOST_BYTES + 64 * 1024


class InMemory(MemoryFileUploadHandler):
    """Keeps a file that is not too large in memory; a larger one is read past, not stored."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, *args: Any, **options: Any
    ) -> None:
        self.activated = content_length <= MOST_REQUEST_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.activated:
            self.file.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> Any:
        return super().file_complete(file_size) if self.activated else None


@csrf_exempt
@public
@unlisted
def verify_file(request: HttpRequest) -> HttpResponse:
    """No account is asked and nothing is stored, so no token is needed, with which the page of the
    form would be another for each visitor; other sites are refused by what browsers tell."""
    if request.method != "POST":
        return redirect("certificates:verify")
    if not _comes_from_here(request):
        raise PermissionDenied
    request.upload_handlers = [InMemory(request)]
    return _checked(request)


def _comes_from_here(request: HttpRequest) -> bool:
    """Else another page could use up the files that its visitor may have checked."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    own = (f"{request.scheme}://{request.get_host()}", settings.BASE_URL)
    return request.headers.get("Origin", own[0]) in own


def _checked(request: HttpRequest) -> HttpResponse:
    if not may_bring_file(request):
        return limited()
    length = request.META.get("CONTENT_LENGTH") or "0"
    is_too_large = not length.isdecimal() or int(length[:12]) > MOST_REQUEST_BYTES
    form = FileForm(request.POST, request.FILES, is_too_large=is_too_large)
    if not form.is_valid():
        context = check_context() | {"form": VerifyForm(), "file_form": form}
        return posting(render(request, "certificates/public/verify.html", context, status=422))
    check = check_file(form.cleaned_data["file"].read())
    context = check_context() | {"check": check, "file_form": FileForm(), **_found(check)}
    return posting(render(request, "certificates/public/file.html", context))


def _found(check: FileCheck) -> dict[str, Any]:
    """Which certificate a genuine file is, and how it stands today; of others nothing is told."""
    code = code_in_address(check.address)
    result = find_by_code(code) if check.verdict == "genuine" and code else UNKNOWN
    return {"result": result, "facts": result.facts, "shown_code": grouped_code(code)}
