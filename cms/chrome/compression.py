"""Text is sent compressed, also where no web server in front does it."""

import re
from typing import Any, Final

from django.http import HttpRequest
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

# Pictures, PDF and ZIP are compressed already.
_TEXT: Final = re.compile(
    r"text/|image/svg\+xml|application/(?:javascript|json|xml|rss\+xml|atom\+xml|ld\+json|manifest\+json)"
)


_ACCEPTS_GZIP: Final = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:\s|,|$))")


def accepts_gzip(request: HttpRequest) -> bool:
    return bool(_ACCEPTS_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))


class CompressionMiddleware(GZipMiddleware):
    """Against BREACH, which guesses a secret by the length of answers: tokens of forms are masked
    anew in each answer, and a random number of bytes is added (`max_random_bytes`)."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if response.status_code == 206 or not _TEXT.match(response.headers.get("Content-Type", "")):
            return response
        if not accepts_gzip(request):
            patch_vary_headers(response, ["Accept-Encoding"])
            return response
        return super().process_response(request, response)
