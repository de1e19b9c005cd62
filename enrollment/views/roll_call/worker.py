"""The service worker of the roll call, served where the browser lets it keep that page only."""

from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from enrollment.access import public

SOURCE: Final = Path(__file__).resolve().parents[2] / "static" / "enrollment" / "roll-worker.js"


@public
@require_safe
def roll_worker(request: HttpRequest) -> HttpResponse:
    """A worker may keep pages below its own address, so it cannot lie under /static/."""
    response = HttpResponse(SOURCE.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
