"""Answers that are files, and answers that no cache and no search machine may keep."""

from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header

from enrollment.access import View

PDF: Final = "application/pdf"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP: Final = "application/zip"


def file_answer(body: bytes, name: str, content_type: str) -> HttpResponse:
    """Shown by the browser if it can, kept by no cache between."""
    as_attachment = content_type != PDF
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment, name)
    patch_cache_control(response, private=True, no_store=True)
    return response


def unlisted(view: View) -> View:
    """Neither indexed nor stored nor told to other sites: the address holds a secret."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        return response

    return answer
