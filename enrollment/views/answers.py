"""Answers that are files."""

from typing import Final

from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header

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
